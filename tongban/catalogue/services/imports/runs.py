"""The life of an import: given, looked through, found sound, applied by its owner's word.

Looking through changes nothing but the run's own rows, and begins anew after a kill. Applying is
one transaction: after a kill nothing was changed, and the job does it again.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from tongban.catalogue import permissions, ports, states
from tongban.catalogue.errors import (
    CatalogueError,
    CatalogueForbidden,
    ImportRefused,
    ImportUnknown,
)
from tongban.catalogue.models import ImportItem, ImportRun
from tongban.catalogue.services.bulk import update_alike
from tongban.catalogue.services.imports.findings import BATCH, Elsewhere, Findings, incoming
from tongban.catalogue.types import Job
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.files import selectors as stored
from tongban.core.files import services as files
from tongban.core.files.errors import FileRefused
from tongban.core.files.types import XLSX
from tongban.core.ledger import services as ledger
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.types import Problem
from tongban.core.shell.wording import errors_text

PURPOSE = "catalogue-import"
SUBJECT = "catalogue-import"
# A run that has said nothing for so long is dead; a worker's death alone is seen much sooner.
QUIET = timedelta(minutes=30)


def begin(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    name: str,
    stream: Any,
    options: Mapping[str, Any] | None = None,
    limit: int | None = None,
    queued: bool = True,
) -> ImportRun:
    """Take a file in (xlsx or JSON Lines) and queue its dry run; call it outside a transaction.

    `kind` names the importer (`ports.importers`), `options` (JSON) go to it, `limit` in bytes
    overrides the upload's own; with `queued` false the caller does the work (`carry_on`). Raises
    CatalogueForbidden, FileRefused for what is neither format, SheetRefused.
    """
    importer = ports.importers.get(kind)
    if importer is None or not importer.may_begin(actor):
        raise CatalogueForbidden
    file = files.receive(
        owner=actor.ref, now=now, name=name, stream=stream, purpose=PURPOSE, limit=limit
    )
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=kind,
            organisation_id=_body(actor),
            file_token=file.token,
            file_name=file.name,
            file_hash=file.sha256,
            file_format="xlsx" if file.media_type == XLSX else "jsonl",
            options_text=json.dumps(options or {}, ensure_ascii=False),
            begun_at=now,
            begun_by=actor.ref,
            on_behalf=actor.on_behalf,
            touched_at=now,
        )
        files.bind(tokens=[file.token], subject=f"{SUBJECT}:{run.pk}", now=now, actor=actor)
        _record(actor, now, run, "import_begun", hash=run.file_hash)
        if queued:
            ports.imports.request(run.pk)
    return run


def _body(actor: Actor) -> int | None:
    """Return the body in whose name an import is begun: where its owner keeps the register."""
    for power in (permissions.PUBLISH, permissions.EDIT):
        grant = actor.grant_for(power)
        if grant is not None:
            return grant.organisation_id
    return None


def _record(actor: Actor, now: datetime, run: ImportRun, verb: str, **payload: Any) -> None:
    ledger.append(
        subject=f"{SUBJECT}:{run.pk}",
        verb=f"catalogue.{verb}",
        actor=actor.ref,
        at=now,
        payload={"name": run.file_name, **payload},
        on_behalf=actor.on_behalf,
    )


def _locked(actor: Actor, run_id: int) -> ImportRun:
    found = (
        ImportRun.objects.select_for_update(of=("self",))
        .visible_to(actor)
        .filter(pk=run_id)
        .first()
    )
    if found is None:
        raise ImportUnknown()
    if actor.kind != "system" and actor.ref != found.begun_by:
        raise CatalogueForbidden
    return found


def _move(run: ImportRun, act: str, now: datetime, **values: Any) -> bool:
    """Move the run by an act unless somebody else has; say whether it was us."""
    allowed, after = states.IMPORT_ACTS[act]
    mine = ImportRun.objects.filter(pk=run.pk, state__in=allowed, attempt=run.attempt)
    if not mine.update(state=after, touched_at=now, **values):
        return False
    run.refresh_from_db()
    return True


def _must_move(run: ImportRun, act: str, now: datetime, **values: Any) -> None:
    if not _move(run, act, now, **values):
        raise ImportRefused("import_state", state=run.get_state_display())


@transaction.atomic
def recheck(*, actor: Actor, now: datetime, run_id: int) -> ImportRun:
    """Have the same file looked through again: what it met may be gone. Raises ImportRefused."""
    run = _locked(actor, run_id)
    if run.state in states.RUNNING_IMPORT:
        return run
    _must_move(run, "recheck", now, done=0, total=0)
    ports.imports.request(run.pk)
    return run


@transaction.atomic
def apply(*, actor: Actor, now: datetime, run_id: int, queued: bool = True) -> ImportRun:
    """Queue the changes of a run without problems; the same again changes nothing.

    Only who began it may. Raises ImportRefused (`import_state`, `import_nothing`), ImportUnknown.
    """
    run = _locked(actor, run_id)
    if run.state in {states.APPLYING, states.APPLIED}:
        return run
    if run.state == states.READY and not run.items.exists():
        raise ImportRefused("import_nothing")
    _must_move(run, "apply", now, applied_by=actor.ref, done=0)
    if queued:
        ports.imports.request(run.pk)
    return run


@transaction.atomic
def drop(*, actor: Actor, now: datetime, run_id: int) -> ImportRun:
    """Give up a run; nothing was changed by it. Raises ImportRefused while it is being worked on.

    The file stays with it, what was read from it goes.
    """
    run = _locked(actor, run_id)
    if run.state == states.DROPPED:
        return run
    _must_move(run, "drop", now)
    run.items.all().delete()
    _record(actor, now, run, "import_dropped")
    return run


def current(run_id: int) -> ImportRun:
    """Return a run as it stands."""
    return ImportRun.objects.get(pk=run_id)


def due(now: datetime) -> list[int]:
    """Claim the runs whose process has died unseen; return their ids."""
    quiet = ImportRun.objects.filter(state__in=states.RUNNING_IMPORT, touched_at__lt=now - QUIET)
    return [
        pk
        for pk in list(quiet.values_list("pk", flat=True))
        if ImportRun.objects.filter(pk=pk, touched_at__lt=now - QUIET).update(touched_at=now)
    ]


def carry_on(*, now: datetime, run_id: int) -> None:
    """Do the work that a run waits for: look through its file, or apply it. Safe to repeat."""
    run = ImportRun.objects.filter(pk=run_id, state__in=states.RUNNING_IMPORT).first()
    if run is None:
        return
    try:
        if run.state == states.APPLYING:
            _apply(run, now)
        else:
            _check(run, now)
    except Elsewhere:
        return


def _actor(run: ImportRun, now: datetime) -> Actor:
    """Return who began the run, with the powers that they hold now."""
    kind, _colon, number = run.begun_by.partition(":")
    if kind == "system":
        return SYSTEM
    if kind != "account":
        raise CatalogueForbidden
    actor = accounts.actor_for_account(int(number), now=now)
    return actor.for_(run.on_behalf) if run.on_behalf else actor


def _job(run: ImportRun) -> Job:
    return Job(run.pk, run.file_name, "xlsx" if run.file_format == "xlsx" else "jsonl", run.options)


def _check(run: ImportRun, now: datetime) -> None:
    file = stored.by_token(run.file_token)
    if file is not None and file.state == "quarantine":
        return  # a scanner still looks at it; the tick comes again
    if not _move(run, "look", now, attempt=F("attempt") + 1, problem_count=0, refusal=""):
        raise Elsewhere
    run.problems.all().delete()
    run.items.all().delete()
    report = Findings(run, now)
    importer = ports.importers.get(run.kind)
    try:
        actor = _actor(run, now)
        if file is None or importer is None or not importer.may_begin(actor):
            raise CatalogueForbidden
        with stored.open_file(file) as stream:
            counts = importer.check(actor, now, _job(run), stream, report)
    except (SheetRefused, FileRefused, CatalogueForbidden) as refused:
        _move(run, "refuse", now, checked_at=now, refusal=errors_text(refused)[:500])
        return
    report.flush()
    found = {
        "checked_at": now,
        "problem_count": report.problem_count,
        "counts_text": json.dumps(dict(counts), ensure_ascii=False),
    }
    if report.problem_count:
        run.items.all().delete()
    _move(run, "find_faulty" if report.problem_count else "find_ready", now, **found)


def _apply(run: ImportRun, now: datetime) -> None:
    importer = ports.importers.get(run.kind)
    try:
        actor = _actor(run, now)
        if importer is None or not importer.may_begin(actor):
            raise CatalogueForbidden
        with transaction.atomic():
            _apply_all(run, now, actor, importer)
    except CatalogueError as refused:
        found = refused.detail.get("found") or [(_whole(errors_text(refused)), "")]
        with transaction.atomic():
            if _move(run, "meet", now, problem_count=len(found)):
                report = Findings(run, now)
                for problem, ref in found:
                    report.problem(problem, ref)
                report.flush()


def _whole(message: str) -> Problem:
    """Return a problem of the whole file."""
    return Problem("", 0, "", "import_stale", message)


def _apply_all(run: ImportRun, now: datetime, actor: Actor, importer: ports.Importer) -> None:
    if not _move(run, "settle", now, applied_at=now):
        raise Elsewhere
    outcomes = importer.apply(actor, now, _job(run), _stored_items(run))
    after = 0
    count = 0
    while rows := list(
        run.items.filter(order__gt=after).order_by("order").only("run", "order")[:BATCH]
    ):
        for row in rows:
            row.outcome = next(outcomes)
            count += 1
        update_alike(ImportItem.objects, rows, ["outcome"])
        after = rows[-1].order
    for _more in outcomes:  # what it does at last, of all together
        raise RuntimeError("an outcome too many")
    run.items.update(content_text="{}", seen_text="{}")
    counts = {**run.counts, "applied": count}
    ImportRun.objects.filter(pk=run.pk).update(counts_text=json.dumps(counts), done=count)
    _record(actor, now, run, "import_applied", hash=run.file_hash, count=count)


def _stored_items(run: ImportRun) -> Any:
    """Give what is to be changed, by batches, so that memory does not grow with them."""
    after = 0
    while rows := list(run.items.filter(order__gt=after).order_by("order")[:BATCH]):
        yield from incoming(rows)
        after = rows[-1].order
