"""The licence proper: an OFD with the body's SM2 seal, made with the PDF, checked by anybody."""

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asn1crypto import pem
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tongban.core.accounts.tests import factories as people
from tongban.core.files import selectors as files
from tongban.lib import qr
from tongban.lib.ofd import container, signing
from tongban.licences import handlers, ports, selectors, services
from tongban.licences.adapter import FileSealer
from tongban.licences.errors import Unreadable
from tongban.licences.models import Licence
from tongban.licences.portal.verifying import published
from tongban.licences.rules import original
from tongban.licences.tests import factories
from tongban.licences.tests.factories import NOW
from tongban.licences.types import Conclusion

pytestmark = pytest.mark.django_db
CONTENT = "Doc_0/Pages/Page_0/Content.xml"


def ofd_of(row: Licence) -> bytes:
    stored = files.by_token(row.original)
    assert stored is not None
    assert (stored.media_type, stored.name[-4:]) == ("application/ofd", ".ofd")
    return files.open_bytes(stored)


@pytest.fixture
def ready() -> Licence:
    # The command goes by the machine's own clock, so the term began long ago.
    return factories.made(factories.licence(factories.world(), valid_from=date(2026, 1, 1)))


def known() -> list[bytes]:
    return [pem.unarmor(one)[2] for one in ports.sealers.current().authorities()]


def words(content: bytes) -> str:
    tree = container.tree_of(container.unpack(content)[CONTENT])
    return "\n".join(one.text or "" for one in tree.iter(container.tag("TextCode")))


def altered(content: bytes, **changes: bytes | None) -> bytes:
    """The container with parts replaced, added, or (None) taken out."""
    parts = container.unpack(content)
    for name, part in changes.items():
        if part is None:
            del parts[name]
        else:
            parts[name] = part
    return container.pack(parts)


def test_it_bears_what_the_paper_bears_and_is_sealed(ready: Licence) -> None:
    content = ofd_of(ready)
    for said in (ready.holder_name, "处方药、非处方药", ready.number, ready.organisation_name):
        assert said in words(content)
    found = original.check(content, known())
    assert (found.problem, found.intact, found.whole, found.trusted) == ("", True, True, True)
    assert found.signer == f"{ready.organisation_name}电子证照专用章"
    assert found.signed_at == NOW.replace(microsecond=0)
    assert found.statement == ready.statement


def test_uploaded_it_is_answered_by_the_register(ready: Licence) -> None:
    content = ofd_of(ready)
    assert selectors.check_upload(content, now=NOW).conclusion is Conclusion.IN_FORCE
    answer = Client().post(
        "/verify/", {"way": "file", "file": io.BytesIO(content)}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert ready.holder_masked in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({CONTENT: b"<x/>"}, "changed"),
        ({"Doc_0/PublicRes.xml": None}, "changed"),
        ({"Doc_0/Pages/Page_1/Content.xml": b"<x/>"}, "appended"),
        ({signing.VALUE: b"\x30\x00"}, "changed"),
        ({signing.VALUE: None}, "changed"),
        ({container.SIGNATURES: None}, "unsigned"),
    ],
)
def test_whatever_was_changed_is_told(
    ready: Licence, changes: dict[str, bytes | None], problem: str
) -> None:
    forged = altered(ofd_of(ready), **changes)
    assert original.check(forged, known()).problem == problem
    verdict = selectors.check_upload(forged, now=NOW)
    assert (verdict.conclusion, verdict.reason) == (Conclusion.UNKNOWN, problem)


def test_two_seals_are_no_original(ready: Licence) -> None:
    content = ofd_of(ready)
    signatures = container.unpack(content)[container.SIGNATURES].decode()
    row = signatures[signatures.index("<ofd:Signature ID") : signatures.index("</ofd:Signatures>")]
    twice = signatures.replace(row, row + row.replace('ID="1"', 'ID="2"'))
    forged = altered(content, **{container.SIGNATURES: twice.encode()})
    assert original.check(forged, known()).problem == "signed_twice"


def test_sealed_by_somebody_else_it_is_not_ours(ready: Licence, tmp_path: Path) -> None:
    parts = container.unpack(ofd_of(ready))
    for name in (container.SIGNATURES, signing.SIGNATURE, signing.VALUE):
        del parts[name]
    other = FileSealer(tmp_path / "seals", name="别人")
    forged = other.seal_original(
        parts, body=ready.organisation_name, picture=b"png", box=original.SEAL_BOX, at=NOW
    )
    assert original.check(forged, known()).problem == "untrusted"
    assert selectors.check_upload(forged, now=NOW).reason == "untrusted"


