"""异地代收: taken in for the body of another place; the originals stay with the window."""

import pytest

from tongban.cases.errors import (
    CaseForbidden,
    CaseUnknown,
    CustodyRefused,
    ReasonMissing,
    TooLong,
)
from tongban.cases.models import Case, Custody
from tongban.cases.selectors import custody as reading
from tongban.cases.selectors import rows
from tongban.cases.services import custody, intake
from tongban.cases.tests import factories as f
from tongban.cases.tests.test_assist import MATTER, assist, whole
from tongban.cases.tests.test_moving import next_edition
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.types import Reach
from tongban.core.accounts.querysets import places
from tongban.core.ledger.models import Entry
from tongban.core.workdays.rules import local_date
from tongban.workflow.tests.db import Statements

WINDOW = "chibi"  # 赤壁's window, of a matter of 咸安
PAPERS = ["营业执照", "房产证"]


def taken(city: f.City, reach: str = "counties") -> Case:
    """A case of 咸安 that 赤壁's window took in."""
    next_edition(city, reach=reach)
    draft = whole(city, assist(city, WINDOW), WINDOW)
    return intake.submit_draft(actor=city.actor(WINDOW), now=f.NOW, token=draft.token)


def keep(city: f.City, row: Custody, papers: list[str] = PAPERS, who: str = WINDOW) -> Custody:
    return custody.keep(actor=city.actor(who), now=f.NOW, key=row.pk, papers=papers)


def give_back(city: f.City, row: Custody, to: str = "演示市民甲", who: str = WINDOW) -> Custody:
    return custody.give_back(actor=city.actor(who), now=f.NOW, key=row.pk, to=to)


def said(row: Custody) -> list[str]:
    return list(
        Entry.objects.filter(subject=row.subject).order_by("seq").values_list("verb", flat=True)
    )


def test_the_deciding_body_owns_the_case_and_the_window_its_custody(city: f.City) -> None:
    case = taken(city)
    row = Custody.objects.get()
    assert case.item.division.code == f.XIANAN
    assert case.channel == "hall"
    assert row.division.code == f.CHIBI
    assert (row.state, said(row)) == ("none", ["cases.custody_taken"])
    with pytest.raises(CaseUnknown):  # the form is the deciding body's to read
        rows.by_number(case.item.number, city.actor(WINDOW))
    accepted = intake.accept(
        actor=city.actor("window"), now=f.NOW, case=case, version=case.item.version
    )
    assert accepted.item.state == "accepted"


def test_only_what_reaches_this_place_is_taken_in(city: f.City) -> None:
    next_edition(city, reach="townships")
    with pytest.raises(CaseForbidden) as refused:
        assist(city, WINDOW)
    assert refused.value.reason == "case_not_taken_here"


@pytest.mark.parametrize("who", ["citizen", "reviewer", "leader"])
def test_who_sits_in_no_window_takes_nothing_in(city: f.City, who: str) -> None:
    next_edition(city, reach="nation")
    with pytest.raises(CaseForbidden):
        assist(city, who)


def test_ones_own_window_takes_it_in_as_ever(city: f.City) -> None:
    next_edition(city, reach="nation")
    draft = whole(city, assist(city))
    intake.submit_draft(actor=city.actor("window"), now=f.NOW, token=draft.token)
    assert not Custody.objects.exists()


def test_submitted_again_there_is_one_custody(city: f.City) -> None:
    next_edition(city, reach="counties")
    draft = whole(city, assist(city, WINDOW), WINDOW)
    for _ in range(2):
        intake.submit_draft(actor=city.actor(WINDOW), now=f.NOW, token=draft.token)
    assert Custody.objects.count() == 1


def test_originals_are_kept_put_right_and_given_back_once(city: f.City) -> None:
    taken(city)
    row = Custody.objects.get()
    keep(city, row)
    keep(city, row)
    row = keep(city, row, ["营业执照", " 营业执照 ", "", "租赁合同"])
    assert (row.state, row.papers) == ("kept", ["营业执照", "租赁合同"])
    back = give_back(city, row)
    again = give_back(city, row, to="别人")
    assert (back.state, again.returned_to) == ("returned", "演示市民甲")
    assert said(row) == [
        "cases.custody_taken",
        "cases.custody_kept",
        "cases.custody_kept",
        "cases.custody_returned",
    ]
    with pytest.raises(CustodyRefused):
        keep(city, row)


def test_what_is_missing_is_said_at_its_field(city: f.City) -> None:
    taken(city)
    row = Custody.objects.get()
    with pytest.raises(ReasonMissing) as empty:
        keep(city, row, [" "])
    assert empty.value.field == "papers"
    with pytest.raises(TooLong):
        keep(city, row, ["长" * 101])
    with pytest.raises(CustodyRefused):
        give_back(city, row)
    keep(city, row)
    with pytest.raises(ReasonMissing) as nobody:
        give_back(city, row, to=" ")
    assert nobody.value.field == "to"


