"""A duty follows its case: from acceptance on, over a new edition, to an end without a number."""

import pytest

from tongban.cases.tests import factories as f
from tongban.cases.tests.test_moving import command, next_edition
from tongban.core.accounts.types import SYSTEM
from tongban.reentry import states
from tongban.reentry.errors import ReentryConflict, ReentryForbidden, ReentryRefused
from tongban.reentry.models import Duty
from tongban.reentry.services import duties, receipts, systems
from tongban.reentry.services.systems import About
from tongban.reentry.tests.factories import ABOUT, BASIS, CODE, FIRST, asked, begun, duty, system
from tongban.workflow import services as engine
from tongban.workflow.errors import WorkflowError
from tongban.workflow.types import Terminate, Withdraw

pytestmark = pytest.mark.django_db


def test_what_the_edition_asks_is_due_from_acceptance_on(city: f.City) -> None:
    system(city)
    asked(city)
    case = city.submitted()
    assert not Duty.objects.exists()
    case = city.accepted()
    row = duty(case)
    assert (row.state, row.timing, row.basis) == (states.WAITING, "after", BASIS)
    assert row.accepted_at == case.accepted_at
    assert row.organisation_id == case.item.organisation_id
    assert duties.begin(case, case.edition.parsed.outside, now=f.NOW) == 0
    assert Duty.objects.count() == 1


def test_a_matter_that_asks_nothing_has_no_duty(city: f.City) -> None:
    system(city)
    city.accepted()
    assert not Duty.objects.exists()


@pytest.mark.parametrize("gone", [{"interface": True}, {"active": False}])
def test_a_system_with_an_interface_asks_nothing_and_releases_what_waits(
    city: f.City, gone: dict[str, bool]
) -> None:
    case, row = begun(city)
    said = About(ABOUT.name, ABOUT.keeper, pattern=ABOUT.pattern, **gone)
    systems.change(actor=city.actor("service"), now=f.NOW, key=row.system_id, about=said)
    assert duty(case).state == states.RELEASED
    city.accepted()
    assert Duty.objects.waiting().count() == 0
    with pytest.raises(ReentryConflict, match="reentry_released"):
        receipts.enter(actor=city.actor("window"), now=f.NOW, key=row.pk, number=FIRST)
    systems.change(actor=city.actor("service"), now=f.NOW, key=row.system_id, about=ABOUT)
    assert duty(case).state == states.RELEASED


def test_before_decision_holds_the_deciding_step_alone_until_the_number_is_there(
    city: f.City,
) -> None:
    system(city)
    asked(city, "before")
    case = city.at_decision()
    row = duty(case)
    for outcome in ("approve", "deny"):
        with pytest.raises(WorkflowError) as refused:
            city.complete("decider", case, "decide", outcome)
        assert "演示药品监管系统" in str(refused.value.detail)
    receipts.enter(actor=city.actor("decider"), now=f.NOW, key=row.pk, number=FIRST)
    city.complete("decider", case, "decide", "approve")
    case.refresh_from_db()
    assert case.decided_at is not None


def test_after_acceptance_holds_nothing(city: f.City) -> None:
    system(city)
    asked(city, "after")
    case = city.granted()
    assert case.decided_at is not None
    row = receipts.enter(actor=city.actor("window"), now=f.days(9), key=duty(case).pk, number=FIRST)
    assert row.state == states.DONE


def test_who_withdraws_or_is_terminated_need_not_be_typed_in(city: f.City) -> None:
    case, _row = begun(city)
    city.perform("agent", case, Withdraw("不办了"))
    assert duty(case).state == states.RELEASED
    other = city.accepted()
    city.perform("chief", other, Terminate("依法终止"))
    assert duty(other).state == states.RELEASED


def test_what_was_typed_in_stays_when_the_case_ends(city: f.City) -> None:
    case, row = begun(city)
    receipts.enter(actor=city.actor("window"), now=f.NOW, key=row.pk, number=FIRST)
    city.perform("agent", case, Withdraw("不办了"))
    assert duty(case).state == states.DONE


def test_a_case_that_moves_to_a_new_edition_has_its_duties(city: f.City) -> None:
    system(city)
    system(city, "other", About("演示另一系统", "演示省局"))
    case = city.accepted()
    edition = asked(city, "before", CODE)
    engine.perform(actor=SYSTEM, now=f.NOW, item=case.item_id, command=command(case, edition))
    assert duty(case).timing == "before"
    edition = next_edition(city, outside=[{"system": "other", "basis": BASIS}])
    case.refresh_from_db()
    engine.perform(actor=SYSTEM, now=f.NOW, item=case.item_id, command=command(case, edition))
    found = dict(Duty.objects.filter(case=case).values_list("system__code", "state"))
    assert found == {CODE: states.RELEASED, "other": states.WAITING}


def test_only_the_service_office_keeps_systems(city: f.City) -> None:
    with pytest.raises(ReentryForbidden):
        systems.add(actor=city.actor("chief"), now=f.NOW, code="x", about=ABOUT)
    row = system(city)
    with pytest.raises(ReentryForbidden):
        systems.change(actor=city.actor("leader"), now=f.NOW, key=row.pk, about=ABOUT)


@pytest.mark.parametrize(
    ("code", "about", "field"),
    [
        ("有空格 x", ABOUT, "code"),
        (CODE, ABOUT, "code"),
        ("x", About("", "k"), "name"),
        ("x", About("n", " "), "keeper"),
        ("x", About("n", "k", address="javascript:alert(1)"), "address"),
        ("x", About("n", "k", pattern="("), "pattern"),
        ("x", About("n", "k", pattern=r"\d{8}", sample="A1"), "sample"),
        ("x", About("n" * 121, "k"), "name"),
    ],
)
def test_a_system_that_is_said_wrong_is_refused_at_its_field(
    city: f.City, code: str, about: About, field: str
) -> None:
    system(city)
    with pytest.raises(ReentryRefused) as refused:
        systems.add(actor=city.actor("service"), now=f.NOW, code=code, about=about)
    assert refused.value.field == field
