"""Issuing, reissuing, changing, expiring."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import selectors as ledger
from tongban.licences import selectors, services
from tongban.licences.errors import (
    AlreadyLive,
    NotAllowed,
    ReasonMissing,
    UnknownType,
    WrongDates,
    WrongHolder,
    WrongState,
)
from tongban.licences.models import Licence, LicenceType
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db


def test_a_licence_is_in_force_from_its_row() -> None:
    row = factories.licence(factories.world())
    assert row.in_force(date(2026, 11, 23))
    assert (row.valid_from, row.valid_to) == (date(2026, 11, 23), date(2031, 11, 22))
    assert row.making == "making"
    assert [entry.verb for entry in ledger.timeline(row.subject)] == ["licences.issue"]


def test_the_same_source_gets_the_same_licence() -> None:
    body, holder = factories.world(), factories.firm()
    first = factories.licence(body, holder, source="case:1")
    assert factories.licence(body, holder, source="case:1").pk == first.pk
    assert Licence.objects.count() == 1


def test_a_second_live_licence_of_a_type_is_refused() -> None:
    body, holder = factories.world(), factories.firm()
    factories.licence(body, holder, "device-3-permit", source="case:1")
    with pytest.raises(AlreadyLive) as caught:
        factories.licence(body, holder, "device-3-permit", source="case:2")
    assert caught.value.status == 409


def test_a_type_that_allows_many_gives_many() -> None:
    body, holder = factories.world(), factories.firm()
    first = factories.licence(body, holder, "approval", source="case:1", title="公共场所卫生许可证")
    assert first.title == "公共场所卫生许可证"
    second = factories.licence(body, holder, "approval", source="case:2")
    assert first.number != second.number
    assert first.valid_to is None


def test_the_database_itself_refuses_two_live_licences() -> None:
    row = factories.licence(factories.world(), kind="device-3-permit")
    twin = Licence.objects.get(pk=row.pk)
    twin.pk, twin.identifier, twin.token, twin.version = None, "x", "y", 2
    with pytest.raises(Exception, match=r"licence_one_live|UNIQUE"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_licence_that_ended_makes_room_and_the_number_counts_its_versions() -> None:
    body, holder = factories.world(), factories.firm()
    row = factories.licence(body, holder, "business-licence")
    assert row.number == holder.uscc
    services.change_status(
        actor=factories.head(body), now=NOW, licence_id=row.pk, act="cancel", reason="申请注销",
        ground="request", source="case:1",
    )  # fmt: skip
    again = factories.licence(body, holder, "business-licence")
    assert (again.number, again.version) == (holder.uscc, 2)
    assert ".002." in again.identifier


def test_reissue_keeps_number_and_serial_and_ends_the_old_one() -> None:
    body = factories.world()
    old = factories.licence(body)
    new = services.reissue(
        actor=factories.head(body),
        now=NOW + DAY,
        licence_id=old.pk,
        reason="变更经营场所",
        data={"address": "演示路 2 号"},
        source="case:9",
    )
    old.refresh_from_db()
    assert (new.number, new.version, new.replaces_id) == (old.number, 2, old.pk)
    assert new.valid_to == old.valid_to
    assert new.identifier.split(".")[7] == old.identifier.split(".")[7]
    assert old.status == "lapsed"
    same = services.reissue(
        actor=factories.head(body), now=NOW + DAY, licence_id=old.pk, reason="变更", source="case:9"
    )
    assert same.pk == new.pk


def test_wrong_orders_are_refused() -> None:
    body = factories.world()
    with pytest.raises(UnknownType):
        factories.licence(body, kind="no-such")
    LicenceType.objects.filter(document_type="drug-retail-permit").update(holder_kinds="market")
    with pytest.raises(WrongHolder):
        factories.licence(body, factories.person())
    with pytest.raises(WrongDates):
        factories.licence(body, valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 22))
    with pytest.raises(NotAllowed):
        factories.licence(body, actor=Actor(ref="account:9"))
    with pytest.raises(NotAllowed):
        factories.licence(body, actor=Actor(ref="anonymous", kind="anonymous"), source="case:1")
    assert not Licence.objects.exists()


def test_status_changes_need_power_reason_and_the_right_state() -> None:
    body = factories.world()
    row = factories.licence(body)
    act = {
        "now": NOW, "licence_id": row.pk, "act": "suspend", "ground": "penalty",
        "document": "演示罚〔2026〕1号",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        services.change_status(actor=Actor(ref="account:2"), reason="因故", **act)
    with pytest.raises(NotAllowed):
        services.change_status(actor=factories.head(factories.world()), reason="因故", **act)
    with pytest.raises(ReasonMissing):
        services.change_status(actor=factories.head(body), reason=" ", **act)
    done = services.change_status(actor=factories.head(body), reason="立案调查", **act)
    assert (done.status, done.status_reason) == ("suspended", "立案调查")
    with pytest.raises(WrongState):
        services.change_status(actor=factories.head(body), reason="再次", **act)
    verbs = [entry.verb for entry in ledger.timeline(row.subject)]
    assert verbs == ["licences.issue", "licences.suspend"]


def test_expiry_falls_on_local_midnight_and_happens_once() -> None:
    body = factories.world()
    row = factories.licence(body, valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 23))
    # 23:59 in Shanghai is still the last day; 16:00 UTC is midnight there.
    last_minute = NOW.replace(hour=15, minute=59)
    assert services.expire(actor=SYSTEM, now=last_minute) == 0
    assert services.expire(actor=SYSTEM, now=NOW.replace(hour=16)) == 1
    assert services.expire(actor=SYSTEM, now=NOW.replace(hour=17)) == 0
    row.refresh_from_db()
    assert row.status == "lapsed"


def test_reads_follow_scope_and_holder() -> None:
    body, other, holder = factories.world(), factories.world(), factories.firm()
    row = factories.licence(body, holder, source="case:5")
    assert selectors.by_source("case:5") == [row]
    assert selectors.of_holder(holder.pk, on=date(2026, 11, 23), types=["drug-retail-permit"])
    assert not selectors.of_holder(holder.pk, on=date(2031, 11, 23))
    assert selectors.visible(factories.head(body)) == [row]
    assert selectors.visible(factories.head(other)) == []
    assert selectors.visible(Actor(ref="account:3")) == []
    assert selectors.visible(SYSTEM, q=row.number) == [row]


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_of_two_issued_at_once_one_wins() -> None:
    body, holder = factories.world(), factories.firm()
    outcome: list[str] = []
    ready = threading.Barrier(2)

    def issue(source: str) -> None:
        try:
            ready.wait()
            factories.licence(body, holder, "device-3-permit", source=source)
            outcome.append("issued")
        except AlreadyLive:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=issue, args=(f"case:{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcome) == ["issued", "refused"]
    assert Licence.objects.count() == 1


def test_publishing_a_type_twice_changes_nothing() -> None:
    factories.world()
    before = len(ledger.timeline(f"licence-type:{selectors.types()[0].code}"))
    factories.demo.publish_types(now=NOW + timedelta(days=1))
    assert len(ledger.timeline(f"licence-type:{selectors.types()[0].code}")) == before
