"""What a new edition would mean for the applications that are open under former ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongban.catalogue.models import Edition, Implementation
from tongban.catalogue.rules import lawful
from tongban.catalogue.rules.lawful import Point
from tongban.catalogue.types import EditionContent
from tongban.catalogue.wording.moving import gain_text, moved_note, reason_text
from tongban.core.workdays.rules import local_date
from tongban.workflow import rules as engine_rules
from tongban.workflow import selectors as engine
from tongban.workflow.types import Obstacle, OpenItem, Preview, Procedure, Rebase, Target
from tongban.workflow.wording import obstacle_text, preview_lines

if TYPE_CHECKING:
    from tongban.core.workdays.types import Limit

PAST = "work_rebase_clock_past"
PAGE = 500


@dataclass(frozen=True, slots=True)
class New:
    """The edition to move to: what it says, its number and id (0 while it is a draft), and the
    procedure with the organisations that its seats mean."""

    content: EditionContent
    target: Target
    id: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """One open application: why it stays, or what changes, and the command that moves it.

    Reasons are of the law (`Point`) first; only who may lawfully move is shown to the engine
    (`Obstacle`).
    """

    item: OpenItem
    reasons: tuple[Point | Obstacle, ...] = ()
    gains: tuple[Point, ...] = ()
    preview: Preview | None = None
    command: Rebase | None = None

    @property
    def moves(self) -> bool:
        return self.command is not None and not self.reasons

    @property
    def lines(self) -> list[str]:
        """What changes, or why it stays, in Chinese."""
        if self.reasons:
            return [_said(reason) for reason in self.reasons]
        told = [gain_text(one) for one in self.gains if one.code not in lawful.OF_LIMITS]
        gained = [f"{clause}。" for clause in told]
        if self.preview is None or (gained and not self.preview.differs):
            return gained
        return [*preview_lines(self.preview), *gained]

    @property
    def due_before(self) -> datetime | None:
        return self.item.due_at

    @property
    def due_after(self) -> datetime | None:
        return self.preview.due_after if self.moves and self.preview else self.item.due_at


def _said(reason: Point | Obstacle) -> str:
    return f"{reason_text(reason)}。" if isinstance(reason, Point) else obstacle_text(reason)


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing would mean: each open application, how many move, how many stay and why.

    `reasons` counts applications by the first reason's code; `titles` has a sentence for each.
    """

    items: Sequence[Judged] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def moving(self) -> int:
        return sum(one.moves for one in self.items)

    @property
    def staying(self) -> int:
        return len(self.items) - self.moving

    @property
    def titles(self) -> dict[str, str]:
        first = {_code(one): one for one in self.items if one.reasons}
        return {code: _said(first[code].reasons[0]) for code in self.reasons}


def _code(judged: Judged) -> str:
    return judged.reasons[0].code


def subject_of(implementation: Implementation) -> str:
    """Return what the work items of an implementation's applications are about."""
    return f"matter:{implementation.task_code}"


def impact(
    implementation: Implementation,
    content: EditionContent,
    procedure: Mapping[str, Any] | None = None,
    *,
    now: datetime,
) -> Impact:
    """Return what publishing `content` as the next edition would mean for what is open now.

    `procedure` is the definition that comes with it (without one, the newest version of the named
    one counts). Three queries, and of each 500 applications three more, five where some promise
    would be past. Asks no permission. Raises ProcedureInvalid.
    """
    code = content.procedure
    flow = engine_rules.parse(code, procedure) if procedure else engine.procedure(code)
    new = New(content, _target(flow, implementation, local_date(now)))
    editions: dict[int, Edition] = {}
    found: list[Judged] = []
    for page in pages(subject_of(implementation)):
        found += judge(new, page, known(page, implementation, editions), now)
    counts = Counter(_code(one) for one in found if one.reasons)
    return Impact(found, dict(counts.most_common()))


def pages(subject: str) -> Iterator[list[OpenItem]]:
    """Give the open items of a subject, 500 at a time."""
    after = 0
    while page := engine.open_items(subject, after=after, limit=PAGE):
        after = page[-1].id
        yield page


