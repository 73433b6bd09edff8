"""The starter catalogue: real law, invented codes and promises (see data/README.md)."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from tongban.catalogue import selectors, services
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.demo import BODIES
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.workflow.services import publish_procedure

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

DATA = Path(__file__).parent.parent / "data"
COUNTIES = ("421202", "421281")
IN_FORCE_SINCE = date(2026, 1, 1)
# So that the demonstration has something to compare: a county that asks for more than the others.
GREEDY = ("public-place", "421281")
GREEDY_PAPERS = ("经营场所平面图公证书", "一年内的空气质量检测报告")
LEVELS = {"city": "3", "county": "4"}
SOURCE = "演示用省级目录"
CHANGED = "演示用省级目录（修订）"  # so that something from above waits for the bodies' answer
OFFERED = ("two-level", "testing")
DEPARTMENTS = {code: short for code, short, _rest in BODIES}


@transaction.atomic  # one commit instead of a few hundred
def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Load topics, document types, matters, implementations and editions; idempotent."""
    load_words(now=now)
    for code in OFFERED:  # no starter matter goes this way; an editor may choose it
        definition = read(DATA / "procedures" / f"{code}.json")
        publish_procedure(actor=SYSTEM, now=now, code=code, definition=definition)
    published = 0
    for matter in matters():
        # What somebody took in or changed since stays theirs.
        if selectors.entry_source(matter["catalog_code"]) in {"", SOURCE}:
            enter(matter, now=now)
        for division in divisions_of(matter):
            try:
                organisation = organisations.get(f"{matter['department']}-{division}")
            except UnknownOrganisation:
                say(f"演示事项“{matter['name']}”：{division} 没有实施机构，略过")
                continue
            publish(matter, organisation, now=now)
            published += 1
    load_register(now=now)
    say(f"演示事项目录：{len(matters())} 个事项，{published} 份实施清单")


def matters() -> list[dict[str, Any]]:
    """Return the matters of the starter catalogue, by file name."""
    return [read(path) for path in sorted((DATA / "matters").glob("*.json"))]


def read(path: Path) -> dict[str, Any]:
    """Return one file of the data."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def divisions_of(matter: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the divisions whose bodies handle the matter in the demonstration."""
    city = (settings.CITY,) if "city" in matter["levels"] else ()
    return (*city, *(COUNTIES if "county" in matter["levels"] else ()))


def load_words(*, now: datetime) -> None:
    """Enter topics, life events and document types."""
    words = read(DATA / "topics.json")
    for topic in words["topics"]:
        services.enter_topic(actor=SYSTEM, now=now, **topic)
    for document in words["document_types"]:
        services.enter_document_type(actor=SYSTEM, now=now, **document)


def enter(matter: Mapping[str, Any], *, now: datetime, source: str = SOURCE) -> None:
    """Enter one matter into the basic catalogue."""
    services.enter_matter(
        actor=SYSTEM,
        now=now,
        draft=services.MatterDraft(
            catalog_code=matter["catalog_code"],
            slug=matter["slug"],
            name=matter["name"],
            type=MatterType(matter["type"]),
            basis=matter["basis"],
            for_person=matter["person"],
            for_enterprise=matter["enterprise"],
            aliases=matter["aliases"],
            topics=[(code, order, note) for code, order, note in matter["topics"]],
            demo=True,
            department=DEPARTMENTS.get(matter["department"], ""),
            levels="".join(LEVELS[level] for level in matter["levels"]),
            origin="mirror",
            unified={"basis": matter["content"]["basis"]},
            suggested={
                name: value
                for name, value in matter["content"].items()
                if name not in {"basis", "procedure"}
            },
            source=source,
        ),
    )


