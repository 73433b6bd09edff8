"""Powers handed on and taken back, and an entry cancelled: seen first, confirmed once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue import services
from tongban.catalogue.errors import CatalogueForbidden, ClaimRefused, EntryRefused
from tongban.catalogue.models import ChangeNotice, Delegation, EditionDraft, Matter
from tongban.catalogue.rules import may_hand
from tongban.catalogue.selectors.ending import ending
from tongban.catalogue.services import drafts
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.applications import opened
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.tests.test_basic import BRANCH, enter
from tongban.core.accounts import services as accounts
from tongban.core.accounts.tests.factories import clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db
LEAF, OTHER = "00013195000101", "00013195000102"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def body(code: str) -> Organisation:
    return Organisation.objects.select_related("division").get(code=code)


@pytest.fixture
def branch(db: None) -> None:
    factories.places()
    accounts.seed_roles()
    for code in BRANCH:
        enter(code)


def handed(**changes: Any) -> Delegation:
    given: dict[str, Any] = {
        "actor": SYSTEM,
        "now": NOW,
        "matter": LEAF,
        "giver": body("scjg-421200"),
        "taker": body("cgzf-421202"),
        "source": "5",
        "basis": "演示文件",
        "since": TODAY,
    } | changes
    return services.delegate(**given)


@pytest.mark.parametrize(
    ("source", "giver", "taker", "may"),
    [("2", "3", "4", True), ("5", "4", "4", False), ("6", "4", "4", True), ("4", "3", "4", False)],
)
def test_from_above_goes_down_and_beside_stays_beside(
    source: str, giver: str, taker: str, may: bool
) -> None:
    assert may_hand(source, giver, taker) is may


@pytest.mark.usefixtures("branch")
def test_what_cannot_be_handed_on() -> None:
    with pytest.raises(ClaimRefused, match="delegation_level"):
        handed(source="6")
    with pytest.raises(ClaimRefused, match="delegation_leaf"):
        handed(matter="000131950000")
    one = handed()
    assert handed() == one
    with pytest.raises(ClaimRefused, match="delegation_known"):
        handed(source="2")
    services.cancel_matter(actor=SYSTEM, now=NOW, matter=OTHER, note="演示")
    with pytest.raises(ClaimRefused, match="claim_cancelled"):
        handed(matter=OTHER)


@pytest.mark.usefixtures("branch")
def test_a_power_is_taken_back_once() -> None:
    one = handed()
    given: dict[str, Any] = {"actor": SYSTEM, "now": NOW, "delegation": one}
    with pytest.raises(ClaimRefused, match="delegation_until"):
        services.end_delegation(until=TODAY - timedelta(days=1), note="演示", **given)
    services.end_delegation(until=TODAY, note="演示", **given)
    entries = Entry.objects.count()
    services.end_delegation(until=TODAY, note="演示", **given)
    assert Entry.objects.count() == entries
    with pytest.raises(ClaimRefused, match="delegation_over"):
        services.end_delegation(until=TODAY, note="别的", **given)


@pytest.mark.usefixtures("branch")
def test_the_office_records_a_power_and_takes_it_back_on_the_desk(client: Client) -> None:
    office = clerk("service_office", body("cgzf-421200"), division="421200", name="演示政务办")
    client.force_login(office)
    root = f"/desk/catalogue/basic/{LEAF}/"
    assert f"{root}delegate/" in client.get(root).content.decode()
    sent = {"source": "5", "giver": "scjg-421200", "taker": "cgzf-421202", "since": "2026-11-23"}
    answer = client.post(f"{root}delegate/", sent)
    assert answer.status_code == 422
    assert "依据文件" in answer.content.decode()
    answer = client.post(f"{root}delegate/", sent | {"basis": "演〔2026〕1 号", "since": "x"})
    page = answer.content.decode()
    assert "从哪一天起" in page
    assert "演〔2026〕1 号" in page  # what was typed is kept
    assert client.post(f"{root}delegate/", sent | {"basis": "演〔2026〕1 号"}).status_code == 302
    public = client.get(f"/matters/catalogue/{LEAF}/").content.decode()
    for words in ("上级委托", "演〔2026〕1 号", "2026-11-23"):
        assert words in public
    end = f"/desk/catalogue/basic/delegations/{Delegation.objects.get().pk}/"
    assert end in client.get(root).content.decode()
    assert client.post(end, {"until": "2026-12-31"}).status_code == 422
    assert client.post(end, {"until": "2026-12-31", "note": "演示收回"}).status_code == 302
    assert "演示收回" in client.get(f"/matters/catalogue/{LEAF}/").content.decode()
    assert "已经收回" in client.get(end).content.decode()


@pytest.mark.usefixtures("branch")
def test_a_countys_office_does_not_hand_on_what_is_the_citys(client: Client) -> None:
    one = handed()
    client.force_login(clerk("service_office", body("cgzf-421202"), division="421202"))
    sent = {"source": "5", "giver": "scjg-421200", "taker": "cgzf-421202", "since": "2026-11-23"}
    url = f"/desk/catalogue/basic/{LEAF}/delegate/"
    assert "请选择原来行使" in client.post(url, sent).content.decode()
    assert client.get(f"/desk/catalogue/basic/delegations/{one.pk}/").status_code == 403
    client.force_login(clerk("editor", body("scjg-421202")))
    assert client.get(url).status_code == 403
    assert client.get("/desk/catalogue/basic/delegations/999/").status_code == 403


# --- cancelling -----------------------------------------------------------------------------------


@pytest.fixture
def handled(branch: None) -> None:
    """One list in force with an open application, one only begun with a draft."""
    shop = factories.published("drug-retail")
    Matter.objects.filter(pk=shop.matter_id).update(
        origin="own", parent=Matter.objects.get(catalog_code="000131950001")
    )
    opened(shop)
    editor = cast.editor(body("scjg-421202"))
    begun = services.claim(
        actor=editor, now=NOW, matter=LEAF, organisation=body("scjg-421202")
    ).implementation
    assert begun is not None
    drafts.begin(actor=editor, now=NOW, task_code=begun.task_code)


def cancelled(matter: str, **changes: Any) -> Matter:
    found = Matter.objects.get(catalog_code=matter)
    given: dict[str, Any] = {
        "actor": cast.office(body("scjg-421200")),
        "now": LATER,
        "catalog_code": matter,
        "note": "演示取消",
        "seen": ending(found, TODAY).seen,
    } | changes
    return services.cancel_entry(**given)


@pytest.mark.usefixtures("handled")
def test_what_would_come_of_it_is_seen_first(django_assert_max_num_queries: Any) -> None:
    matter = Matter.objects.get(catalog_code="000131950001")
    with django_assert_max_num_queries(9):
        found = ending(matter, TODAY)
    assert [one.catalog_code for one in found.entries] == [
        "000131950001", "000131902001", LEAF, OTHER,
    ]  # fmt: skip
    assert [(one.goes, one.draft, one.open, len(one.numbers)) for one in found.lists] == [
        (False, False, 1, 1),
        (True, True, 0, 0),
    ]


@pytest.mark.usefixtures("handled")
def test_it_is_cancelled_once_as_it_was_seen() -> None:
    assert cancelled("000131950001").state == "cancelled"
    assert EditionDraft.objects.get().state == "dropped"
    assert ChangeNotice.objects.get().content["ended"] == "演示取消"
    entries = Entry.objects.count()
    cancelled("000131950001", seen="what was seen before")
    assert Entry.objects.count() == entries


@pytest.mark.usefixtures("handled")
def test_what_changed_since_it_was_seen_is_shown_again() -> None:
    seen = ending(Matter.objects.get(catalog_code="000131950001"), TODAY).seen
    services.claim(actor=SYSTEM, now=NOW, matter=OTHER, organisation=body("scjg-421281"))
    with pytest.raises(EntryRefused, match="entry_moved"):
        cancelled("000131950001", seen=seen)
    with pytest.raises(EntryRefused, match="entry_note"):
        cancelled("000131950001", note=" ")
    with pytest.raises(CatalogueForbidden):
        cancelled("000131950001", actor=cast.office(body("scjg-421202")))
    assert Matter.objects.get(catalog_code="000131950001").state == "in_use"


@pytest.mark.usefixtures("handled")
def test_the_desk_shows_it_and_asks_once(client: Client) -> None:
    client.force_login(clerk("service_office", body("cgzf-421200"), division="421200"))
    url = "/desk/catalogue/basic/000131950001/cancel/"
    assert url in client.get("/desk/catalogue/basic/000131950001/").content.decode()
    page = client.get(url).content.decode()
    for words in ("一起取消", "草稿作废", "继续有效", "1 件，按受理时的版本办完"):
        assert words in page
    seen = ending(Matter.objects.get(catalog_code="000131950001"), TODAY).seen
    assert client.post(url, {"note": "演示", "seen": "other"}).status_code == 409
    answer = client.post(url, {"note": "演示", "seen": seen})
    assert answer["Location"] == "/desk/catalogue/basic/000131950001/"
    assert client.post(url, {"note": "演示", "seen": seen}).status_code == 302
    assert "已经取消" in client.get("/matters/catalogue/000131950001/").content.decode()


@pytest.mark.usefixtures("branch")
def test_what_is_the_provinces_is_not_offered_to_be_cancelled(client: Client) -> None:
    Matter.objects.update(origin="mirror")
    client.force_login(clerk("service_office", body("cgzf-421200"), division="421200"))
    root = f"/desk/catalogue/basic/{LEAF}/"
    assert "取消这一项" not in client.get(root).content.decode()
    assert client.get(f"{root}cancel/").status_code == 409
