"""An edition's life: published, suspended, resumed, cancelled; and its place in the index."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from tongban.catalogue import rules, states
from tongban.catalogue.errors import CatalogueError, EditionInvalid
from tongban.catalogue.models import Edition, Implementation
from tongban.catalogue.services import announcing, rebasing
from tongban.catalogue.services.recording import locked_to_publish, record
from tongban.catalogue.types import EditionContent
from tongban.core.accounts.types import Actor
from tongban.core.search import services as search
from tongban.core.workdays.rules import local_date
from tongban.forms import services as forms
from tongban.lib import canonical
from tongban.workflow import services as workflow

SEARCH_KIND = "matter"


@transaction.atomic
def publish_edition(
    *,
    actor: Actor,
    now: datetime,
    task_code: str,
    content: Mapping[str, Any],
    effective_from: date,
    procedure: Mapping[str, Any] | None = None,
    reason: str = "",
    prepared_by: str = "",
    reviewed_by: str = "",
) -> Edition:
    """Check `content`, publish its form and procedure, and put it in force as a new edition.

    `procedure` is the definition that `content["procedure"]` names (without one, its newest version
    counts). The former edition ends the day before. The same content again returns the edition that
    holds it. Raises EditionInvalid with every problem, MatterUnknown, CatalogueForbidden.
    """
    implementation = locked_to_publish(actor, task_code)
    return put_in_force(
        implementation,
        actor=actor,
        now=now,
        content=content,
        effective_from=effective_from,
        procedure=procedure,
        reason=reason,
        prepared_by=prepared_by,
        reviewed_by=reviewed_by,
    )


def put_in_force(
    implementation: Implementation,
    *,
    actor: Actor,
    now: datetime,
    content: Mapping[str, Any],
    effective_from: date,
    procedure: Mapping[str, Any] | None = None,
    reason: str = "",
    prepared_by: str = "",
    reviewed_by: str = "",
) -> Edition:
    """As `publish_edition`, for a locked row, permission asked; the caller's transaction."""
    parsed = rules.parse_content(content)
    found = rules.problems(parsed)
    if found:
        raise EditionInvalid(problems=found)
    text, digest = frozen(content)
    open_one = implementation.editions.filter(
        state__in=[Edition.State.PUBLISHED, Edition.State.SUSPENDED], effective_to__isnull=True
    ).first()
    if open_one is not None and open_one.content_hash == digest:
        return open_one
    form = forms.publish_form(
        actor=actor,
        now=now,
        code=f"matter-{implementation.matter.slug}",
        title=implementation.matter.name,
        schema=parsed.form,
    )
    if open_one is not None:
        open_one.effective_to = last_day(open_one, effective_from)
        open_one.save(update_fields=["effective_to"])
    last = implementation.editions.order_by("-number").values_list("number", flat=True).first()
    edition = Edition(
        implementation=implementation,
        number=(last or 0) + 1,
        effective_from=effective_from,
        published_at=now,
        published_by=actor.ref,
        prepared_by=prepared_by,
        reviewed_by=reviewed_by,
        reason=reason,
        created_at=now,
        content_text=text,
        content_hash=digest,
        form_version=form,
        procedure_code=parsed.procedure,
        procedure_version=_procedure(actor, now, parsed.procedure, procedure),
        **columns(parsed),
        **touched(parsed),
    )
    edition.save()
    implementation.save(update_fields=opened(implementation, edition.number, now))
    record(actor, now, implementation, "catalogue.publish", number=edition.number, hash=digest)
    rebasing.order(actor=actor, now=now, edition=edition)
    announcing.note_editions([edition], now=now)
    index(implementation, parsed)
    return edition


def last_day(former: Edition, effective_from: date) -> date:
    """Return the last day of an edition whose successor holds from `effective_from`."""
    return max(effective_from - timedelta(days=1), former.effective_from or effective_from)


