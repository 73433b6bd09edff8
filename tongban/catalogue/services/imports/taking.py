"""Lists that were looked at, into drafts or published: everything in the caller's transaction."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.db.models import F

from tongban.catalogue import permissions, states
from tongban.catalogue.errors import EditionInvalid, ImportStale
from tongban.catalogue.models import Edition, EditionDraft, Implementation
from tongban.catalogue.rules.writing import files_of
from tongban.catalogue.services import bulk
from tongban.catalogue.services.imports.looking import BATCH, DRAFT, PUBLISH, SUBMIT
from tongban.catalogue.services.recording import act_on
from tongban.catalogue.types import Incoming, Job
from tongban.core.accounts.types import Actor
from tongban.core.files import selectors as stored
from tongban.core.files import services as files
from tongban.core.ledger import services as ledger
from tongban.core.search import services as search
from tongban.core.search.types import Entry
from tongban.core.sheets.types import Problem
from tongban.core.workdays.rules import local_date


def take(actor: Actor, now: datetime, job: Job, items: Iterable[Incoming]) -> Iterator[str]:
    """Change everything that was found (`ports.Importer.apply`): into drafts, or published.

    Raises ImportStale where a list, its draft or its day is no longer as it was looked at.
    """
    waiting = iter(items)
    found: list[Entry] = []
    while batch := list(islice(waiting, BATCH)):
        taker = _Taker(actor, now, job, batch)
        taker.must_stand()
        if taker.mode == PUBLISH:
            yield from taker.publish(found)
        else:
            yield from taker.draft()
    search.put_many(found)


class _Taker:
    """One batch: its lists, locked, with their newest editions and open drafts."""

    def __init__(self, actor: Actor, now: datetime, job: Job, batch: Sequence[Incoming]) -> None:
        self.actor, self.now, self.job, self.batch = actor, now, job, batch
        self.mode = job.options.get("mode", SUBMIT)
        self.rows = {
            row.task_code: row
            for row in Implementation.objects.select_for_update(of=("self",))
            .select_related("matter", "organisation__division", "division")
            .filter(task_code__in=[one.ref for one in batch])
            .order_by("pk")
        }
        rows = list(self.rows.values())
        self.newest = {
            one.implementation_id: one
            for one in Edition.objects.filter(
                implementation__in=rows, number=F("implementation__edition_count")
            ).defer("content_text")
        }
        self.drafts = {
            one.implementation_id: one
            for one in EditionDraft.objects.open().filter(implementation__in=rows)
        }

    def must_stand(self) -> None:
        """Raise ImportStale unless everything is as it was when it was looked at."""
        found = [
            (self._problem(one, said), one.ref)
            for one in self.batch
            if (said := next(self._moved(one), ""))
        ]
        if found:
            raise ImportStale(found=found)

    def _problem(self, one: Incoming, said: str) -> Problem:
        xlsx = self.job.format == "xlsx"
        sheet, column = ("实施清单", "A") if xlsx else ("", "")
        return Problem(sheet, one.row, column, "moved", said, "实施编码", "task_code")

    def _moved(self, one: Incoming) -> Iterator[str]:
        """Give what is no longer as it was, or no longer allowed."""
        row = self.rows.get(one.ref)
        if row is None or row.state == states.CANCELLED:
            yield "检查以后，这份清单被取消了。请重新检查。"
            return
        if not self._may(row):
            yield "您现在没有维护这份清单的权限。"
        edition, draft = self.newest.get(row.pk), self.drafts.get(row.pk)
        if (edition.number if edition else 0) != one.seen["number"]:
            yield "检查以后，这份清单发布了新的版本。请重新导出，在新的表格里改。"
        now = (draft.pk, draft.revision, draft.state) if draft else (0, 0, states.EDITING)
        if now != (one.seen["draft"], one.seen["revision"], states.EDITING):
            yield "检查以后，有人动过这份清单的草稿。请重新检查。"
        if row.matter.version != one.seen["version"] or row.matter.state == states.CANCELLED:
            yield "检查以后，上级目录变更或者取消了这个事项。请重新检查。"
        day = _day(one)
        if day is not None and day < local_date(self.now):
            yield "检查以后过了生效日期。请改成今天或以后。"

    def _may(self, row: Implementation) -> bool:
        if self.mode == PUBLISH:
            return permissions.may_publish(self.actor, row)
        return permissions.may_edit(self.actor, row.organisation)

    def publish(self, found: list[Entry]) -> Iterator[str]:
        """Publish all as next editions; raises ImportStale for what breaks a rule by now.

        What the search index is to hold of them is put into `found`.
        """
        today = local_date(self.now)
        try:
            bulk.publish_many(
                actor=self.actor,
                now=self.now,
                publications=[
                    bulk.Publication(
                        one.ref,
                        one.content["content"],
                        _day(one) or today,
                        reason=one.content["reason"],
                        prepared_by=self.actor.ref,
                    )
                    for one in self.batch
                ],
                index=found.extend,
            )
        except EditionInvalid as invalid:
            broken = [
                (self._problem(one, f"{bad.message}。"), one.ref)
                for one in self.batch
                for bad in invalid.detail["invalid"].get(one.ref, ())
            ]
            raise ImportStale(found=broken) from None
        for version in {one.seen["version"] for one in self.batch}:
            same = [self.rows[o.ref].pk for o in self.batch if o.seen["version"] == version]
            Implementation.objects.filter(pk__in=same).update(matter_version=version)
        for one in self.batch:
            self._bind(one, "catalogue-public")
            yield f"第 {one.seen['number'] + 1} 版"

    def draft(self) -> Iterator[str]:
        """Write all into drafts, and hand them in unless they are only to be kept."""
        fresh, again, acts = [], [], []
        for one in self.batch:
            row = self.rows[one.ref]
            draft = self.drafts.get(row.pk)
            if draft is None:
                draft = self._begun(row)
                fresh.append(draft)
                acts.append(act_on(self.actor, self.now, row, "catalogue.draft_begun"))
            else:
                again.append(draft)
            self._write(draft, one)
            if self.mode != DRAFT:
                draft.state, draft.moved_at = states.BODY_REVIEW, self.now
                draft.submitted_by, draft.note = self.actor.ref, ""
                acts.append(act_on(self.actor, self.now, row, "catalogue.draft_submit"))
            self._bind(one, "catalogue")
        EditionDraft.objects.bulk_create(fresh)
        EditionDraft.objects.bulk_update(again, _WRITTEN)
        ledger.append_many(acts)
        for _one in self.batch:
            yield "存为草稿" if self.mode == DRAFT else "已提交审核"

    def _begun(self, row: Implementation) -> EditionDraft:
        return EditionDraft(
            implementation=row,
            base=self.newest.get(row.pk),
            revision=0,
            created_at=self.now,
            created_by=self.actor.ref,
            moved_at=self.now,
        )

    def _write(self, draft: EditionDraft, one: Incoming) -> None:
        draft.content_text = json.dumps(one.content["content"], ensure_ascii=False)
        draft.revision += 1
        draft.effective_from, draft.reason = _day(one), one.content["reason"]
        draft.matter_version = one.seen["version"]
        draft.saved_at, draft.saved_by = self.now, self.actor.ref

    def _bind(self, one: Incoming, prefix: str) -> None:
        """Tie files that the list names for the first time to it."""
        tokens = files_of(one.content["content"])
        if not tokens:
            return
        own, subject = f"catalogue:{one.ref}", f"{prefix}:{one.ref}"
        free = [file.token for file in stored.by_tokens(tokens) if file.subject in {"", own}]
        files.bind(tokens=free, subject=subject, now=self.now, actor=self.actor, moved_from=own)


_WRITTEN: Sequence[str] = (
    "content_text", "revision", "effective_from", "reason", "matter_version", "saved_at",
    "saved_by", "state", "moved_at", "submitted_by", "note",
)  # fmt: skip


def _day(one: Incoming) -> date | None:
    day = one.content["effective_from"]
    return date.fromisoformat(day) if day else None
