"""Two at once, a crash between any two statements, a request sent twice, a deputy."""

import threading
from contextlib import contextmanager

import pytest
from django.db import close_old_connections, connection, transaction

from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger.models import Entry
from tongban.core.once import services as once
from tongban.workflow import errors, selectors, services, states
from tongban.workflow.models import Clock, Task, WorkItem
from tongban.workflow.tests import db
from tongban.workflow.tests import factories as f
from tongban.workflow.types import Accept, AskCorrection, Rebase


def at_once(*acts):
    """Let each act run in a thread of its own, all beginning together; give their answers."""
    gate = threading.Barrier(len(acts))
    answers = []

    def run(act):
        close_old_connections()
        try:
            gate.wait(timeout=10)
            answers.append(act())
        except errors.Conflict as conflict:
            answers.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_two_clerks_on_one_task():
    city = db.city()
    item = db.start(city)

    def clerk():
        return services.perform(
            actor=city["window"], now=f.NOW, item=item.pk, command=Accept(), expected_version=1
        )

    answers = at_once(clerk, clerk)
    lost = [one for one in answers if isinstance(one, errors.Conflict)]
    assert (len(answers), len(lost)) == (2, 1)
    assert lost[0].detail["state"] == states.ACCEPTED
    assert Task.objects.filter(item=item, step="review", state="open").count() == 1
    assert WorkItem.objects.get(pk=item.pk).version == 2


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_a_clerk_acts_while_the_item_is_moved():
    city = db.city()
    item = db.start(city)
    code = item.procedure.code
    changed = f.changed(f.permit(), "deliver", role="checker")
    services.publish_procedure(actor=SYSTEM, now=f.NOW, code=code, definition=changed)
    to = selectors.target(selectors.procedure(code), city.division, city.bureau)

    def act(who, command):
        return lambda: services.perform(
            actor=city[who], now=f.NOW, item=item.pk, command=command, expected_version=1
        )

    move = Rebase(to.procedure, f.LIMITS, to.offices)
    answers = at_once(act("window", Accept()), act("publisher", move))
    lost = [one for one in answers if isinstance(one, errors.Conflict)]
    assert (len(answers), len(lost)) == (2, 1)
    row = WorkItem.objects.get(pk=item.pk)
    assert row.version == 2
    assert (row.state == states.ACCEPTED) != (row.procedure.version == 2)
    assert selectors.snapshot(item.pk).item.rows == row.rows


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_a_clerk_who_waits_for_the_move_is_told_of_it():
    city = db.city()
    item = db.start(city)
    code = item.procedure.code
    changed = f.changed(f.permit(), "deliver", role="checker")
    services.publish_procedure(actor=SYSTEM, now=f.NOW, code=code, definition=changed)
    to = selectors.target(selectors.procedure(code), city.division, city.bureau)
    answers = []

    def clerk():
        close_old_connections()
        try:
            command = Accept()
            services.perform(
                actor=city["window"], now=f.NOW, item=item.pk, command=command, expected_version=1
            )
        except errors.WorkflowError as refused:
            answers.append(refused)
        finally:
            connection.close()

    with transaction.atomic():
        move = Rebase(to.procedure, f.LIMITS, to.offices)
        services.perform(actor=city["publisher"], now=f.NOW, item=item.pk, command=move)
        waiting = threading.Thread(target=clerk)
        waiting.start()
        waiting.join(timeout=1)  # it waits for the item's lock until this is committed
        assert not answers
    waiting.join(timeout=30)
    assert [type(one) for one in answers] == [errors.Conflict]
    assert answers[0].detail["version"] == 2


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
