"""Changes from above on the desk: taken up into a draft, kept, nobody else's."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue import demo, services
from tongban.catalogue.models import ChangeNotice, EditionDraft
from tongban.catalogue.services.drafts import begin
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW
from tongban.core.accounts.tests.factories import clerk
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db
WORDS = "演示：上级新写的说明"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def notice(db: None) -> ChangeNotice:
    factories.places()
    factories.published("drug-retail")
    changed = factories.matter("drug-retail")
    demo.enter({**changed, "content": {**changed["content"], "summary": WORDS}}, now=NOW)
    return ChangeNotice.objects.get()


def url(notice: ChangeNotice) -> str:
    return f"/desk/catalogue/notices/{notice.pk}/"


def test_what_is_taken_goes_into_a_draft(client: Client, notice: ChangeNotice) -> None:
    body = notice.implementation.organisation
    client.force_login(clerk("editor", body))
    assert url(notice) in client.get("/desk/catalogue/notices/").content.decode()
    page = client.get(url(notice)).content.decode()
    assert WORDS in page
    assert client.post(url(notice), {"act": "take"}).status_code == 422
    answer = client.post(url(notice), {"act": "take", "take": ["summary"]})
    draft = EditionDraft.objects.get()
    assert answer["Location"] == f"/desk/catalogue/drafts/{draft.pk}/"
    assert draft.raw["summary"] == WORDS
    notice.refresh_from_db()
    assert notice.state == "taken"
    assert url(notice) not in client.get("/desk/catalogue/notices/").content.decode()


def test_what_is_kept_changes_nothing(client: Client, notice: ChangeNotice) -> None:
    client.force_login(clerk("editor", notice.implementation.organisation))
    assert client.post(url(notice), {"act": "keep"}).status_code == 302
    notice.refresh_from_db()
    assert notice.state == "kept"
    assert not EditionDraft.objects.exists()


def test_a_draft_that_is_being_reviewed_is_not_written_into(
    client: Client, notice: ChangeNotice
) -> None:
    body = notice.implementation.organisation
    editor = cast.editor(Organisation.objects.select_related("division").get(pk=body.pk))
    draft = begin(actor=editor, now=NOW, task_code=notice.implementation.task_code)
    EditionDraft.objects.filter(pk=draft.pk).update(state="body_review")
    client.force_login(clerk("editor", body))
    answer = client.post(url(notice), {"act": "take", "take": ["summary"]})
    assert answer.status_code == 409
    assert "先撤回" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "asked"
    assert EditionDraft.objects.get().raw["summary"] != WORDS


def test_an_end_above_is_settled_only_when_the_list_has_ended(
    client: Client, notice: ChangeNotice
) -> None:
    matter = notice.implementation.matter
    office = cast.office(notice.implementation.organisation)
    services.cancel_matter(
        actor=office, now=NOW, matter=matter.catalog_code, note="演示取消", from_above=True
    )
    client.force_login(clerk("editor", notice.implementation.organisation))
    page = client.get(url(notice)).content.decode()
    assert "演示取消" in page
    assert "请联系本级政务服务机构" in page
    assert client.post(url(notice), {"act": "keep"}).status_code == 409
    services.cancel(
        actor=office, now=NOW, task_code=notice.implementation.task_code, note="演示取消"
    )
    assert client.post(url(notice), {"act": "keep"}).status_code == 302


def test_another_bodys_notices_are_not_shown(client: Client, notice: ChangeNotice) -> None:
    other = Organisation.objects.get(code="scjg-421281")
    client.force_login(clerk("editor", other))
    assert url(notice) not in client.get("/desk/catalogue/notices/?state=all").content.decode()
    assert client.get(url(notice)).status_code == 409
    client.force_login(clerk("auditor", notice.implementation.organisation))
    assert client.post(url(notice), {"act": "keep"}).status_code == 403


def test_what_waits_is_among_the_to_dos_of_who_answers_it(
    client: Client, notice: ChangeNotice
) -> None:
    body = notice.implementation.organisation
    client.force_login(clerk("editor", body))
    page = client.get("/desk/").content.decode()
    assert "上级目录的变更" in page
    assert url(notice) in page
    other = Organisation.objects.get(code="mzj-421202")
    for who in (clerk("editor", other), clerk("chief", body)):
        client.force_login(who)
        assert "上级目录的变更" not in client.get("/desk/").content.decode()
    office = clerk("service_office", body, division="421202")
    client.force_login(office)
    assert url(notice) not in client.get("/desk/").content.decode()  # the body's to answer
    services.cancel_matter(
        actor=cast.office(body), now=NOW, matter=notice.implementation.matter.catalog_code,
        note="演示取消", from_above=True,
    )  # fmt: skip
    assert "上级已取消" in client.get("/desk/").content.decode()  # which the office must end
