"""The pure decisions: identifiers, numbers, terms, statements, faces, states."""

import base64
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.licences.adapter import FileSigner, make_keys
from tongban.licences.errors import BadStatement, Unreadable
from tongban.licences.rules import dates, evidence, face, identifier, numbering, offline, statement
from tongban.licences.types import Claims, Conclusion

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TYPE, BODY = "11421299MB0000001A001", "11421299MB1234567A"


def claims(**more: object) -> Claims:
    values: dict[str, object] = {
        "identifier": identifier.identifier_for(
            type_code=TYPE, issuer=BODY, serial="000000012", version=1
        ),
        "number": "演示鄂药〔2026〕000012",
        "title": "药品经营许可证",
        "holder": "演示大药房有限公司",
        "issuer": "咸宁市咸安区市场监督管理局",
        "valid_from": date(2026, 11, 23),
        "valid_to": date(2031, 11, 22),
        "issued_at": NOW,
    }
    return Claims(**(values | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> FileSigner:
    return FileSigner(tmp_path_factory.mktemp("keys") / "licences", name="测试")


def test_identifier_has_the_parts_of_the_standard_and_its_check() -> None:
    made = identifier.identifier_for(type_code=TYPE, issuer=BODY, serial="000000012", version=1)
    assert made.startswith(f"1.2.156.3005.2.{TYPE}.{BODY}.000000012.001.")
    assert identifier.is_identifier(made)


def test_mod_37_36_agrees_with_the_standards_own_example() -> None:
    # ISO 7064: A12425GABC1234002 has the check character M.
    assert identifier.check_character("A12425GABC1234002") == "M"


@given(st.integers(min_value=0, max_value=8), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_breaks_an_identifier(place: int, other: str) -> None:
    made = identifier.identifier_for(type_code=TYPE, issuer=BODY, serial="000000012", version=1)
    start = made.index("000000012")
    wrong = made[: start + place] + other + made[start + place + 1 :]
    assert identifier.is_identifier(wrong) == (wrong == made)


# Worked by hand (ISO 7064 hybrid system MOD 37,36: p = 36; for each value v, s = (p + v) mod 36 or
# 36, p = 2s mod 37; the check makes p + c = 1 mod 36), so that the code is not its own witness.
@pytest.mark.parametrize(
    ("parts", "check"),
    [
        ("0", "2"),
        ("1", "Z"),
        ("Z", "4"),
        ("A12425GABC1234002", "M"),
    ],
)
def test_check_characters_worked_by_hand(parts: str, check: str) -> None:
    assert identifier.check_character(parts) == check


@given(st.integers(min_value=15, max_value=60))
def test_two_neighbours_changed_about_break_an_identifier(place: int) -> None:
    made = identifier.identifier_for(type_code=TYPE, issuer=BODY, serial="000000012", version=1)
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
    if "." not in made[place : place + 2]:
        assert identifier.is_identifier(swapped) == (swapped == made)


def test_an_identifier_gives_back_its_parts() -> None:
    made = identifier.identifier_for(type_code=TYPE, issuer=BODY, serial="000000012", version=12)
    assert identifier.parts_of(made) == identifier.Parts(TYPE, BODY, "000000012", 12)
    assert identifier.parts_of(made[:-1] + ("0" if made[-1] != "0" else "1")) is None


@pytest.mark.parametrize(
    "more",
    [
        {"version": 0}, {"version": 1000}, {"serial": ""}, {"serial": "A-1"}, {"issuer": BODY[:-1]},
        {"type_code": TYPE + "0"}, {"issuer": BODY.lower()}, {"serial": "甲"},
    ],
)  # fmt: skip
def test_parts_that_the_standard_does_not_know_are_refused(more: dict[str, object]) -> None:
    order: dict[str, object] = {
        "type_code": TYPE, "issuer": BODY, "serial": "000000012", "version": 1,
    }  # fmt: skip
    with pytest.raises(ValueError, match="no parts"):
        identifier.identifier_for(**(order | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "1.2.156.3005.2.A.B.C.001", "1.2.156.3005.2.a.B.C.1.X"]
)
def test_other_texts_are_no_identifiers(text: str) -> None:
    assert not identifier.is_identifier(text)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 11, 23), date(2031, 11, 22)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2026, 1, 1), date(2030, 12, 31)),
    ],
)
def test_five_years_end_on_the_eve_of_the_anniversary(start: date, end: date) -> None:
    assert dates.last_day(start, 5) == end


