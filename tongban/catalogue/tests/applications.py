"""Applications as cases submit them, for tests of what a new edition means for those open."""

from datetime import timedelta
from itertools import count
from typing import Any

from tongban.catalogue import rules
from tongban.catalogue.models import Edition, Implementation
from tongban.catalogue.tests.factories import NOW
from tongban.core.accounts.types import SYSTEM
from tongban.workflow import services as work
from tongban.workflow.models import WorkItem
from tongban.workflow.types import Accept

_numbers = count(1)
LEASED = {"tenure": "leased"}
PROMISE = {"limit": {"value": 4, "unit": "day", "day_kind": "working"}}
SHORTER = {"promised": PROMISE, "steps": [{"name": "审查", "who": "审查人员", "days": 4}]}
# Asked of who has borrowed the place, so that they stay.
PLAN = {"code": "plan", "name": "平面图", "when": {"eq": ["tenure", "lent"]}}
LATER = NOW + timedelta(days=30)


def edition_of(matter: Implementation) -> Edition:
    return matter.editions.order_by("-number")[0]


def opened(matter: Implementation, answers: dict[str, str] | None = None, **given: Any) -> WorkItem:
    """An application as cases submit it, under the newest edition."""
    edition = edition_of(matter)
    wanted = rules.asked(edition.parsed, answers or LEASED)
    limits = {"statutory": wanted.statutory.limit, "promised": wanted.promised.limit}
    fields: dict[str, Any] = {
        "facts": {"answers": dict(wanted.answers), "edition": edition.pk},
        "now": NOW,
        **given,
    }
    return work.start(
        actor=SYSTEM, kind="test", procedure=edition.procedure_code,
        version=edition.procedure_version, number=f"R{next(_numbers):08d}", title="演示",
        division=matter.division, organisation=matter.organisation,
        limits={name: limit for name, limit in limits.items() if limit},
        subject=f"matter:{matter.task_code}", **fields,
    )  # fmt: skip


def accepted(matter: Implementation, **given: Any) -> WorkItem:
    item = opened(matter, **given)
    at = given.get("now", NOW)
    work.perform(actor=SYSTEM, now=at, item=item.pk, command=Accept())
    return item


def materials(matter: Implementation, *gone: str) -> list[dict[str, Any]]:
    return [one for one in edition_of(matter).raw["materials"] if one["code"] not in gone]


def under(item: WorkItem) -> int:
    return int(WorkItem.objects.get(pk=item.pk).facts["edition"])


def opened_under_first(matter: Implementation) -> WorkItem:
    first = matter.editions.get(number=1)
    return accepted(matter, facts={"answers": LEASED, "edition": first.pk})