def new_of(edition: Edition) -> New:
    """Return a published edition as what applications move to; two queries."""
    flow = engine.procedure(edition.procedure_code, edition.procedure_version)
    since = local_date(edition.published_at or edition.created_at)
    target = _target(flow, edition.implementation, since)
    return New(edition.parsed, target, edition.pk, edition.number)


def _target(flow: Procedure, implementation: Implementation, on: date) -> Target:
    return engine.target(flow, implementation.division, implementation.organisation, on)


def known(
    items: Sequence[OpenItem], implementation: Implementation, editions: dict[int, Edition]
) -> dict[int, Edition]:
    """Add to `editions` those that the items were made under and that are not there yet."""
    wanted = {int(one.facts.get("edition") or 0) for one in items} - editions.keys()
    if wanted:
        editions |= implementation.editions.in_bulk(wanted)
    return editions


# --- one by one -----------------------------------------------------------------------------------


def judge(
    new: New, items: Sequence[OpenItem], editions: Mapping[int, Edition], now: datetime
) -> list[Judged]:
    """Return for each item whether it moves; those already under `new` or a later one are left out.

    Two queries for each 500 items, four where some promise would be past.
    """
    seen: dict[Any, tuple[tuple[Point, ...], tuple[Point, ...]]] = {}
    found = []
    for item in items:
        old = editions.get(int(item.facts.get("edition") or 0))
        if old is None:
            found.append(Judged(item, (Point("edition_unknown"),)))
        elif not new.id or (old.pk != new.id and old.number < new.number):
            found.append(_lawful(new, item, old, seen))
    return _planned(new, found, now)


def _lawful(
    new: New,
    item: OpenItem,
    old: Edition,
    seen: dict[Any, tuple[tuple[Point, ...], tuple[Point, ...]]],
) -> Judged:
    """Compare the editions in the applicant's scenario; the same scenario is compared once."""
    answers: Mapping[str, str] = item.facts.get("answers") or {}
    accepted = item.accepted_at is not None
    key = (old.pk, accepted, tuple(sorted(answers.items())))
    if key not in seen:
        why = lawful.may_move(old.parsed, new.content, answers, accepted)
        seen[key] = why, lawful.gains(old.parsed, new.content, answers)
    reasons, gains = seen[key]
    if reasons:
        return Judged(item, reasons)
    limits = lawful.limits(new.content, answers, item.limits)
    return Judged(item, gains=gains, command=_command(new, gains, limits))


def _command(new: New, gains: tuple[Point, ...], limits: "Mapping[str, Limit]") -> Rebase:
    return Rebase(
        procedure=new.target.procedure,
        limits={**new.target.limits, **limits},
        offices=new.target.offices,
        facts={"edition": new.id},
        reason=f"第 {new.number} 版" if new.number else "",
        public_note=moved_note(gains),
    )


def _planned(new: New, found: Sequence[Judged], now: datetime) -> list[Judged]:
    """Ask the engine about those that the law lets move.

    Where the new promise would be past already, the application moves with the one that it has.
    """
    first = _previewed([one for one in found if one.command is not None], now)
    late = [one for one in first.values() if one.reasons and _only_past(one.reasons)]
    first |= _previewed([_with_its_own_limits(new, one) for one in late], now)
    return [first.get(one.item.id, one) for one in found]


def _previewed(judged: Sequence[Judged], now: datetime) -> dict[int, Judged]:
    commands = {one.item.id: one.command for one in judged if one.command is not None}
    previews = engine.preview_rebases(commands, now)
    return {
        one.item.id: replace(one, preview=previews[one.item.id],
                             reasons=previews[one.item.id].obstacles)
        for one in judged
        if one.item.id in previews
    }  # fmt: skip


def _only_past(reasons: Sequence[Point | Obstacle]) -> bool:
    return all(reason.code == PAST for reason in reasons)


def _with_its_own_limits(new: New, one: Judged) -> Judged:
    gains = tuple(point for point in one.gains if point.code not in lawful.OF_LIMITS)
    return replace(one, gains=gains, command=_command(new, gains, one.item.limits), reasons=())
