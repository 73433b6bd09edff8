"""The catalogue at the size of the work report: 12,019 implementations in force in the city.

Safe to interrupt and to repeat: every step leaves what is there and goes on with what is missing.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery

from tongban.catalogue import services
from tongban.catalogue.demo import contents, plan
from tongban.catalogue.demo.starter import (
    DATA,
    IN_FORCE_SINCE,
    content_for,
    load_words,
    matters,
    procedure,
    publish,
    read,
)
from tongban.catalogue.figures import APPLIED_FOR, GENERATED, report
from tongban.catalogue.models import Claim, Edition, Implementation, Matter, MatterVersion
from tongban.catalogue.services import bulk, bulk_claims
from tongban.catalogue.services.basic import version_text
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions import selectors as divisions
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.demo import (
    BODIES,
    MORE_BODIES,
    MORE_PLACES,
    TOWN,
    TOWN_SHORT,
)
from tongban.core.workdays.rules import local_date
from tongban.lib.progress import Bar

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

FULL = DATA / "full"
DEPARTMENTS = {code: short for code, short, _rest in (*BODIES, *MORE_BODIES)} | {TOWN: TOWN_SHORT}
BATCH = 100
# The report has four matters that are not online; the starter has one that is done in person, so
# two counties of the six take it online.
IN_PERSON, ONLINE_IN = "identity-card", ("421223", "421224")
ONLINE = {
    "online": True,
    "depth": [1, 2, 3],
    "handling_forms": ["window", "online"],
    "summary": "换领、补领可以网上提交，到场一次采集指纹。演示内容，待核实。",
}


def fill_full(*, now: datetime, say: Callable[[str], None], bar: Bar) -> None:
    """Fill the catalogue until its figures equal the report's; again: nothing to do."""
    _spread(now, bar)
    entries = plan.names(FULL / "names.csv", list(DEPARTMENTS))
    slots = planned(entries, places(), wanted().less(counted(now)))
    fill_catalogue(now=now, bar=bar, entries=entries, slots=slots)
    have = counted(now, generated=True)
    said = "与报告一致" if have == wanted() else f"与报告不一致，应为 {wanted()}"
    say(
        f"全量事项目录：已发布 {have.published:,} 项，即办 {have.instant:,}，"
        f"可网办 {have.online:,}，最多跑一次 {have.once:,}（其中一次不用跑 {have.zero:,}），{said}"
    )


def wanted() -> plan.Counts:
    """Return what the report counts."""
    target = {row["figure"]: int(row["target"]) for row in report() if row["target"]}
    return plan.Counts(
        published=target["catalogue.published"],
        instant=target["catalogue.instant"],
        online=target["catalogue.online"],
        once=target["catalogue.once"],
        zero=target["catalogue.zero"],
    )


def counted(now: datetime, *, generated: bool = False) -> plan.Counts:
    """Count what is in force, as the figures do; without `generated` only what came otherwise."""
    found = Edition.objects.in_force(local_date(now)).filter(
        implementation__matter__type__in=APPLIED_FOR
    )
    if not generated:
        found = found.exclude(implementation__matter__slug__startswith=GENERATED)
    return plan.Counts(
        **found.aggregate(
            published=Count("id"),
            instant=Count("id", filter=Q(project_kind="instant")),
            online=Count("id", filter=Q(online=True)),
            once=Count("id", filter=Q(visits__lte=1)),
            zero=Count("id", filter=Q(visits=0)),
        )
    )


def places() -> dict[str, list[str]]:
    """Return the divisions that publish, by 行使层级."""
    every = divisions.descendants(settings.CITY, include_self=True)
    found: dict[str, list[str]] = {"3": [], "4": [], "5": []}
    for one in every:
        level = {"city": "3", "county": "4", "township": "5"}.get(one.level)
        if level:
            found[level].append(one.code)
    return found


def planned(
    entries: Sequence[plan.Name], where: Mapping[str, Sequence[str]], counts: plan.Counts
) -> list[plan.Slot]:
    """Return what is to be published so that the counts come out."""
    return plan.plan(plan.leaves(entries), where, counts)


def _spread(now: datetime, bar: Bar) -> None:
    """Publish the starter's matters in the counties that the small demonstration leaves out."""
    more = [place for place, *_rest in MORE_PLACES]
    todo = [(one, place) for one in matters() if "county" in one["levels"] for place in more]
    there = set(
        Implementation.objects.filter(edition_count__gt=0, division__in=more)
        .exclude(matter__slug__startswith=GENERATED)
        .values_list("matter__slug", "division")
    )
    missing = [(one, place) for one, place in todo if (one["slug"], place) not in there]
    step = bar("基础事项进各县", len(missing))
    for given, place in missing:
        matter = given
        if matter["slug"] == IN_PERSON and place in ONLINE_IN:
            matter = {**matter, "content": {**matter["content"], **ONLINE}}
        with transaction.atomic():
            publish(matter, organisations.get(f"{matter['department']}-{place}"), now=now)
        step(1)


def fill_catalogue(
    *, now: datetime, bar: Bar, entries: Sequence[plan.Name], slots: Sequence[plan.Slot]
) -> None:
    """Enter the entries, claim them and publish their editions: what is not there yet."""
    _enter(entries, now, bar)
    bodies = {one.code: one for one in organisations.in_division(settings.CITY, below=True)}
    _claim(slots, bodies, now, bar)
    _publish(slots, bodies, now, bar)