def test_numbering_draws_a_serial_only_when_it_needs_one() -> None:
    drawn: list[int] = []

    def serial() -> int:
        drawn.append(1)
        return 12

    same = {"year": 2026, "division": "421202", "serial": serial}
    assert numbering.number_for("uscc", holder_code="9142", **same) == "9142"  # type: ignore[arg-type]
    assert not drawn
    made = numbering.number_for("药〔{year}〕{serial:06d}", holder_code="", **same)  # type: ignore[arg-type]
    assert made == "药〔2026〕000012"


def test_face_shows_labels_in_order_and_leaves_out_what_is_empty() -> None:
    rows = face.rows(
        labels={"holder": "名称", "scope": "范围", "gone": "无", "valid": "期限"},
        content={"scope": ["药", "械"], "secret": "x"},
        holder="演示",
        holder_code="",
        valid_from=date(2026, 11, 23),
        valid_to=None,
    )
    assert rows == [("名称", "演示"), ("范围", "药、械"), ("期限", "2026年11月23日 至 长期")]


def test_a_statement_says_what_was_signed(signer: FileSigner) -> None:
    text = signer.sign_statement(statement.payload_of(claims()))
    said = statement.read(text, signer.published_keys())
    assert said == claims(kid=said.kid)
    url = statement.url_for("https://banshi.example", text)
    assert statement.find(f"看 {url} 。") == text
    assert len(text) < 520


def _parts(text: str) -> list[str]:
    return text.split(".")


def _encoded(value: object) -> str:
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_a_changed_statement_is_refused(signer: FileSigner) -> None:
    head, body, signature = _parts(signer.sign_statement(statement.payload_of(claims())))
    other = _encoded(statement.payload_of(claims(holder="假冒大药房有限公司")))
    with pytest.raises(BadStatement) as caught:
        statement.read(f"{head}.{other}.{signature}", signer.published_keys())
    assert caught.value.reason == "statement_forged"
    swapped = signature[:-2] + ("AA" if signature[-2:] != "AA" else "QQ")
    with pytest.raises(BadStatement):
        statement.read(f"{head}.{body}.{swapped}", signer.published_keys())


@pytest.mark.parametrize("alg", ["none", "HS256", "ES384"])
def test_the_algorithm_is_never_the_statements_choice(signer: FileSigner, alg: str) -> None:
    _, body, signature = _parts(signer.sign_statement(statement.payload_of(claims())))
    kid = signer.published_keys()[0]["kid"]
    forged = _encoded({"alg": alg, "kid": kid})
    with pytest.raises(BadStatement):
        statement.read(f"{forged}.{body}.{signature}", signer.published_keys())


def test_a_statement_of_another_signer_is_refused(signer: FileSigner, tmp_path: Path) -> None:
    other = FileSigner(tmp_path / "licences", name="他")
    text = other.sign_statement(statement.payload_of(claims()))
    with pytest.raises(BadStatement) as caught:
        statement.read(text, signer.published_keys())
    assert caught.value.reason == "statement_unknown_key"


@given(st.text(max_size=400))
def test_any_other_text_is_unreadable(text: str) -> None:
    with pytest.raises(BadStatement):
        statement.read(text, [])


def test_offline_a_term_that_is_over_is_said_to_be_over() -> None:
    today = date(2031, 11, 23)
    assert offline.conclude(claims(), today=today).conclusion is Conclusion.NOT_IN_FORCE
    assert offline.conclude(claims(valid_to=None), today=today).conclusion is (
        Conclusion.GENUINE_OFFLINE
    )
    early = offline.conclude(claims(), today=date(2026, 11, 22))
    assert (early.conclusion, early.reason) == (Conclusion.NOT_IN_FORCE, "not_yet")


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"hello", b"%PDF-1.7 broken"])
def test_other_files_are_unreadable(content: bytes, signer: FileSigner) -> None:
    with pytest.raises(Unreadable):
        evidence.examine(content, authorities=signer.authorities())


def test_keys_made_twice_at_once_are_the_first_ones(tmp_path: Path) -> None:
    folder = tmp_path / "licences"
    make_keys(folder, name="一", now=NOW)
    first = (folder / "ca.pem").read_bytes()
    make_keys(folder, name="二", now=NOW)
    assert (folder / "ca.pem").read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == ["licences"]
    assert (folder / "seal.key").stat().st_mode & 0o077 == 0
