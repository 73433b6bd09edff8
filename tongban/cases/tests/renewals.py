"""A licence that ends, a list that renews it by a rule, and an application for that."""

from datetime import date, datetime

from tongban.cases.models import Case
from tongban.cases.selectors import rows
from tongban.cases.services import drafts, intake
from tongban.cases.tests import factories as f
from tongban.catalogue import services as catalogue
from tongban.catalogue.selectors import edition_in_force
from tongban.core.accounts.types import SYSTEM
from tongban.core.workdays.rules import day_start, local_date
from tongban.licences import services as licences
from tongban.licences.models import Licence
from tongban.workflow.services import tick

MATTER = "food-renewal"
ENDS = date(2026, 12, 31)
AFTER = day_start(date(2027, 1, 1))  # the first instant after the licence's last day


def licence(city: f.City, *, ends: date | None = ENDS, holder: str = "firm") -> Licence:
    """A 食品经营许可证 of the firm that ends on a day."""
    return licences.issue(
        actor=SYSTEM, now=f.SINCE, type_code="food-permit", holder=city.parties[holder].pk,
        organisation=city.bodies[f"scjg-{f.XIANAN}"].pk, division=f.XIANAN,
        data={"address": "咸安区演示路1号", "legal": "演示人甲"},
        valid_from=date(2022, 1, 1), valid_to=ends, endless=ends is None,
    )  # fmt: skip


def by_rule(city: f.City, rule: str) -> None:
    """Let the matter renew by another rule from now on."""
    code = city.matters[MATTER]
    content = edition_in_force(code, on=local_date(f.NOW)).raw | {"renewal_rule": rule}
    catalogue.publish_edition(
        actor=SYSTEM, now=f.NOW, task_code=code, content=content,
        effective_from=local_date(f.NOW), reason="演示",
    )  # fmt: skip


def draft(city: f.City, row: Licence | None, *, at: datetime = f.NOW, who: str = "agent") -> str:
    """An application ready to be submitted, about a licence; its token."""
    made = city.draft(MATTER, who, at=at)
    if row is not None:
        drafts.choose_licence(actor=city.actor(who), now=at, token=made.token, licence=row.token)
    return made.token


def asked(city: f.City, row: Licence | None, *, at: datetime = f.NOW, who: str = "agent") -> Case:
    """A renewal, just submitted."""
    token = draft(city, row, at=at, who=who)
    return intake.submit_draft(actor=city.actor(who), now=at, token=token)


def accepted(city: f.City, row: Licence, *, at: datetime = f.NOW) -> Case:
    case = asked(city, row, at=at)
    return intake.accept(actor=city.actor("window", at), now=at, case=case, version=None)


def decided(city: f.City, row: Licence, outcome: str = "approve", *, at: datetime = f.NOW) -> Case:
    case = accepted(city, row)
    city.complete("reviewer", case, "review", at=at)
    city.complete("decider", case, "decide", outcome, "依法决定", at=at)
    return rows.by_id(case.pk)


def silence(at: datetime = AFTER) -> None:
    """Time goes by: every clock that has run out does what it must."""
    tick(at)
