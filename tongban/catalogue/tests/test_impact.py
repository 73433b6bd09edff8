"""What publishing would mean for the applications that are open."""

from datetime import timedelta

import pytest

from tongban.catalogue import rules
from tongban.catalogue.models import Implementation, Rebasing
from tongban.catalogue.services import rebasing
from tongban.catalogue.tests.applications import (
    PLAN,
    SHORTER,
    accepted,
    edition_of,
    materials,
    under,
)
from tongban.catalogue.tests.factories import NOW, places, published
from tongban.workflow import selectors as engine
from tongban.workflow.models import WorkItem
from tongban.workflow.tests.db import Statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter() -> Implementation:
    places()
    return published("publication")


def test_the_impact_tells_of_each_what_changes_or_why_it_stays(matter: Implementation) -> None:
    moving, staying = accepted(matter), accepted(matter, answers={"tenure": "lent"})
    raw = edition_of(matter).raw | SHORTER
    raw["materials"] = [*materials(matter, "lease"), PLAN]
    found = rebasing.impact(matter, rules.parse_content(raw), now=NOW)
    assert (found.moving, found.staying) == (1, 1)
    one, two = found.items
    assert (one.item.id, two.item.id) == (moving.pk, staying.pk)
    assert one.lines == [
        "承诺时限由 6 个工作日改为 4 个工作日。",
        "到期日由 2026-12-01 改为 2026-11-27。",
        "不用再交“租赁合同”。",
    ]
    assert one.due_after is not None
    assert one.due_before is not None
    assert one.due_after < one.due_before
    assert two.due_after == two.due_before
    assert two.lines == ["新版要求增加材料“平面图”。"]
    assert found.reasons == {"material_added": 1}
    assert found.titles == {"material_added": "新版要求增加材料“平面图”。"}
    assert under(moving) == edition_of(matter).pk
    assert not Rebasing.objects.exists()


def test_the_impact_reads_as_much_for_many_as_for_few(
    matter: Implementation, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = rules.parse_content(edition_of(matter).raw | SHORTER)
    accepted(matter)
    rebasing.impact(matter, content, now=NOW)
    with Statements() as few:
        rebasing.impact(matter, content, now=NOW)
    for _ in range(6):
        accepted(matter)
    with Statements() as many:
        found = rebasing.impact(matter, content, now=NOW)
    assert found.moving == 7
    assert many.count == few.count <= 8, many.text()


def test_the_impact_of_a_procedure_that_is_not_published_yet(matter: Implementation) -> None:
    item = accepted(matter)
    edition = edition_of(matter)
    content = rules.parse_content(edition.raw | {"procedure": "other"})
    flow = engine.procedure(edition.procedure_code, edition.procedure_version)
    first = next(step.code for step in flow.steps if step.intake)
    definition = {
        "title": "另一流程",
        "steps": [
            {"code": first, "title": "受理", "role": "window", "intake": True},
            {"code": "other", "title": "决定", "role": "decider", "after": [first],
             "decides": True, "outcomes": ["approve", "deny"]},
        ],
    }  # fmt: skip
    found = rebasing.impact(matter, content, definition, now=NOW)
    assert [one.item.id for one in found.items] == [item.pk]
    assert list(found.reasons) == ["work_rebase_step_gone"]


def test_who_would_be_late_by_the_new_promise_keeps_the_old_one(matter: Implementation) -> None:
    item = accepted(matter)
    at = NOW + timedelta(days=6)  # past four working days, within six
    content = rules.parse_content(
        edition_of(matter).raw | SHORTER | {"materials": materials(matter, "lease")}
    )
    one = rebasing.impact(matter, content, now=at).items[0]
    assert one.moves
    assert one.due_after == one.due_before == WorkItem.objects.get(pk=item.pk).due_at
    assert one.lines == ["不用再交“租赁合同”。"]