def publish(matter: Mapping[str, Any], organisation: "Organisation", *, now: datetime) -> str:
    """Publish the matter's edition for an organisation; returns the task code."""
    implementation = services.implement(
        actor=SYSTEM, now=now, matter=matter["slug"], organisation=organisation
    )
    code, definition = procedure(matter["content"]["procedure"], organisation.division_id)
    for content, since, reason in _editions(matter, organisation, implementation.edition_count):
        services.publish_edition(
            actor=SYSTEM,
            now=now,
            task_code=implementation.task_code,
            content=content | {"procedure": code},
            effective_from=since,
            procedure=definition,
            reason=reason,
        )
    services.claim(actor=SYSTEM, now=now, matter=matter["slug"], organisation=organisation)
    return implementation.task_code


def _editions(
    matter: Mapping[str, Any], organisation: "Organisation", there: int
) -> list[tuple[dict[str, Any], date, str]]:
    """Return the editions to publish: one, or two where a county asked for more and mended that.

    What is there already is not published again.
    """
    content = content_for(matter, organisation)
    if (matter["slug"], organisation.division_id) != GREEDY:
        return [(content, IN_FORCE_SINCE, "")]
    more = [
        {"code": f"more-{n}", "name": name, "basis": "演示：当地多要的材料", "certain": False}
        for n, name in enumerate(GREEDY_PAPERS)
    ]
    former = content | {"materials": [*content["materials"], *more]}
    present = content | {"materials": [*content["materials"], *more[:1]]}
    both = [
        (former, IN_FORCE_SINCE, ""),
        (present, date(2026, 7, 1), "减少材料：取消重复提交的检测报告"),
    ]
    return both[min(there, 1) :]


def load_register(*, now: datetime) -> None:
    """Enter what waits to be answered, a power handed on and a 不认领; once, so that what people
    answered in the demonstration since stays."""
    register = read(DATA / "register.json")
    if selectors.is_entered(register["entries"][0]["catalog_code"]):
        return
    for entry in register["entries"]:
        draft = {**entry, "type": MatterType(entry["type"]), "demo": True, "origin": "mirror"}
        services.enter_matter(
            actor=SYSTEM,
            now=now,
            draft=services.MatterDraft(
                **draft, for_enterprise=True, unified={"basis": entry["basis"]},
                source=SOURCE,
            ),
        )  # fmt: skip
    for given in register["delegations"]:
        bodies = {side: organisations.get(given[side]) for side in ("giver", "taker")}
        services.delegate(
            actor=SYSTEM, now=now, matter=given["matter"], source=given["source"],
            basis=given["basis"], since=IN_FORCE_SINCE, **bodies,
        )  # fmt: skip
    for answer in register["declined"]:
        services.decline(
            actor=SYSTEM, now=now, matter=answer["matter"], reason=answer["reason"],
            organisation=organisations.get(answer["body"]), note=answer["note"],
        )  # fmt: skip

    changed = {one["matter"]: one["summary"] for one in register["changed"]}
    for matter in matters():
        if matter["slug"] in changed:
            content = {**matter["content"], "summary": changed[matter["slug"]]}
            enter({**matter, "content": content}, now=now, source=CHANGED)


def content_for(matter: Mapping[str, Any], organisation: "Organisation") -> dict[str, Any]:
    """Return the edition's content with the organisation's own telephones, place and hours."""
    return {
        **matter["content"],
        "ask_phone": _bare(organisation.phone),
        "complain_phone": _bare(organisation.complaint_phone),
        "address": organisation.address,
        "hours": organisation.hours,
    }


def _bare(phone: str) -> str:
    """Return a telephone number without its remark in brackets, so that it can be dialled."""
    return phone.split("（", maxsplit=1)[0].strip()


def procedure(code: str, division: str) -> tuple[str, dict[str, Any]]:
    """Return a procedure's code and definition as they stand in `division`.

    One whose seats lie in other bodies exists once for each division.
    """
    definition = read(DATA / "procedures" / f"{code}.json")
    if not any(str(step.get("at", "")).startswith("body:") for step in definition["steps"]):
        return code, definition
    for step in definition["steps"]:
        if str(step.get("at", "")).startswith("body:"):
            body = str(step["at"]).removeprefix("body:")
            step["at"] = f"code:{organisations.get(f'{body}-{division}').code}"
    return f"{code}-{division}", definition
