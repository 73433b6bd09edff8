"""The dry run of implementation lists: what each would change, and every reason why it may not."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from django.db.models import F

from tongban.catalogue import permissions, ports, rules, states, wording
from tongban.catalogue.errors import EditionInvalid
from tongban.catalogue.models import Edition, EditionDraft, Implementation, Matter, MatterVersion
from tongban.catalogue.rules.markup import markup
from tongban.catalogue.rules.unified import locked
from tongban.catalogue.rules.writing import files_of
from tongban.catalogue.services.drafts import TEXT_MOST, outside_problems
from tongban.catalogue.services.imports.given import Given, given
from tongban.catalogue.services.publication import frozen
from tongban.catalogue.types import Incoming, Job
from tongban.catalogue.types.tables import CODE
from tongban.catalogue.wording.tables import DAY, NAME, NUMBER, REASON
from tongban.core.accounts.types import Actor
from tongban.core.files import selectors as stored
from tongban.core.workdays.rules import local_date
from tongban.lib import identifiers
from tongban.workflow import selectors as workflow

BATCH = 500
DRAFT, SUBMIT, PUBLISH = "draft", "submit", "publish"
_BAD_CODE = {
    "task_code_length": "实施编码应是 31 位（业务办理项 33 位），现在是 {length} 位。",
    "handling_code_length": "实施编码应是 31 位（业务办理项 33 位），现在是 {length} 位。",
    "task_code_level": "实施编码第 19 位是行使层级，只能是 1 至 6。",
    "uscc_check": "实施编码前 18 位是统一社会信用代码，校验码不对，有一位写错了。",
}
_COPY = "请从导出的表格里照抄。"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for beside the file: what is to be done, and what holds for all lists that say
    nothing of their own."""

    mode: str
    over: bool
    reason: str
    day: date | None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "_Asked":
        day = options.get("effective_from")
        return cls(
            options.get("mode", SUBMIT),
            bool(options.get("over")),
            str(options.get("reason") or "").strip()[:300],
            date.fromisoformat(day) if day else None,
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is there for one list: its row, newest edition, open draft, and what is fixed above."""

    row: Implementation
    newest: Edition | None
    draft: EditionDraft | None
    unified: Mapping[str, Any]


def look(
    actor: Actor, now: datetime, job: Job, file: BinaryIO, report: ports.Report
) -> Mapping[str, int]:
    """Look through a file of lists; nothing is changed (`ports.Importer.check`).

    Counts `lists`, those `changed` and `new` (never published) and the `same`.
    """
    found = _Look(actor, now, _Asked.of(job.options), report)
    done = 0
    waiting = given(file, job.format, report)
    while batch := list(islice(waiting, BATCH)):
        found.batch(batch)
        done += len(batch)
        report.step(done, max(done, found.counts["lists"]))
    if not done and job.format == "xlsx":
        found.counts["empty"] = 1
    return found.counts


class _Look:
    """One dry run."""

    def __init__(self, actor: Actor, now: datetime, asked: _Asked, report: ports.Report) -> None:
        self._actor, self._today = actor, local_date(now)
        self._asked, self._report = asked, report
        self._procedures = dict(workflow.titles())
        self.counts = {"lists": 0, "changed": 0, "new": 0, "same": 0}

    def batch(self, batch: Sequence[Given]) -> None:
        """Look at some lists; what is there of them is asked for together."""
        self.counts["lists"] += len(batch)
        known = _known(self._actor, [one.code for one in batch])
        changed: list[tuple[Given, _Known, list[str]]] = []
        for one in batch:
            there = known.get(one.code)
            if there is None:
                self._say(one, CODE, "unknown", _unknown(one.code))
                continue
            differs = self._differs(one, there)
            if differs is None:
                self.counts["same"] += 1
            else:
                changed.append((one, there, differs))
        files = _Files(self._actor, [(one, there) for one, there, _names in changed])
        for one, there, names in changed:
            problems = list(self._problems(one, there, files))
            for path, rule, message in problems:
                self._say(one, path, rule, message)
            if one.sound and not problems:
                self._take(one, there, names)

    def _say(self, one: Given, path: str, rule: str, message: str) -> None:
        if rule == "missing":  # what the cell is called stands beside the sentence
            message = "这里必须填写。"
        problem = one.places.problem(path, rule, message)
        if (problem.sheet, problem.row, problem.field) not in one.told:
            self._report.problem(problem, one.code)

    def _differs(self, one: Given, there: _Known) -> list[str] | None:
        """Return the elements that the file would change; None where it says what is there."""
        if not one.sound or one.content is None:
            return []
        if there.draft is not None:
            before = there.draft.raw
        elif there.newest is not None:
            before = there.newest.raw
        else:
            before = {}
        # What Python finds unequal is another document; what it finds equal may still be (1, true).
        if before == one.content and (there.newest or there.draft):
            same = frozen(before)[1] if there.draft else there.newest and there.newest.content_hash
            if frozen(one.content)[1] == same:
                return None
        return [
            name
            for name in dict.fromkeys([*before, *one.content])
            if before.get(name) != one.content.get(name)
        ]

    def _problems(
        self, one: Given, there: _Known, files: "_Files"
    ) -> Iterator[tuple[str, str, str]]:
        """Give everything that keeps a list from being taken: path, rule, sentence."""
        yield from self._standing(one, there)
        yield from self._beside(one, there)
        if one.content is None:
            return
        text = json.dumps(one.content, ensure_ascii=False)
        if len(text) > TEXT_MOST:
            yield CODE, "long", f"这份清单内容太长，最多 {TEXT_MOST:,} 个字符。"
            return
        if "<" in text:
            for bad in markup(one.content):
                yield bad.field, bad.rule, f"{bad.message}。"
        for name in locked(there.unified, one.content):
            yield name, "locked", "这是上级目录统一规定的，不能改。请改回原来的内容。"
        try:
            content = rules.parse_content(one.content)
        except EditionInvalid as invalid:
            for bad in invalid.detail["problems"]:
                yield bad.field, bad.rule, f"{bad.message}。"
            return
        for bad in rules.problems(content):
            yield bad.field, bad.rule, f"{bad.message}。"
        if content.procedure and content.procedure not in self._procedures:
            yield "procedure", "procedure_unknown", "没有这个审批流程，请另填一个。"
        for bad in outside_problems(content):
            yield bad.field, bad.rule, f"{bad.message}。"
        for path in files.unknown(one):
            yield path, "file", "没有这个文件，或者不是您上传的。请在清单编辑页上传。"

    def _standing(self, one: Given, there: _Known) -> Iterator[tuple[str, str, str]]:
        """Give what is wrong with taking this list at all, as it stands now."""
        row = there.row
        if one.name and one.name != row.matter.name:
            message = f"这个实施编码的事项是“{row.matter.name}”。编码或者名称写错了，请核对。"
            yield NAME, "name", message
        if row.state == states.CANCELLED:
            yield CODE, "cancelled", "这份清单已经取消，不能再改。请删去它的各行。"
        elif row.matter.state == Matter.State.CANCELLED:
            message = "上级目录已取消这个事项，不能再发布新版本。请删去它的各行，改为取消清单。"
            yield CODE, "cancelled_above", message
        newest = there.newest.number if there.newest else None
        if one.number != newest:
            message = (
                f"现行版本是第 {newest} 版，和表里的不一样。请重新导出，在新的表格里改。"
                if newest
                else "这份清单还没有发布过，现行版本要留空。"
            )
            yield NUMBER, "edition", message
        if self._asked.mode == PUBLISH and not permissions.may_publish(self._actor, row):
            yield CODE, "forbidden", "您不能直接发布这份清单，请改为提交审核。"
        elif not permissions.may_edit(self._actor, row.organisation):
            yield CODE, "forbidden", "您不能修改这个机构的清单。"
        if there.draft is not None:
            yield from self._met(there.draft)

    def _met(self, draft: EditionDraft) -> Iterator[tuple[str, str, str]]:
        if draft.state != states.EDITING:
            message = f"这份清单有草稿{draft.get_state_display()}，请先撤回或者等审核完再导入。"
            yield CODE, "draft_waiting", message
        elif self._asked.mode == PUBLISH:
            message = "这份清单有草稿正在编写，请先提交或者放弃草稿再导入。"
            yield CODE, "draft_open", message
        elif not self._asked.over:
            message = "这份清单有草稿正在编写。请先放弃草稿，或者上传时选“覆盖正在编写的草稿”。"
            yield CODE, "draft_open", message

    def _beside(self, one: Given, there: _Known) -> Iterator[tuple[str, str, str]]:
        """Give what is wrong with the day and the reason of the new edition."""
        day, reason = self._said(one, there)
        if day is not None and day < self._today:
            message = f"生效日期不能早于今天（{self._today.isoformat()}），请改成今天或以后。"
            yield DAY, "past", message
        if there.newest is not None and not reason:
            yield REASON, "no_reason", "改了内容，请写明为什么要改，会公开显示。"

    def _said(self, one: Given, there: _Known) -> tuple[date | None, str]:
        """Return the day and reason of the new edition: the list's own, else those for all.

        What a file repeats of the edition that it was taken from says nothing of the next.
        """
        newest = there.newest if one.echoes else None
        day = None if newest and one.day == newest.effective_from else one.day
        reason = "" if newest and one.reason == newest.reason else one.reason
        return day or self._asked.day, reason or self._asked.reason

    def _take(self, one: Given, there: _Known, names: Sequence[str]) -> None:
        act = "changed" if there.newest else "new"
        self.counts[act] += 1
        day, reason = self._said(one, there)
        self._report.item(
            Incoming(
                ref=one.code,
                name=there.row.matter.name,
                row=one.places.row,
                act=act,
                content={
                    "content": one.content,
                    "effective_from": day.isoformat() if day else "",
                    "reason": reason,
                },
                seen={
                    "number": there.newest.number if there.newest else 0,
                    "draft": there.draft.pk if there.draft else 0,
                    "revision": there.draft.revision if there.draft else 0,
                    "version": there.row.matter.version,
                },
                note=_note(names, there),
            )
        )


def _note(names: Sequence[str], there: _Known) -> str:
    """Say in a few words what changes."""
    over = "覆盖草稿；" if there.draft else ""
    titles = "、".join(dict.fromkeys(wording.field(name).title for name in names))
    return f"{over}{titles}" if there.newest or there.draft else "第一次编写"


def _unknown(code: str) -> str:
    """Say why no list has this code: a wrong digit, or not there for this reader."""
    check: Callable[[str], str] = (
        identifiers.handling_code if len(code) > 31 else identifiers.task_code
    )
    try:
        check(code)
    except identifiers.IdentifierError as wrong:
        sentence = _BAD_CODE.get(wrong.reason, "实施编码里有不该有的字符。")
        return sentence.format(**wrong.detail) + _COPY
    return f"没有这份实施清单，或者不归您的机构管。{_COPY}"


def _known(actor: Actor, codes: Sequence[str]) -> dict[str, _Known]:
    """Return what is there for the codes that the actor sees; four queries."""
    rows = list(
        Implementation.objects.visible_to(actor)
        .select_related("matter", "organisation__division", "division")
        .filter(task_code__in=codes)
    )
    newest = {
        one.implementation_id: one
        for one in Edition.objects.filter(
            implementation__in=rows, number=F("implementation__edition_count")
        )
    }
    drafts = {
        one.implementation_id: one
        for one in EditionDraft.objects.open().filter(implementation__in=rows)
    }
    versions = {
        one.matter_id: one.unified
        for one in MatterVersion.objects.filter(
            matter__in={row.matter_id for row in rows}, number=F("matter__version")
        )
    }
    return {
        row.task_code: _Known(
            row, newest.get(row.pk), drafts.get(row.pk), versions.get(row.matter_id, {})
        )
        for row in rows
    }


class _Files:
    """Files that lists name for the first time: the body's own, or the actor's."""

    def __init__(self, actor: Actor, batch: Iterable[tuple[Given, _Known]]) -> None:
        self._fresh = {
            one.code: set(files_of(one.content or {}))
            - set(files_of(there.newest.raw if there.newest else {}))
            - set(files_of(there.draft.raw if there.draft else {}))
            for one, there in batch
        }
        wanted = {token for tokens in self._fresh.values() for token in tokens}
        self._found = {one.token: one for one in stored.by_tokens(wanted)} if wanted else {}
        self._actor = actor

    def unknown(self, one: Given) -> Iterator[str]:
        """Give the paths of tokens that are no file of this list, nor the actor's own."""
        fresh = self._fresh.get(one.code)
        if not fresh:
            return
        mine = {"", f"catalogue:{one.code}", f"catalogue-public:{one.code}"}
        bad = {
            token
            for token in fresh
            if (file := self._found.get(token)) is None
            or file.subject not in mine
            or (not file.subject and file.owner != self._actor.ref)
        }
        content = one.content or {}
        rows = enumerate(content.get("materials") or ())
        records = [(f"materials[{n}]", row) for n, row in rows]
        for path, record in [*records, ("result", content.get("result") or {})]:
            for name in ("blank_file", "sample_file"):
                if record.get(name) in bad:
                    yield f"{path}.{name}"
