"""The desk's pages on which the province's file comes in: given, looked at, confirmed, refused."""

import io
import json
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from tongban.catalogue import services
from tongban.catalogue.models import ImportRun, Matter
from tongban.catalogue.rules.above import FORMAT
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.tests.test_above import BRANCH, CHANGE, MAIN, SUB, line
from tongban.catalogue.types import MatterType
from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests.factories import account, clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs.services import drain
from tongban.core.organisations.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]
ROOT = "/desk/catalogue/basic/import/"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(client: Client) -> Client:
    factories.places()
    accounts.seed_roles()
    body = Organisation.objects.get(code="cgzf-421200")
    client.force_login(clerk("service_office", body, division="421200", name="演示政务办"))
    return client


def file(lines: list[Any], name: str = "目录.jsonl") -> SimpleUploadedFile:
    text = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in [FORMAT, *lines])
    return SimpleUploadedFile(name, text.encode())


def sent(office: Client, lines: list[Any]) -> tuple[str, str]:
    """Upload lines and let the background look through them; gives the address and its page."""
    answer = office.post(ROOT, {"file": file(lines)})
    assert answer.status_code == 302
    url = answer["Location"]
    assert "正在检查" in office.get(url).content.decode()
    drain(now=NOW, strict=True)
    return url, office.get(url).content.decode()


def test_a_file_is_looked_through_confirmed_and_taken(office: Client) -> None:
    url, page = sent(office, BRANCH)
    assert "确认导入" in page
    assert f"演示事项{SUB}" in page
    assert not Matter.objects.exists()
    assert office.post(f"{url}apply/")["Location"] == url
    assert "HX-Refresh" not in office.get(f"{url}progress/").headers
    drain(now=NOW, strict=True)
    assert office.get(f"{url}progress/")["HX-Refresh"] == "true"
    assert "已导入" in office.get(url).content.decode()
    assert Matter.objects.count() == 4
    assert office.post(f"{url}apply/").status_code == 302  # the same again changes nothing
    _again, page = sent(office, BRANCH)
    assert "文件和现有的目录完全一样" in page


def test_problems_stand_at_their_line_and_nothing_is_taken(office: Client) -> None:
    url, page = sent(office, [line("00013195"), line(MAIN, basis=[])])
    assert "基本编码是 12 位。" in page
    assert "没有设定依据" in page
    assert "确认导入" not in page
    answer = office.post(f"{url}apply/")
    assert answer.status_code == 409
    assert "不能这样操作" in answer.content.decode()
    assert not Matter.objects.exists()


def test_what_has_gone_is_offered_there(office: Client) -> None:
    for lines in (BRANCH, [*BRANCH[:3], line("000131960000")]):
        url, _page = sent(office, lines)
        office.post(f"{url}apply/")
        drain(now=NOW, strict=True)
    page = office.get(url).content.decode()
    assert f'value="{CHANGE}"' in page
    assert office.post(f"{url}gone/", {"code": [CHANGE]}).status_code == 409
    answer = office.post(f"{url}gone/", {"code": [CHANGE], "note": "省里取消"})
    assert answer.status_code == 302
    assert Matter.objects.get(catalog_code=CHANGE).state_note == "省里取消"
    assert f'value="{CHANGE}"' not in office.get(url).content.decode()


def test_what_is_no_file_of_the_catalogue_says_so(office: Client) -> None:
    answer = office.post(ROOT, {})
    assert answer.status_code == 422
    assert "请先选择文件" in answer.content.decode()
    answer = office.post(ROOT, {"file": SimpleUploadedFile("x.xlsx", b"MZ nothing")})
    assert answer.status_code == 422
    answer = office.post(ROOT, {"file": SimpleUploadedFile("x.jsonl", b'{"format": "else"}\n')})
    drain(now=NOW, strict=True)
    assert "不是基本目录的文件" in office.get(answer["Location"]).content.decode()
    assert ImportRun.objects.get().state == "refused"


def test_the_template_and_the_catalogue_are_downloaded(office: Client) -> None:
    services.enter_matter(
        actor=SYSTEM,
        now=NOW,
        draft=services.MatterDraft(
            catalog_code=MAIN, slug="m", name="演示", type=MatterType.PERMIT
        ),
    )
    empty = office.get("/desk/catalogue/basic/export/xlsx/?empty=1").content
    full = office.get("/desk/catalogue/basic/export/xlsx/").content
    assert empty[:2] == full[:2] == b"PK"
    assert len(full) > len(empty)
    answer = office.get("/desk/catalogue/basic/export/jsonl/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert json.loads(text.splitlines()[1])["code"] == MAIN


def test_nobody_else_takes_in(office: Client, settings: Any) -> None:
    url, _page = sent(office, BRANCH)
    other = Client()
    county = Organisation.objects.get(code="scjg-421202")
    for who in (
        account(),
        clerk("editor", Organisation.objects.get(code="scjg-421200")),
        clerk("service_office", county, division="421202"),
    ):
        other.force_login(who)
        assert other.get(ROOT).status_code == 403
        assert other.get(url).status_code == 403
        assert other.post(f"{url}apply/").status_code == 403
    settings.CATALOGUE_MODE = "own"
    assert office.get(ROOT).status_code == 403
    assert "导入省级目录" not in office.get("/desk/catalogue/basic/").content.decode()


def test_who_did_not_upload_it_does_not_confirm_it(office: Client) -> None:
    url, _page = sent(office, BRANCH)
    second = Client()
    body = Organisation.objects.get(code="cgzf-421200")
    second.force_login(clerk("service_office", body, division="421200", name="另一位"))
    assert "由上传的人确认导入" in second.get(url).content.decode()
    assert second.post(f"{url}apply/").status_code == 403


def test_a_terminal_takes_it_in_too(tmp_path: Any) -> None:
    factories.places()
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(file(BRANCH).read())
    out = io.StringIO()
    call_command("catalogue", "basic-import", str(source), stdout=out)
    assert "新增 4 项" in out.getvalue()
    assert "--apply" in out.getvalue()
    assert not Matter.objects.exists()
    call_command("catalogue", "basic-import", str(source), "--apply", stdout=out)
    assert Matter.objects.count() == 4
    call_command("catalogue", "basic-export", str(target), stdout=out)
    call_command("catalogue", "basic-import", str(target), "--apply", stdout=out)
    assert "完全一样" in out.getvalue()
    with pytest.raises(CommandError, match="已经存在"):
        call_command("catalogue", "basic-export", str(target), stdout=out)
    source.write_bytes(file([line("1")]).read())
    with pytest.raises(CommandError, match="第 2 行"):
        call_command("catalogue", "basic-import", str(source), stdout=out)
    with pytest.raises(CommandError, match="没有这个文件"):
        call_command("catalogue", "basic-import", str(tmp_path / "no"), stdout=out)