def frozen(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return an edition's text and the hash of its canonical form.

    The text keeps the order in which fields are asked.
    """
    digest = hashlib.sha256(canonical.encode(content)).hexdigest()
    return json.dumps(canonical.plain(content), ensure_ascii=False), f"sha256:{digest}"


def _procedure(
    actor: Actor, now: datetime, code: str, definition: Mapping[str, Any] | None
) -> int | None:
    """Publish the procedure if it came along; return the version that the edition is under."""
    if definition is None:
        return None
    return workflow.publish_procedure(
        actor=actor, now=now, code=code, definition=definition
    ).version


def opened(implementation: Implementation, number: int, now: datetime) -> list[str]:
    """Note the newest edition; with its first one an implementation comes into use. Returns the
    fields that this sets."""
    implementation.edition_count = number
    if implementation.state != Implementation.State.PENDING:
        return ["edition_count"]
    implementation.state = Implementation.State.IN_USE
    implementation.state_since = local_date(now)
    return ["edition_count", "state", "state_since"]


def columns(content: EditionContent) -> dict[str, Any]:
    """Give the columns by which lists filter and figures count."""
    measured = rules.measures(content)
    given: dict[str, Any] = {
        "project_kind": content.project_kind.value,
        "online": content.online,
        "depth": ",".join(str(step) for step in content.depth),
        "visits": content.visits,
        "is_fee": bool(content.fees),
        "hall": content.hall,
        "commitment": content.commitment,
        "steps": measured.steps,
        "asked": measured.asked,
        "obtained": measured.obtained,
        "promised_days": measured.promised_days,
        "statutory_days": measured.statutory_days,
    }
    for name, term in (("statutory", content.statutory), ("promised", content.promised)):
        limit = term.limit
        given[f"{name}_value"] = limit.value if limit else None
        given[f"{name}_unit"] = limit.unit if limit else ""
        given[f"{name}_day_kind"] = limit.day_kind if limit else ""
    return given


def touched(content: EditionContent) -> dict[str, str]:
    """Give the columns by which the matter is found: what it renews or ends, 通办范围."""
    reach = content.reach.value if content.reach else ""
    return {"renews": content.renews, "cancels": content.cancels, "reach": reach}


def index(implementation: Implementation, content: EditionContent) -> None:
    """Put the matter into the search index under its everyday words too."""
    search.put(**document(implementation, content))


def document(
    implementation: Implementation, content: EditionContent, topics: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return what the index holds of an implementation (the keywords of `search.put`).

    `topics` are the names of the matter's topics; asked for where they are not given.
    """
    matter = implementation.matter
    if topics is None:
        topics = [entry.topic.name for entry in matter.entries.select_related("topic")]
    body = [f"{implementation.organisation.name} · {content.summary}", content.result.name]
    return {
        "kind": SEARCH_KIND,
        "ref": implementation.task_code,
        "title": matter.name,
        "body": " ".join([*body, *(m.name for m in content.materials)]),
        "aliases": [*matter.aliases, *topics],
        "url": f"/matters/{implementation.task_code}/",
        "division": implementation.division_id,
        "weight": 10,
    }


@transaction.atomic
def suspend(*, actor: Actor, now: datetime, task_code: str, note: str) -> Implementation:
    """Take a matter out of application for a while; the guide says so with `note`."""
    return _move(actor, now, task_code, "suspend", note)


@transaction.atomic
def resume(*, actor: Actor, now: datetime, task_code: str) -> Implementation:
    """Open a suspended matter again."""
    return _move(actor, now, task_code, "resume", "")


@transaction.atomic
def cancel(*, actor: Actor, now: datetime, task_code: str, note: str) -> Implementation:
    """End a matter for good; its editions stay readable."""
    return _move(actor, now, task_code, "cancel", note)


def _move(actor: Actor, now: datetime, task_code: str, act: str, note: str) -> Implementation:
    implementation = locked_to_publish(actor, task_code)
    state = states.IMPLEMENTATION_ACTS[act][1]
    if implementation.state == state:
        return implementation
    if not states.after(states.IMPLEMENTATION_ACTS, act, implementation.state):
        raise CatalogueError(
            "implementation_state", state=implementation.get_state_display(), act=act
        )
    implementation.state = state
    implementation.state_note = note
    implementation.state_since = local_date(now)
    implementation.save(update_fields=["state", "state_note", "state_since"])
    record(actor, now, implementation, f"catalogue.{state}", note=note)
    announcing.note_life(implementation, now=now)
    if state == Implementation.State.IN_USE:
        edition = implementation.editions.in_force(local_date(now)).first()
        if edition is not None:
            index(implementation, edition.parsed)
    else:
        search.drop(SEARCH_KIND, task_code)
    return implementation
