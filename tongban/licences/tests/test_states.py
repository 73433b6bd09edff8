"""The life of a licence: the whole table, act by act and status by status, and its rules."""

from datetime import date

import pytest

from tongban.core.accounts.tests.factories import account
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import selectors as ledger
from tongban.core.notices import selectors as notices
from tongban.licences import services, states
from tongban.licences.errors import (
    AlreadyLive,
    BasisMissing,
    FieldsInvalid,
    NotAllowed,
    NothingChanged,
    Superseded,
    WrongState,
)
from tongban.licences.models import Licence
from tongban.licences.rules import grounds
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW
from tongban.licences.types import STATUS_TITLES, Status

pytestmark = pytest.mark.django_db

# Rows: the status now. Columns: the act. Each cell: the status after, "" where it may not be.
ACTS = (
    "suspend", "resume", "cancel", "withdraw", "recall", "revoke", "transfer", "reinstate",
    "expire", "supersede",
)  # fmt: skip
MATRIX = """
valid       suspended -     cancelled withdrawn other revoked transferred -     lapsed lapsed
suspended   -         valid cancelled withdrawn other revoked -           -     lapsed lapsed
withdrawn   -         -     cancelled -         -     -       -           valid -      -
cancelled   -         -     -         -         -     -       -           valid -      -
lapsed      -         -     cancelled -         -     -       -           -     -      -
transferred -         -     -         -         -     -       -           -     -      -
revoked     -         -     cancelled -         -     -       -           valid -      -
other       -         -     cancelled -         -     -       -           valid -      -
"""
VERSIONS = {
    "change": {"valid", "suspended"},
    "renew": {"valid", "lapsed"},
    "replace": {"valid", "suspended"},
    "correct": {"valid", "suspended"},
}
CELLS = [
    (status, act, after.replace("-", ""))
    for status, *row in (line.split() for line in MATRIX.strip().splitlines())
    for act, after in zip(ACTS, row, strict=True)
]


def test_the_matrix_speaks_of_every_status_and_act() -> None:
    assert {status for status, _act, _after in CELLS} == set(STATUS_TITLES) == set(Status)
    assert set(ACTS) == set(states.TRANSITIONS)
    assert set(VERSIONS) == set(states.VERSIONS)
    assert set(ACTS) | set(VERSIONS) == set(states.ACT_TITLES)
    assert set(states.ACT_TITLES) - states.CLOCKWORK == set(grounds.GROUNDS)


@pytest.mark.parametrize(("status", "act", "after"), CELLS)
def test_every_cell_by_the_service(status: str, act: str, after: str) -> None:
    body = factories.world()
    row = factories.licence(body)
    Licence.objects.filter(pk=row.pk).update(status=status)
    order = {
        "actor": factories.head(body), "now": NOW, "licence_id": row.pk, "act": act,
        "reason": "演示原因", "ground": next((g.code for g in grounds.GROUNDS.get(act, ())), ""),
        "document": "演示决〔2026〕1号",
        "source": "case:1" if act == "cancel" else "",  # an officer alone does not end a licence
    }  # fmt: skip
    offered = act in states.acts_from(status)
    if act in states.CLOCKWORK:
        assert not offered
        with pytest.raises(NotAllowed):
            services.change_status(**order)
    elif after:
        assert offered
        done = services.change_status(**order)
        assert (done.status, done.status_since, done.status_reason) == (after, NOW, "演示原因")
        assert ledger.timeline(row.subject)[-1].verb == f"licences.{act}"
    else:
        assert not offered
        with pytest.raises(WrongState):
            services.change_status(**order)
        row.refresh_from_db()
        assert row.status == status
    if act in states.CLOCKWORK and after:
        assert states.after(status, act) == after


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", list(VERSIONS))
def test_every_new_version_by_the_service(status: str, kind: str) -> None:
    body = factories.world()
    row = factories.licence(body)
    Licence.objects.filter(pk=row.pk).update(status=status)
    order = {
        "actor": factories.head(body), "now": NOW, "licence_id": row.pk, "kind": kind,
        "reason": "演示原因", "ground": grounds.GROUNDS[kind][0].code,
    }  # fmt: skip
    if status not in VERSIONS[kind]:
        with pytest.raises(WrongState):
            services.reissue(**order)
        return
    new = services.reissue(**order)
    row.refresh_from_db()
    assert (row.status, new.version, new.version_kind) == ("lapsed", 2, kind)
    assert new.status == ("suspended" if status == "suspended" else "valid")


@pytest.mark.parametrize("act", sorted(grounds.GROUNDS))
def test_every_ground_is_written_with_its_article(act: str) -> None:
    for one in grounds.GROUNDS[act]:
        text = grounds.basis_of(one, "演示〔2026〕1号")
        assert one.title in text
        assert one.law in text
        assert text.endswith("演示〔2026〕1号")
        assert len(text) <= 200
    codes = [one.code for one in grounds.GROUNDS[act]]
    assert len(codes) == len(set(codes))


