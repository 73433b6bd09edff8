"""Two at once, a crash between any two statements, a request sent twice, a deputy."""

import threading
from contextlib import contextmanager

import pytest
from django.db import close_old_connections, connection, transaction

from tongban.core.ledger.models import Entry
from tongban.core.once import services as once
from tongban.workflow import errors, selectors, services, states
from tongban.workflow.models import Clock, Task, WorkItem
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, AskCorrection


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_two_clerks_on_one_task():
    city = db.city()
    item = db.start(city)
    gate = threading.Barrier(2)
    answers = []

    def clerk():
        close_old_connections()
        try:
            gate.wait(timeout=10)
            command = Accept()
            answers.append(
                services.perform(
                    actor=city["window"],
                    now=f.NOW,
                    item=item.pk,
                    command=command,
                    expected_version=1,
                )
            )
        except errors.Conflict as conflict:
            answers.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    lost = [one for one in answers if isinstance(one, errors.Conflict)]
    assert (len(answers), len(lost)) == (2, 1)
    assert lost[0].detail["state"] == states.ACCEPTED
    assert Task.objects.filter(item=item, step="review", state="open").count() == 1
    assert WorkItem.objects.get(pk=item.pk).version == 2


class Killed(Exception):
    """The process dies."""


@contextmanager
def dying_after(statements: int):
    seen = 0

    def wrapper(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen > statements:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield lambda: seen


def image(item):
    return (
        WorkItem.objects.filter(pk=item.pk).values().get(),
        list(Task.objects.order_by("pk").values()),
        list(Clock.objects.order_by("pk").values()),
        list(Entry.objects.order_by("pk").values()),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("command", [Accept(), AskCorrection(("lease",))])
def test_a_crash_between_any_two_statements_leaves_nothing(command):
    city = db.city()
    item = db.start(city)
    before = image(item)
    for statements in range(20):
        try:
            with transaction.atomic(), dying_after(statements):
                services.perform(actor=city["window"], now=f.NOW, item=item.pk, command=command)
        except Killed:
            assert image(item) == before
        else:
            break
    assert 5 <= statements <= db.BUDGET + 2  # and its own savepoint
    assert image(item) != before


@pytest.mark.django_db
def test_a_crash_at_the_start_leaves_nothing():
    city = db.city()
    db.start(city)
    for statements in range(20):
        try:
            with transaction.atomic(), dying_after(statements):
                db.start(city, number="TX")
        except Killed:
            assert not WorkItem.objects.filter(number="TX").exists()
            assert not Entry.objects.filter(subject="work:TX").exists()
        else:
            break
    assert WorkItem.objects.filter(number="TX").count() == 1


@pytest.mark.django_db
def test_the_same_key_again_gives_the_first_answer():
    city = db.city()
    request = {"title": "演示事项"}

    def submit():
        with transaction.atomic():
            return once.once(
                scope="test", key="k1", request=request, now=f.NOW,
                act=lambda: db.start(city).number,
            )  # fmt: skip

    first, again = submit(), submit()
    assert (again.reference, again.replayed) == (first.reference, True)
    assert WorkItem.objects.count() == 1


@pytest.mark.django_db
def test_a_deputy_is_written_into_the_row_and_the_ledger():
    city = db.city(crew=[f.staff(120, "window", deputy_for="account:777")])
    item = db.start(city)
    db.act(city, item, "crew120", Accept())
    deputy = city["crew120"].ref
    row = Task.objects.get(item=item, step="intake")
    assert (row.done_by, row.on_behalf) == (deputy, "account:777")
    entry = selectors.timeline(item)[-1]
    assert (entry.actor, entry.on_behalf, entry.verb) == (
        deputy,
        "account:777",
        "workflow.accept",
    )
    assert entry.text == "受理"


@pytest.mark.django_db
def test_time_never_runs_back_within_an_item():
    city = db.city()
    item = db.start(city)
    db.act(city, item, "window", Accept(), at=f.days(-1))
    assert WorkItem.objects.get(pk=item.pk).accepted_at == f.NOW