def test_a_seal_used_after_its_term_does_not_hold(ready: Licence) -> None:
    parts = container.unpack(ofd_of(ready))
    for name in (container.SIGNATURES, signing.SIGNATURE, signing.VALUE):
        del parts[name]
    late = ports.sealers.current().seal_original(
        parts, body="演示局", picture=b"png", box=original.SEAL_BOX, at=NOW + timedelta(days=9000)
    )
    assert original.check(late, known()).problem == "untrusted"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("OFD.xml", b" " * (container.MOST_BYTES + 1))
    return out.getvalue()


def with_names(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no container",
        with_names("word/document.xml"),
        with_names("OFD.xml", "../../etc/passwd"),
        with_names("OFD.xml", "ofd.XML"),
        with_names("OFD.xml"),
        with_names("OFD.xml", *(f"{n}.xml" for n in range(container.MOST_PARTS))),
        container.pack({"OFD.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        container.pack({"OFD.xml": b"<ofd:unclosed"}),
        bomb(),
    ],
)
def test_what_is_no_original_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable):
        selectors.check_upload(content, now=NOW)


def test_at_a_terminal_with_the_published_keys_alone(
    ready: Licence, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, keys = tmp_path / "licence.ofd", tmp_path / "keys.json"
    file.write_bytes(ofd_of(ready))
    keys.write_text(json.dumps(published(), ensure_ascii=False), "utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("licence", "verify", str(file), "--keys", str(keys))
    assert ended.value.code == 0
    assert f"{ready.organisation_name}电子证照专用章" in capsys.readouterr().out
    file.write_bytes(altered(ofd_of(ready), **{CONTENT: b"<x/>"}))
    with pytest.raises(SystemExit) as ended:
        call_command("licence", "verify", str(file), "--keys", str(keys))
    assert ended.value.code == 1


def test_one_that_was_made_before_originals_gets_its_own_once(ready: Licence) -> None:
    Licence.objects.filter(pk=ready.pk).update(original="")
    assert handlers.make_originals(NOW) == 1
    ready.refresh_from_db()
    first = ready.original
    assert selectors.check_upload(ofd_of(ready), now=NOW).conclusion is Conclusion.IN_FORCE
    assert handlers.make_originals(NOW) == 0
    assert services.make_original(now=NOW, licence_id=ready.pk).original == first


def test_its_holder_takes_it_and_nobody_else() -> None:
    body, holder, account = factories.world(), factories.firm(), people.account()
    factories.owner_of(holder, account)
    row = factories.made(factories.licence(body, holder))
    address = reverse("files-download", args=[row.original])
    assert Client().get(address).status_code in {302, 404}
    stranger, own = Client(), Client()
    stranger.force_login(people.account())
    own.force_login(account)
    assert stranger.get(address).status_code == 404
    answer = own.get(address)
    assert b"".join(answer) == ofd_of(row)
    page = own.get(reverse("licences-wallet-item", args=[row.token])).content.decode()
    assert address in page


def test_a_long_scope_and_a_strange_name_stay_on_the_page() -> None:
    face = {
        "title": "药品经营许可证", "number": "演示1", "kicker": "行政许可证件", "main": "企业名称",
        "rows": [("企业名称", "演示" * 60), ("经营范围", "处方药、" * 200), ("甲", "<乙&丙>")],
        "issuer": "演示市市场监督管理局", "issued": "2026年11月23日", "identifier": "1.2.156",
        "site": "http://localhost:8000/verify/", "verify_url": "http://localhost:8000/v#x",
    }  # fmt: skip
    page = original.draw(face, qr.make("x"), demo=True)
    texts = [one for one in page.objects if isinstance(one, original.Text)]
    assert "".join(one.text for one in texts if one.x == 61.0).count("处方药、") == 200
    for one in texts:
        right = one.x + original.width_of(one.text, one.size, one.gap)
        assert one.x >= 0
        assert right <= page.width
        assert one.y + one.size <= page.height
    facts = [one for one in texts if one.x in {32.0, 61.0}]
    assert max(one.y + one.size for one in facts) < 140.5
    info = container.Info(UUID(int=7), "证", "局", date(2026, 11, 23))
    first, second = (container.pack(container.parts_of(page, info)) for _ in range(2))
    assert first == second
    assert "<乙&丙>" in words(first)
