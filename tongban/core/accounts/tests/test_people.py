"""Accounts, roles, deputies: services, selectors and the ledger."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.core.accounts import selectors, services
from tongban.core.accounts.errors import (
    BadPassword,
    BadPeriod,
    BadPhone,
    DeputyNotStaff,
    NoSuchRole,
    NotAllowed,
    OwnDeputy,
    PhoneTaken,
    ReasonMissing,
)
from tongban.core.accounts.models import Account
from tongban.core.accounts.ports import powers, sealed_readers
from tongban.core.accounts.tests import factories as make
from tongban.core.accounts.tests.factories import NOW
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.models import Entry

pytestmark = pytest.mark.django_db
RARE = "演示·㛃𬭎"


def test_a_phone_is_sealed_found_and_unique() -> None:
    made = make.account(RARE, "12000000004")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_blind, name FROM accounts_account")
        phone, index, name = cursor.fetchone()
    assert "12000000004" not in phone + index
    assert name == RARE
    assert selectors.by_phone("+86 120-0000-0004") == made
    assert Account.objects.get().phone == "12000000004"
    with pytest.raises(PhoneTaken):
        make.account("演示另一人", "１２０００００００04")
    for bad in ("22000000004", "1200000000", "12000000004x"):
        with pytest.raises(BadPhone):
            make.account("演示另一人", bad)


def test_accounts_are_made_by_who_may_manage() -> None:
    citizen = selectors.actor_of(make.account(), now=NOW)
    with pytest.raises(NotAllowed):
        services.create_account(actor=citizen, now=NOW, name="演示他人")
    with pytest.raises(BadPassword) as refused:
        make.account("演示弱密码", password="12345")
    assert refused.value.detail["why"]


def test_a_password_is_changed_by_its_owner_and_noted() -> None:
    mine, other = make.account(), make.account()
    actor = selectors.actor_of(mine, now=NOW)
    services.set_password(actor=actor, now=NOW, account_id=mine.pk, password=make.PASSWORD)
    assert selectors.by_id(mine.pk).check_password(make.PASSWORD)  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        services.set_password(actor=actor, now=NOW, account_id=other.pk, password=make.PASSWORD)
    verbs = [entry.verb for entry in ledger.timeline(mine.ref)]
    assert "accounts.create" in verbs
    assert "accounts.password" in verbs
    assert make.PASSWORD not in "".join(Entry.objects.values_list("payload", flat=True))


def test_an_actor_costs_two_queries_and_knows_its_places() -> None:
    make.divisions()
    place = make.organisation("xa-market")
    one = make.clerk("decider", place, division=make.XIANAN)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        actor = selectors.actor_for_account(one.pk, now=NOW)
    assert len(seen) == 2
    assert actor.holds("decider", organisation_path=place.path)
    assert actor.can("parties.read", organisation_path=place.path)
    assert actor.is_staff
    assert [holder.pk for holder in selectors.holders("decider", place.pk, now=NOW)] == [one.pk]


def test_a_grant_ends_and_can_be_dated() -> None:
    make.divisions()
    place = make.organisation("xa-market")
    one = make.clerk("reviewer", place)
    grant = selectors.roles_of(one.pk, now=NOW).get()
    again = services.grant_role(
        actor=SYSTEM,
        now=NOW,
        account_id=one.pk,
        role_code="reviewer",
        organisation_id=place.pk,
    )
    assert again == grant
    services.revoke_grant(actor=SYSTEM, now=NOW, grant_id=grant.pk)
    assert not selectors.actor_for_account(one.pk, now=NOW + timedelta(seconds=1)).grants
    later = NOW + timedelta(days=3)
    services.grant_role(
        actor=SYSTEM,
        now=NOW,
        account_id=one.pk,
        role_code="checker",
        organisation_id=place.pk,
        valid_from=later,
        valid_to=later + timedelta(days=1),
    )
    assert not selectors.actor_for_account(one.pk, now=NOW).grants
    assert selectors.actor_for_account(one.pk, now=later).roles == {"checker"}
    assert not selectors.actor_for_account(one.pk, now=later + timedelta(days=1)).grants


def test_roles_are_given_only_where_one_manages() -> None:
    make.divisions()
    here, there = make.organisation("xa-office"), make.organisation("cb-office", make.CHIBI)
    admin = selectors.actor_of(make.clerk("admin", here), now=NOW)
    somebody = make.account()
    given = {"actor": admin, "now": NOW, "account_id": somebody.pk, "role_code": "window"}
    services.grant_role(**given, organisation_id=here.pk)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        services.grant_role(**given, organisation_id=there.pk)  # type: ignore[arg-type]
    with pytest.raises(NoSuchRole):
        services.grant_role(
            actor=SYSTEM,
            now=NOW,
            account_id=somebody.pk,
            role_code="king",
            organisation_id=here.pk,
        )


def test_a_deputy_has_the_absent_ones_grants_for_the_time() -> None:
    make.divisions()
    place, other = make.organisation("xa-market"), make.organisation("cb-market", make.CHIBI)
    absent, deputy = make.clerk("decider", place), make.clerk("reviewer", place)
    stranger = make.clerk("reviewer", other)
    actor = selectors.actor_of(absent, now=NOW)
    days = {"valid_from": NOW, "valid_to": NOW + timedelta(days=2), "reason": "年休假"}
    with pytest.raises(OwnDeputy):
        services.appoint_deputy(
            actor=actor,
            now=NOW,
            absent_id=absent.pk,
            deputy_id=absent.pk,
            **days,  # type: ignore[arg-type]
        )
    with pytest.raises(DeputyNotStaff):
        services.appoint_deputy(
            actor=actor,
            now=NOW,
            absent_id=absent.pk,
            deputy_id=stranger.pk,
            **days,  # type: ignore[arg-type]
        )
    with pytest.raises(NotAllowed):
        services.appoint_deputy(
            actor=selectors.actor_of(deputy, now=NOW),
            now=NOW,
            absent_id=absent.pk,
            deputy_id=deputy.pk,
            **days,  # type: ignore[arg-type]
        )
    with pytest.raises(BadPeriod):
        services.appoint_deputy(
            actor=actor,
            now=NOW,
            absent_id=absent.pk,
            deputy_id=deputy.pk,
            valid_from=NOW,
            valid_to=NOW,
            reason="年休假",
        )
    row = services.appoint_deputy(
        actor=actor,
        now=NOW,
        absent_id=absent.pk,
        deputy_id=deputy.pk,
        **days,  # type: ignore[arg-type]
    )
    standing = selectors.actor_for_account(deputy.pk, now=NOW)
    assert standing.roles == {"reviewer", "decider"}
    assert standing.acting_as("decider", organisation_path=place.path).on_behalf == absent.ref
    assert [one.pk for one in selectors.holders("decider", place.pk, now=NOW)] == [
        absent.pk,
        deputy.pk,
    ]
    assert selectors.actor_for_account(deputy.pk, now=NOW + timedelta(days=2)).roles == {"reviewer"}
    services.end_deputy(actor=standing, now=NOW, deputy_row=row.pk)
    assert selectors.actor_for_account(deputy.pk, now=NOW).roles == {"reviewer"}
    assert "accounts.deputy" in [entry.verb for entry in ledger.timeline(absent.ref)]


def test_deputies_do_not_pass_on() -> None:
    make.divisions()
    place = make.organisation("xa-market")
    first, second, third = (make.clerk(role, place) for role in ("chief", "decider", "reviewer"))
    for absent, deputy in ((first, second), (second, third)):
        services.appoint_deputy(
            actor=SYSTEM,
            now=NOW,
            absent_id=absent.pk,
            deputy_id=deputy.pk,
            valid_from=NOW,
            valid_to=NOW + timedelta(days=1),
            reason="培训",
        )
    assert selectors.actor_for_account(third.pk, now=NOW).roles == {"reviewer", "decider"}


def test_an_inactive_account_is_nobody() -> None:
    one = make.account()
    services.set_active(actor=SYSTEM, now=NOW, account_id=one.pk, active=False)
    assert not selectors.actor_for_account(one.pk, now=NOW).is_authenticated


def test_areas_add_powers_to_roles() -> None:
    powers.register("tests.fly", "飞行", roles=("window",))
    make.divisions()
    one = make.clerk("window", make.organisation("xa-hall"))
    assert selectors.actor_for_account(one.pk, now=NOW).can("tests.fly")
    with pytest.raises(ValueError, match="twice"):
        powers.register("tests.fly", "潜水")


def test_reading_sealed_data_needs_a_reason_and_is_recorded() -> None:
    sealed_readers.register("tests", lambda actor, subject, fields: dict.fromkeys(fields, "明文"))
    actor = selectors.actor_of(make.account(), now=NOW)
    with pytest.raises(ReasonMissing):
        services.unmask(actor=actor, now=NOW, subject="tests:1", fields=["phone"], reason=" 查 ")
    before = Entry.objects.count()
    got = services.unmask(
        actor=actor, now=NOW, subject="tests:1", fields=["phone"], reason="核对来电人身份"
    )
    assert got == {"phone": "明文"}
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("pk")
    assert (entry.subject, entry.actor) == ("tests:1", actor.ref)
    assert "核对来电人身份" in entry.payload
    assert "明文" not in entry.payload