def _enter(entries: Sequence[plan.Name], now: datetime, bar: Bar) -> None:
    load_words(now=now)
    for topic in read(FULL / "topics.json")["topics"]:
        services.enter_topic(actor=SYSTEM, now=now, **topic)
    drafts = [_draft(one) for one in entries]
    drafts += [_draft(leaf.of, leaf) for leaf in plan.leaves(entries) if leaf.handling]
    newest = MatterVersion.objects.filter(matter=OuterRef("pk")).order_by("-number")
    there = {
        code: (digest, source)
        for code, digest, source in Matter.objects.filter(slug__startswith=GENERATED).values_list(
            "catalog_code",
            Subquery(newest.values("content_hash")[:1]),
            Subquery(newest.values("source")[:1]),
        )
    }
    # What somebody took in or changed since (from another source) stays theirs.
    missing = [
        one
        for one in drafts
        if there.get(one.catalog_code, ("", one.source))[1] == one.source
        and there.get(one.catalog_code, ("", ""))[0] != _digest(one)
    ]
    step = bar("基本目录", len(missing))
    for batch in _batches(missing):
        with transaction.atomic():
            for draft in batch:
                _enter_one(draft, now)
        step(len(batch))


def _digest(draft: services.MatterDraft) -> str:
    return f"sha256:{hashlib.sha256(version_text(draft).encode()).hexdigest()}"


def _enter_one(draft: services.MatterDraft, now: datetime) -> None:
    services.enter_matter(actor=SYSTEM, now=now, draft=draft)
    if len(draft.catalog_code) == 12:
        services.enter_document_type(
            actor=SYSTEM,
            now=now,
            code=draft.slug,
            name=contents.result_name(draft.name),
            kind="licence",
            licence_type="",
            issuer=draft.department,
        )


def _draft(entry: plan.Name, leaf: plan.Leaf | None = None) -> services.MatterDraft:
    basis = contents.basis(entry)
    return services.MatterDraft(
        catalog_code=leaf.code if leaf else entry.code,
        slug=leaf.slug if leaf else entry.slug,
        name=leaf.name if leaf else entry.name,
        type=MatterType(entry.type),
        basis=basis,
        for_person="p" in entry.who,
        for_enterprise="e" in entry.who,
        aliases=contents.aliases(leaf) if leaf else (),
        topics=[(entry.topic, 100, "")] if leaf or not plan.SETS[entry.set] else (),
        demo=True,
        department=DEPARTMENTS[entry.department],
        levels=entry.levels,
        origin="mirror",
        unified={"basis": basis},
        source="演示用全量目录",
    )


def _claim(
    slots: Sequence[plan.Slot], bodies: "Mapping[str, Organisation]", now: datetime, bar: Bar
) -> None:
    claimed = set(
        Claim.objects.filter(matter__slug__startswith=GENERATED).values_list(
            "matter__slug", "organisation__code"
        )
    )
    missing = [one for one in slots if (one.leaf.slug, _body(one)) not in claimed]
    step = bar("认领", len(missing))
    for batch in _batches(missing, bulk_claims.BATCH):
        bulk_claims.claim_many(
            actor=SYSTEM,
            now=now,
            claims=[bulk_claims.NewClaim(one.leaf.slug, bodies[_body(one)]) for one in batch],
        )
        step(len(batch))


def _publish(
    slots: Sequence[plan.Slot], bodies: "Mapping[str, Organisation]", now: datetime, bar: Bar
) -> None:
    there: dict[tuple[str, str], tuple[str, bool, int]] = {
        (slug, place): (kind, online, visits)
        for slug, place, kind, online, visits in Edition.objects.in_force(local_date(now))
        .filter(implementation__matter__slug__startswith=GENERATED)
        .values_list(
            "implementation__matter__slug", "implementation__division", "project_kind", "online",
            "visits",
        )
    }  # fmt: skip
    codes = {
        (slug, place): code
        for slug, place, code in Implementation.objects.filter(
            matter__slug__startswith=GENERATED
        ).values_list("matter__slug", "division", "task_code")
    }
    missing = [
        one
        for one in slots
        if there.get((one.leaf.slug, one.division))
        != ("instant" if one.instant else "promised", one.online, one.visits)
    ]
    definitions = {code: procedure(code, "")[1] for code in ("instant", "simple")}
    bulk.publish_many(
        actor=SYSTEM,
        now=now,
        publications=(
            _publication(
                one,
                codes[key := (one.leaf.slug, one.division)],
                bodies[_body(one)],
                definitions,
                local_date(now) if key in there else IN_FORCE_SINCE,
            )
            for one in missing
        ),
        done=bar("实施清单", len(missing)),
    )


def _publication(
    slot: plan.Slot,
    task_code: str,
    body: "Organisation",
    definitions: Mapping[str, Mapping[str, Any]],
    since: date,
) -> bulk.Publication:
    content = content_for({"content": contents.content(slot, contents.FORMS)}, body)
    return bulk.Publication(task_code, content, since, procedure=definitions[content["procedure"]])


def _body(slot: plan.Slot) -> str:
    return f"{slot.leaf.of.department}-{slot.division}"


def _batches(things: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch
