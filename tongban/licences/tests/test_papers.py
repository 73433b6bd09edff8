"""The paper: made after commit, sealed, and checked by us, by an outsider, and at a terminal."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from django.core.management import call_command
from PIL import Image
from pypdf import PdfReader

from tongban.core.accounts.types import SYSTEM
from tongban.core.files import selectors as files
from tongban.core.jobs import services as jobs
from tongban.core.papers import services as papers
from tongban.licences import handlers, ports, selectors, services
from tongban.licences.adapter import FileSigner
from tongban.licences.apps import SAMPLE
from tongban.licences.errors import Unreadable
from tongban.licences.models import Licence
from tongban.licences.portal.verifying import published
from tongban.licences.rules import paper, statement
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW
from tongban.licences.types import Conclusion

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


def pdf_of(row: Licence) -> bytes:
    stored = files.by_token(row.file)
    assert stored is not None
    return files.open_bytes(stored)


@pytest.fixture
def ready() -> Licence:
    # The command goes by the machine's own clock, so the term began long ago.
    return factories.made(factories.licence(factories.world(), valid_from=date(2026, 1, 1)))


def test_the_queued_task_makes_the_paper_once() -> None:
    told: list[str] = []
    ports.made.register(
        "papertest", lambda *, licence_id, source, now: told.append(f"{licence_id} {source}")
    )
    row = factories.licence(factories.world(), source="papertest:1")
    jobs.drain(now=NOW)
    row.refresh_from_db()
    assert row.making == "ready"
    assert told == [f"{row.pk} papertest:1"]
    first = row.file
    assert services.make(now=NOW + DAY, licence_id=row.pk).file == first
    assert handlers.make_left_behind(NOW + DAY) == 0


def test_a_lost_task_is_made_up_for() -> None:
    row = factories.licence(factories.world())
    assert handlers.make_left_behind(NOW) == 0
    assert handlers.make_left_behind(NOW + DAY) == 1
    row.refresh_from_db()
    assert row.making == "ready"


def test_the_paper_bears_holder_scope_and_statement(ready: Licence) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(ready)))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    for words in (ready.holder_name, "处方药、非处方药", ready.number, ready.organisation_name):
        assert words in text
    keywords = str(reader.metadata.get("/Keywords", "")) if reader.metadata else ""
    assert ready.statement in keywords


def test_our_own_check_finds_it_genuine_and_in_force(ready: Licence) -> None:
    verdict = selectors.check_upload(pdf_of(ready), now=NOW)
    assert verdict.conclusion is Conclusion.IN_FORCE
    assert verdict.number == ready.number


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda pdf: pdf.replace(b"/A4", b"/A5", 1) if b"/A4" in pdf else _flip(pdf), "changed"),
        (lambda pdf: pdf + b"\n% one more line\n", "appended"),
    ],
)
def test_a_tampered_paper_is_not_confirmed(ready: Licence, harm, problem: str) -> None:  # type: ignore[no-untyped-def]
    verdict = selectors.check_upload(harm(pdf_of(ready)), now=NOW)
    assert (verdict.conclusion, verdict.reason) == (Conclusion.UNKNOWN, problem)


def _flip(pdf: bytes) -> bytes:
    """Another byte in the middle of the page's content."""
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_a_paper_of_another_authority_or_none_is_not_confirmed(
    ready: Licence, tmp_path: Path
) -> None:
    plain = papers.render(template="licences.certificate", data=SAMPLE)
    assert selectors.check_upload(plain, now=NOW).reason == "unsigned"
    stranger = FileSigner(tmp_path / "licences", name="他")
    sealed = stranger.seal_paper(plain, reason="x", location="y", at=NOW)
    assert selectors.check_upload(sealed, now=NOW).reason == "untrusted"
    own = ports.signers.current().seal_paper(plain, reason="x", location="y", at=NOW)
    assert selectors.check_upload(own, now=NOW).reason == "no_statement"


def test_what_ended_is_genuine_but_not_in_force(ready: Licence) -> None:
    services.change_status(
        actor=SYSTEM, now=NOW + DAY, licence_id=ready.pk, act="revoke", reason="骗取许可"
    )
    verdict = selectors.check_upload(pdf_of(ready), now=NOW + DAY)
    assert (verdict.conclusion, verdict.reason) == (Conclusion.NOT_IN_FORCE, "revoked")
    assert verdict.reason_text == "骗取许可"
    assert [row[:2] for row in selectors.gone()] == [(ready.identifier, "revoked")]


def test_an_expired_one_is_over_before_the_tick_says_so(ready: Licence) -> None:
    verdict = selectors.check_statement(ready.statement, now=NOW + 6 * 365 * DAY)
    assert (verdict.conclusion, verdict.reason) == (Conclusion.NOT_IN_FORCE, "lapsed")


def test_a_natural_persons_name_is_masked_in_the_code() -> None:
    holder = factories.person("演示人丁")
    row = factories.made(factories.licence(factories.world(), holder, "approval"))
    claims = statement.read(row.statement, ports.signers.current().published_keys())
    assert claims.holder == "演**丁"
    assert selectors.verify_number(row.number, "演示人丁", now=NOW).holder == "演**丁"


def test_number_and_full_name_must_both_agree(ready: Licence) -> None:
    good = selectors.verify_number(f" {ready.number} ", ready.holder_name, now=NOW)
    assert good.conclusion is Conclusion.IN_FORCE
    for number, name in ((ready.number, "别人"), ("没有", ready.holder_name), ("", "")):
        found = selectors.verify_number(number, name, now=NOW)
        assert (found.conclusion, found.reason) == (Conclusion.UNKNOWN, "not_in_register")


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is missing")
def test_pdfsig_the_outside_witness_agrees(ready: Licence, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(pdf_of(ready))
    bad.write_bytes(_flip(pdf_of(ready)))
    # pdfsig exits 0 on a digest mismatch too: its words are the answer.
    said = subprocess.run(["pdfsig", good], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    said = subprocess.run(["pdfsig", bad], capture_output=True, text=True, check=False).stdout
    assert "Digest Mismatch" in said


@pytest.mark.skipif(
    shutil.which("pdfsig") is None or shutil.which("certutil") is None,
    reason="pdfsig (poppler-utils) or certutil (libnss3-tools) is missing",
)
def test_pdfsig_trusts_the_seal_under_the_published_authority(
    ready: Licence, tmp_path: Path
) -> None:
    store, pdf, root = tmp_path / "nss", tmp_path / "a.pdf", tmp_path / "ca.pem"
    store.mkdir()
    pdf.write_bytes(pdf_of(ready))
    root.write_bytes(ports.signers.current().authorities()[0])
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-A", "-d", store, "-n", "ca", "-t", "C,C,C", "-i", root], check=True
    )
    said = subprocess.run(
        ["pdfsig", "-nssdir", store, pdf], capture_output=True, text=True, check=False
    ).stdout
    assert "Certificate is Trusted" in said


def test_the_code_on_the_paper_can_be_read_from_a_print(ready: Licence, tmp_path: Path) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is missing")
    source = tmp_path / "a.pdf"
    source.write_bytes(pdf_of(ready))
    subprocess.run(
        ["pdftoppm", "-r", "100", "-png", "-singlefile", source, tmp_path / "a"], check=True
    )
    picture = tmp_path / "a.png"
    codes = zxingcpp.read_barcodes(Image.open(picture))
    assert statement.find(codes[0].text) == ready.statement
    assert selectors.check_upload(picture.read_bytes(), now=NOW).conclusion is Conclusion.IN_FORCE


def test_a_picture_without_a_code_says_so() -> None:
    out = io.BytesIO()
    code = zxingcpp.create_barcode("https://example.invalid", zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(code.to_image(scale=8)).save(out, "png")
    with pytest.raises(Unreadable) as caught:
        selectors.check_upload(out.getvalue(), now=NOW)
    assert caught.value.reason == "picture_no_code"


# --- at a terminal ---


def tongban(*words: object, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command with a database that cannot be reached and keys that are not ours."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tongban.config.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "TONGBAN_VAR": str(words[0]),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "licence", *map(str, words[1:])],
        capture_output=True, input=stdin, env=environment, cwd=ROOT, check=False,
    )  # fmt: skip
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def test_the_command_verifies_without_network_and_database(ready: Licence, tmp_path: Path) -> None:
    keys, good = tmp_path / "keys.json", tmp_path / "a.pdf"
    keys.write_text(json.dumps(published()), encoding="utf-8")
    good.write_bytes(pdf_of(ready))
    done = tongban(tmp_path / "var", "verify", good, "--keys", keys)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "离线：仅能确认真伪" in done.stdout
    assert ready.number in done.stdout
    good.write_bytes(_flip(pdf_of(ready)))
    done = tongban(tmp_path / "var", "verify", good, "--keys", keys)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "不能确认真伪" in done.stdout


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("paper", 0, "电子印章"),
        ("text", 0, "药品经营许可证"),
        ("flipped", 1, "在签章之后被改动过"),
        ("stranger", 1, "不能确认真伪"),
        ("nonsense", 2, "读不出来"),
        ("missing", 2, "读不出来"),
        ("offline", 0, "没有连上登记库"),
    ],
)
def test_what_the_command_says(  # type: ignore[no-untyped-def]
    *, name: str, code: int, words: str, ready: Licence, tmp_path: Path, django_assert_num_queries
) -> None:
    keys, file = published(), tmp_path / "file"
    content = {
        "text": statement.url_for("http://localhost:8000", ready.statement).encode(),
        "flipped": _flip(pdf_of(ready)),
        "nonsense": b"nothing of ours",
    }.get(name, pdf_of(ready))
    if name != "missing":
        file.write_bytes(content)
    if name == "stranger":
        other = FileSigner(tmp_path / "licences", name="他")
        keys = {
            "keys": [dict(key) for key in other.published_keys()],
            "authorities": [text.decode() for text in other.authorities()],
        }
    (tmp_path / "keys.json").write_text(json.dumps(keys), encoding="utf-8")
    more = ["--online", "--site", "http://127.0.0.1:9"] if name == "offline" else []
    out, wrong = io.StringIO(), io.StringIO()
    with django_assert_num_queries(0), pytest.raises(SystemExit) as ended:
        call_command(
            "licence", "verify", str(file), "--keys", str(tmp_path / "keys.json"), *more,
            stdout=out, stderr=wrong,
        )  # fmt: skip
    assert ended.value.code == code
    assert words in out.getvalue() + wrong.getvalue()


def test_published_keys_hold_no_private_half() -> None:
    said = json.dumps(published())
    assert not re.search(r'"d":', said)
    assert "PRIVATE" not in said
    assert paper.certificate(published()["authorities"][0].encode()).ca
