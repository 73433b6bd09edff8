"""The catalogue at the report's size: its plan to the number, its contents, filling it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tongban.catalogue import demo, rules
from tongban.catalogue.demo import contents, full, plan
from tongban.catalogue.figures import APPLIED_FOR, GENERATED, declared, printed, report
from tongban.catalogue.models import Claim, Edition, Implementation, Matter
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW
from tongban.core.divisions.services import shipped
from tongban.core.figures.types import FigureQuery
from tongban.core.ledger import services as ledger
from tongban.lib import identifiers

ENTRIES = plan.names(full.FULL / "names.csv", list(full.DEPARTMENTS))
WHERE: dict[str, list[str]] = {"3": [], "4": [], "5": []}
for _row in shipped():
    _level = {"city": "3", "county": "4", "township": "5"}.get(_row.level)
    if _level:
        WHERE[_level].append(_row.code)


def of_the_starter() -> plan.Counts:
    """What the starter's matters count in the city and all six counties."""
    rows = []
    for matter in demo.matters():
        for level, word in (("3", "city"), ("4", "county")):
            for place in WHERE[level] if word in matter["levels"] else ():
                content = matter["content"]
                if matter["slug"] == full.IN_PERSON and place in full.ONLINE_IN:
                    content = {**content, **full.ONLINE}
                rows.append(content)
    return plan.Counts(
        len(rows),
        sum(row["project_kind"] == "instant" for row in rows),
        sum(row["online"] for row in rows),
        sum(row["visits"] <= 1 for row in rows),
        sum(row["visits"] == 0 for row in rows),
    )


def test_the_plan_with_the_starter_counts_what_the_report_counts() -> None:
    starter = of_the_starter()
    slots = full.planned(ENTRIES, WHERE, full.wanted().less(starter))
    made = plan.counts(slots)
    target = {row["code"]: int(row["target"]) for row in report() if row["target"]}
    assert target["matters.published"] == made.published + starter.published == 12019
    assert target["matters.instant"] == made.instant + starter.instant == 6898
    assert target["matters.online"] == made.online + starter.online == 12015
    assert target["matters.at_most_once"] == made.once + starter.once == 5854
    assert target["matters.zero_visit"] == made.zero + starter.zero == 3619
    assert len({(one.leaf.code, one.division) for one in slots}) == made.published
    assert slots == full.planned(ENTRIES, WHERE, full.wanted().less(starter))
    by_level = Counter(rules.level_of(_LEVELS[one.division]) for one in slots)
    assert set(by_level) == {"3", "4", "5"}
    at_once = [one for one in slots if one.instant]
    apt = {"", "change", "cancel", "reissue", "renew"}  # what is plausibly done at once
    assert sum(one.leaf.handling in apt for one in at_once) / len(at_once) > 0.8


_LEVELS = {row.code: row.level for row in shipped()}


def test_a_plan_that_cannot_be_is_refused() -> None:
    few = ENTRIES[:3]
    with pytest.raises(ValueError, match="cannot give"):
        full.planned(few, WHERE, full.wanted())
    with pytest.raises(ValueError, match="cannot give"):
        full.planned(few, WHERE, plan.Counts(4, 2, 4, 1, 2))


def test_every_entry_has_its_code_its_law_and_counts() -> None:
    leaves = plan.leaves(ENTRIES)
    codes = {one.code for one in leaves}
    assert len(codes) == len(leaves) == len({one.slug for one in leaves}) > 1600
    assert len({one.name for one in ENTRIES}) == len(ENTRIES)
    for one in leaves:
        check = identifiers.handling_catalogue_code if one.handling else identifiers.catalogue_code
        assert check(one.code) == one.code
        assert one.of.law and one.of.type in APPLIED_FOR  # noqa: PT018
        assert set(one.of.levels) <= {"3", "4", "5"}
    assert not {one["catalog_code"] for one in demo.matters()} & {one.code for one in ENTRIES}