@pytest.mark.parametrize("who", ["window", "citizen", "leader"])
def test_nobody_else_touches_the_originals(city: f.City, who: str) -> None:
    taken(city)
    row = Custody.objects.get()
    with pytest.raises((CaseUnknown, CaseForbidden)):
        keep(city, row, who=who)
    assert not Custody.objects.visible_to(city.actor(who)).exists()


def test_kept_originals_become_work_when_the_case_is_over(city: f.City) -> None:
    case = taken(city)
    row = keep(city, Custody.objects.get())
    assert reading.to_return(city.actor(WINDOW), 5) == []
    intake.refuse(
        actor=city.actor("window"), now=f.NOW, case=case, version=case.item.version,
        reason="不属于本机关职权",
    )  # fmt: skip
    assert [one.pk for one in reading.to_return(city.actor(WINDOW), 5)] == [row.pk]
    give_back(city, row)
    assert reading.to_return(city.actor(WINDOW), 5) == []


def test_the_window_reads_the_papers_it_hands_out_and_no_other(city: f.City) -> None:
    case, other = taken(city), city.accepted()
    actor = city.actor(WINDOW)
    assert reading.may_read_papers(actor, case.subject)
    assert not reading.may_read_papers(actor, other.subject)
    assert not reading.may_read_papers(actor, "case:x")
    assert not reading.may_read_papers(city.actor("citizen"), case.subject)


def test_the_lists_offer_what_reaches_the_window(city: f.City) -> None:
    next_edition(city, reach="counties")
    actor, day = city.actor(WINDOW), local_date(f.NOW)
    own = places(actor, "cases.assist")
    paths = [grant.division_path for grant in actor.grants]
    found = {row["task_code"] for row in catalogue.offered_elsewhere(day, own=own, places=paths)}
    assert city.matters[MATTER] in found
    assert city.matters["road-dig"] not in found  # its list reaches no farther
    mine = city.actor("window")
    own = places(mine, "cases.assist")
    found = {row["task_code"] for row in catalogue.offered_elsewhere(day, own=own, places=paths)}
    assert city.matters[MATTER] not in found


@pytest.mark.parametrize(
    ("reach", "window", "taken_in"),
    [
        ("counties", "420000/421200/421281/", True),
        ("nation", "420000/421200/421281/", True),
        ("townships", "420000/421200/421202/421202001/", True),
        ("townships", "420000/421200/421281/", False),
        ("villages", "420000/421200/4212021/", False),
    ],
)
def test_where_a_reach_ends(reach: str, window: str, taken_in: bool) -> None:
    assert Reach(reach).takes_in("420000/421200/421202/", window) is taken_in


def test_the_pages(city: f.City) -> None:
    case = taken(city)
    row = Custody.objects.get()
    client = city.client(WINDOW)
    listed = client.get("/desk/taken/").content.decode()
    assert case.item.number in listed
    assert "异地代收" in client.get(f"/desk/taken/{row.pk}/").content.decode()
    wrong = client.post(f"/desk/taken/{row.pk}/keep/", {"other": ""})
    assert (wrong.status_code, "请选择或者写明" in wrong.content.decode()) == (422, True)
    client.post(f"/desk/taken/{row.pk}/keep/", {"other": "营业执照、房产证"})
    assert Custody.objects.get().papers == PAPERS
    page = city.client("window").get(f"/desk/cases/{case.item.number}/").content.decode()
    assert "原件由该窗口保管：营业执照、房产证" in page
    mine = city.client("agent").get(f"/my/cases/{case.item.number}/").content.decode()
    assert "您的原件由代收窗口保管" in mine
    client.post(f"/desk/taken/{row.pk}/return/", {"to": "演示市民甲"})
    assert Custody.objects.get().state == "returned"
    assert city.client("window").get(f"/desk/taken/{row.pk}/").status_code == 404
    assert city.client("leader").get("/desk/taken/").status_code == 403


def test_the_list_asks_no_more_for_more_rows(city: f.City) -> None:
    taken(city)
    client = city.client(WINDOW)
    client.get("/desk/taken/")
    with Statements() as one:
        client.get("/desk/taken/")
    for party in ("citizen", "citizen2"):
        if party in city.parties:
            draft = whole(city, assist(city, WINDOW, party=party), WINDOW)
            intake.submit_draft(actor=city.actor(WINDOW), now=f.NOW, token=draft.token)
    with Statements() as more:
        client.get("/desk/taken/")
    assert len(more) == len(one)
