"""Publishing thousands of editions: what `publish_edition` does, by 500 instead of one by one."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from tongban.catalogue import permissions, rules
from tongban.catalogue.errors import CatalogueForbidden, EditionInvalid, MatterUnknown
from tongban.catalogue.models import Edition, Implementation
from tongban.catalogue.services import announcing, publication, rebasing
from tongban.catalogue.services.recording import act_on
from tongban.catalogue.types import EditionContent, Problem
from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.search import services as search
from tongban.core.search.types import Entry
from tongban.forms import services as forms
from tongban.forms.types import NewForm
from tongban.workflow import services as workflow

BATCH = 500
MOST_ALIKE = 8  # groups of equal values; more are written by bulk_update


@dataclass(frozen=True, slots=True)
class Publication:
    """One edition to publish; what each means: `publication.publish_edition`."""

    task_code: str
    content: Mapping[str, Any]
    effective_from: date
    procedure: Mapping[str, Any] | None = None
    reason: str = ""
    prepared_by: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True)
class _Checked:
    """A sound publication, as it is stored."""

    given: Publication
    parsed: EditionContent
    text: str
    digest: str


def publish_many(
    *,
    actor: Actor,
    now: datetime,
    publications: Iterable[Publication],
    done: Callable[[int], object] = lambda count: None,
    index: Callable[[Iterable[Entry]], object] = search.put_many,
) -> int:
    """Publish each as `publish_edition` would, in their order; returns how many are new editions.

    By 500, each batch whole or not at all; inside a transaction of the caller all of them or none.
    They are read as they are needed and no batch is kept, so that thousands take little memory.
    `done` is told after each batch how many it held. `index` is given what the search index is to
    hold of each batch: a caller whose transaction holds many batches puts them in together, for
    lists of the same title share their words. Raises EditionInvalid before anything of the
    batch is written: `problems` are all of the batch's, `invalid` the same by task code;
    MatterUnknown, CatalogueForbidden.
    """
    run = _Run(actor, now, index)
    total = 0
    for batch in _batches(publications):
        total += run.publish(batch)
        done(len(batch))
    return total


def update_alike(manager: Any, rows: Sequence[Any], fields: Sequence[str]) -> None:
    """Write the fields of rows, one UPDATE for those that get the same values.

    In a batch nearly all get the same; `bulk_update` would name each row in a CASE of its own.
    """
    groups: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        groups.setdefault(tuple(getattr(row, name) for name in fields), []).append(row.pk)
    if len(groups) > MOST_ALIKE:
        manager.bulk_update(rows, fields)
        return
    for values, keys in groups.items():
        manager.filter(pk__in=keys).update(**dict(zip(fields, values, strict=True)))


def _batches(publications: Iterable[Publication]) -> Iterator[Sequence[Publication]]:
    """Cut into batches; one that comes again begins a new one, for it follows on the former."""
    batch: dict[str, Publication] = {}
    for one in publications:
        if len(batch) == BATCH or one.task_code in batch:
            yield list(batch.values())
            batch = {}
        batch[one.task_code] = one
    if batch:
        yield list(batch.values())


class _Run:
    """One call. What it keeps between batches: the newest version of each procedure."""

    def __init__(
        self, actor: Actor, now: datetime, index: Callable[[Iterable[Entry]], object]
    ) -> None:
        self.actor, self.now, self.index = actor, now, index
        self.procedures: dict[str, tuple[str, int]] = {}

    @transaction.atomic
    def publish(self, batch: Sequence[Publication]) -> int:
        rows = _locked(self.actor, [one.task_code for one in batch])
        checked = _check(batch)
        former = {
            one.implementation_id: one
            for one in Edition.objects.filter(
                implementation__in=[row.pk for row in rows.values()],
                state__in=[Edition.State.PUBLISHED, Edition.State.SUSPENDED],
                effective_to__isnull=True,
            ).only("implementation_id", "content_hash", "effective_from")
        }
        fresh = []
        for one in checked:
            before = former.get(rows[one.given.task_code].pk)
            if before is None or before.content_hash != one.digest:
                fresh.append((rows[one.given.task_code], one))
        if fresh:
            self._write(fresh, former)
        return len(fresh)

    def _write(
        self, fresh: Sequence[tuple[Implementation, _Checked]], former: Mapping[int, Edition]
    ) -> None:
        versions = forms.publish_forms(
            actor=self.actor,
            now=self.now,
            forms=[
                NewForm(f"matter-{row.matter.slug}", row.matter.name, one.parsed.form)
                for row, one in fresh
            ],
        )
        ended = []
        for row, one in fresh:
            if (before := former.get(row.pk)) is not None:
                before.effective_to = publication.last_day(before, one.given.effective_from)
                ended.append(before)
        update_alike(Edition.objects, ended, ["effective_to"])
        last = dict(
            Edition.objects.filter(implementation__in=[row.pk for row, _one in fresh])
            .order_by()
            .values_list("implementation")
            .annotate(last=Max("number"))
        )
        editions = [
            self._edition(row, one, last.get(row.pk, 0) + 1, version)
            for (row, one), version in zip(fresh, versions, strict=True)
        ]
        Edition.objects.bulk_create(editions)
        changed = {
            field
            for edition in editions
            for field in publication.opened(edition.implementation, edition.number, self.now)
        }
        update_alike(Implementation.objects, [row for row, _one in fresh], sorted(changed))
        ledger.append_many(
            act_on(
                self.actor, self.now, one.implementation, "catalogue.publish",
                number=one.number, hash=one.content_hash,
            )
            for one in editions
        )  # fmt: skip
        rebasing.order_many(actor=self.actor, now=self.now, editions=editions)
        announcing.note_editions(editions, now=self.now)
        self.index([_found_by(row, one.parsed) for row, one in fresh])

    def _edition(self, row: Implementation, one: _Checked, number: int, form: Any) -> Edition:
        given = one.given
        return Edition(
            implementation=row,
            number=number,
            effective_from=given.effective_from,
            published_at=self.now,
            published_by=self.actor.ref,
            prepared_by=given.prepared_by,
            reviewed_by=given.reviewed_by,
            reason=given.reason,
            created_at=self.now,
            content_text=one.text,
            content_hash=one.digest,
            form_version=form,
            procedure_code=one.parsed.procedure,
            procedure_version=self._procedure(one.parsed.procedure, given.procedure),
            **publication.columns(one.parsed),
            **publication.touched(one.parsed),
        )

    def _procedure(self, code: str, definition: Mapping[str, Any] | None) -> int | None:
        """Return the version of a procedure that came along; the same again is not asked again."""
        if definition is None:
            return None
        text = json.dumps(definition)
        known = self.procedures.get(code)
        if known is None or known[0] != text:
            version = workflow.publish_procedure(
                actor=self.actor, now=self.now, code=code, definition=definition
            ).version
            known = self.procedures[code] = (text, version)
        return known[1]


def _found_by(row: Implementation, parsed: EditionContent) -> Entry:
    names = [entry.topic.name for entry in row.matter.entries.all()]
    return Entry(**publication.document(row, parsed, names))


def _locked(actor: Actor, codes: Sequence[str]) -> dict[str, Implementation]:
    """Return the implementations by task code, locked, with their topics."""
    rows = {
        row.task_code: row
        for row in Implementation.objects.select_for_update(of=("self",))
        .select_related("matter", "organisation__division", "division")
        .prefetch_related("matter__entries__topic")
        .filter(task_code__in=codes)
        .order_by("pk")
    }
    for code in codes:
        if code not in rows:
            raise MatterUnknown(matter=code)
        if not permissions.may_publish(actor, rows[code]):
            raise CatalogueForbidden(matter=code)
    return rows


def _check(batch: Sequence[Publication]) -> list[_Checked]:
    """Parse and check each distinct content once; raises EditionInvalid for all at once."""
    known: dict[str, _Checked] = {}
    found: list[_Checked] = []
    invalid: dict[str, list[Problem]] = {}
    for one in batch:
        asked = json.dumps(one.content, ensure_ascii=False, default=str)
        try:
            if asked not in known:
                known[asked] = _sound(one)
        except EditionInvalid as error:
            invalid[one.task_code] = error.detail["problems"]
            continue
        same = known[asked]
        found.append(_Checked(one, same.parsed, same.text, same.digest))
    if invalid:
        problems = [problem for each in invalid.values() for problem in each]
        raise EditionInvalid(problems=problems, invalid=invalid)
    return found


def _sound(given: Publication) -> _Checked:
    parsed = rules.parse_content(given.content)
    problems = rules.problems(parsed)
    if problems:
        raise EditionInvalid(problems=problems)
    return _Checked(given, parsed, *publication.frozen(given.content))