def test_every_kind_of_content_is_sound() -> None:
    slots = full.planned(ENTRIES, WHERE, full.wanted().less(of_the_starter()))
    kinds: dict[tuple[Any, ...], plan.Slot] = {}
    for one in slots:
        of = one.leaf.of
        kinds.setdefault(
            (of.set, one.leaf.label, of.who, of.type, one.instant, one.visits,
             plan.dice("more", one, 12) == 0),
            one,
        )  # fmt: skip
    assert len(kinds) > 300
    offline = replace(slots[0], online=False, visits=2)
    phones = {"ask_phone": "0715-1", "complain_phone": "0715-2"}
    for slot in (*kinds.values(), offline):
        content = rules.parse_content(contents.content(slot, contents.FORMS) | phones)
        assert rules.problems(content) == [], slot
        assert (content.project_kind == "instant", content.online, content.visits) == (
            slot.instant, slot.online, slot.visits,
        )  # fmt: skip
        assert not any(one.certain for one in content.basis)


# --- filling, at a reduced scale ------------------------------------------------------------------

CHOSEN = [one for one in ENTRIES if one.department in {"scjg", "jtj", "mzj"}][:30]
PLACES = {"3": ["421200"], "4": ["421202", "421281"], "5": []}
WANTED = plan.Counts(published=120, instant=70, online=119, once=60, zero=37)


def quiet(title: str, total: int) -> Callable[[int], None]:
    return lambda count: None


def fill(bar: Callable[[str, int], Callable[[int], None]] = quiet) -> None:
    slots = full.planned(CHOSEN, PLACES, WANTED)
    full.fill_catalogue(now=NOW, bar=bar, entries=CHOSEN, slots=slots)


class Killed(Exception):
    pass


@pytest.mark.django_db
def test_a_reduced_fill_counts_exactly_and_goes_on_where_it_broke_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.places()
    monkeypatch.setattr("tongban.catalogue.services.bulk.BATCH", 50)

    def breaks(title: str, total: int) -> Callable[[int], None]:
        def step(count: int) -> None:
            if title == "实施清单":
                raise Killed

        return step

    with pytest.raises(Killed):
        fill(breaks)
    assert Edition.objects.count() == 50
    missing: dict[str, int] = {}

    def noted(title: str, total: int) -> Callable[[int], None]:
        missing[title] = total
        return lambda count: None

    fill(noted)
    assert missing == {"基本目录": 0, "认领": 0, "实施清单": 70}
    assert full.counted(NOW, generated=True) == WANTED
    assert full.counted(NOW).published == 0
    figures = {figure.code: figure for figure in declared()}
    at = FigureQuery(at=NOW, division="421200")
    for code, count in (
        ("published", 120), ("instant", 70), ("online", 119), ("once", 60), ("zero", 37),
        ("exactly_once", 23),
    ):  # fmt: skip
        numerator = figures[f"catalogue.{code}"].numerator
        assert numerator is not None
        assert numerator(at) == count, code
    assert Claim.objects.filter(state="claimed").count() == Implementation.objects.count() == 120
    assert {row.figure for row in printed()} <= set(figures)
    assert all(row.demo for row in Matter.objects.filter(slug__startswith=GENERATED))
    ledger.relay(now=NOW)
    assert ledger.verify(full=True).ok
    fill(noted)
    assert missing == {"基本目录": 0, "认领": 0, "实施清单": 0}
    assert Edition.objects.count() == 120


@pytest.mark.django_db
def test_what_no_longer_counts_as_planned_is_put_right() -> None:
    factories.places()
    fill()
    other = replace(WANTED, instant=71)
    slots = full.planned(CHOSEN, PLACES, other)
    full.fill_catalogue(now=NOW, bar=quiet, entries=CHOSEN, slots=slots)
    assert full.counted(NOW, generated=True) == other
    assert 120 < Edition.objects.count() < 125  # the few on the border, and no others