def test_an_officer_must_name_the_ground_and_the_decision() -> None:
    body = factories.world()
    row = factories.licence(body)
    order = {"now": NOW, "licence_id": row.pk, "act": "revoke", "reason": "演示"}
    for more in ({}, {"ground": "nonsense", "document": "1"}, {"ground": "penalty"}):
        with pytest.raises(BasisMissing):
            services.change_status(actor=factories.head(body), **order, **more)
    # What another area decided has its basis there.
    done = services.change_status(actor=factories.head(body), source="case:7", **order)
    assert done.status == "revoked"


def test_a_suspension_goes_on_in_the_next_version() -> None:
    body = factories.world()
    row = factories.licence(body)
    services.change_status(
        actor=SYSTEM, now=NOW, licence_id=row.pk, act="suspend", reason="立案调查"
    )
    new = services.reissue(
        actor=SYSTEM, now=NOW + DAY, licence_id=row.pk, kind="replace", reason="遗失"
    )
    assert (new.status, new.status_since, new.status_reason) == ("suspended", NOW, "立案调查")
    assert not new.in_force(date(2026, 11, 24))


def test_acts_go_to_the_newest_version() -> None:
    body = factories.world()
    row = factories.licence(body)
    services.reissue(actor=SYSTEM, now=NOW, licence_id=row.pk, kind="replace", reason="遗失")
    with pytest.raises(Superseded):
        services.change_status(
            actor=SYSTEM, now=NOW, licence_id=row.pk, act="cancel", reason="申请注销"
        )
    with pytest.raises(Superseded):
        services.reissue(actor=SYSTEM, now=NOW, licence_id=row.pk, kind="renew", reason="延续")


def test_a_licence_does_not_come_back_beside_another() -> None:
    body, holder = factories.world(), factories.firm()
    first = factories.licence(body, holder, "device-3-permit")
    order = {"actor": SYSTEM, "now": NOW, "licence_id": first.pk, "reason": "演示"}
    services.change_status(act="withdraw", **order)
    factories.licence(body, holder, "device-3-permit")
    with pytest.raises(AlreadyLive):
        services.change_status(act="reinstate", **order)
    first.refresh_from_db()
    assert first.status == "withdrawn"


def test_a_renewal_goes_on_from_the_last_day_without_a_break() -> None:
    body = factories.world()
    row = factories.licence(body, valid_from=date(2021, 12, 1), valid_to=date(2026, 11, 30))
    new = services.reissue(actor=SYSTEM, now=NOW, licence_id=row.pk, kind="renew", reason="延续")
    assert (new.valid_from, new.valid_to) == (date(2021, 12, 1), date(2031, 11, 30))
    assert new.issued_on == date(2026, 11, 23)
    assert new.in_force(date(2026, 11, 24))
    assert new.in_force(date(2026, 12, 1))


def test_a_replacement_prints_what_the_lost_one_printed() -> None:
    row = factories.licence(factories.world())
    new = services.reissue(
        actor=SYSTEM, now=NOW + DAY, licence_id=row.pk, kind="replace", reason="遗失"
    )
    assert (new.content, new.valid_from, new.valid_to) == (
        row.content,
        row.valid_from,
        row.valid_to,
    )
    assert new.issued_on == date(2026, 11, 24)


def test_a_change_is_checked_field_by_field_and_must_change_something() -> None:
    row = factories.licence(factories.world())
    order = {"actor": SYSTEM, "now": NOW, "licence_id": row.pk, "reason": "搬迁"}
    with pytest.raises(FieldsInvalid) as caught:
        services.reissue(**order, data={"address": "", "head": "x\x01", "unknown": "1"})
    problems = {one.key: one.code for one in caught.value.detail["problems"]}
    assert problems == {
        "address": "field_required", "head": "field_control", "unknown": "field_unknown",
    }  # fmt: skip
    with pytest.raises(NothingChanged):
        services.reissue(**order, data=dict(row.content))
    assert Licence.objects.count() == 1


def test_the_holder_is_told_once_of_each_act() -> None:
    body, holder = factories.world(), factories.firm()
    person = account()
    factories.owner_of(holder, person)
    row = factories.licence(body, holder)
    services.change_status(
        actor=SYSTEM, now=NOW, licence_id=row.pk, act="suspend", reason="立案调查。"
    )
    services.reissue(actor=SYSTEM, now=NOW, licence_id=row.pk, kind="replace", reason="遗失")
    told = [one.body for one in notices.inbox(person.pk)]
    assert len(told) == 2
    assert any("已暂扣。原因：立案调查。有疑问" in text for text in told)
    assert any("已补证，换发了新版" in text for text in told)
