"""The starter catalogue as a whole: sound, complete, found, counted."""

import pytest

from tongban.catalogue import demo, rules
from tongban.catalogue.figures import declared
from tongban.catalogue.models import ChangeNotice, Edition, Implementation, Matter
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.figures.types import FigureQuery
from tongban.core.search import selectors as search
from tongban.lib import identifiers


def test_every_matter_is_sound_and_none_goes_in_a_circle() -> None:
    matters = demo.matters()
    assert len(matters) >= 24
    nodes = []
    for matter in matters:
        phones = {"ask_phone": "0715-1", "complain_phone": "0715-2"}
        content = rules.parse_content(matter["content"] | phones)
        assert rules.problems(content) == [], matter["slug"]
        assert identifiers.catalogue_code(matter["catalog_code"])
        nodes.append(rules.node_of(matter["slug"], content))
    assert rules.circles(nodes) == []
    order = rules.in_order(nodes)
    assert order.index("firm-setup") < order.index("drug-retail")
    assert order.index("drug-retail") < order.index("medical-insurance-pharmacy")


def test_promises_are_thirty_percent_unless_said_otherwise() -> None:
    for matter in demo.matters():
        content = rules.parse_content(matter["content"] | {"ask_phone": "1", "complain_phone": "2"})
        legal, promise = content.statutory.limit, content.promised.limit
        if legal is not None and promise is not None and legal.unit == "day":
            assert promise == rules.promise_of(legal), matter["slug"]


def test_the_walk_finds_nothing_to_mend_in_any_matter() -> None:
    """Whoever opens the editor on a starter list must not be met by our own mistakes."""
    found = {}
    for matter in demo.matters():
        content = rules.parse_content(matter["content"] | {"ask_phone": "1", "complain_phone": "2"})
        walked = rules.walk(content)
        assert walked.whole, matter["slug"]
        found[matter["slug"]] = [problem.message for problem in walked.problems]
    assert {slug: problems for slug, problems in found.items() if problems} == {}


@pytest.mark.django_db
def test_the_demo_fills_the_city_and_two_counties_and_again_changes_nothing() -> None:
    factories.places()
    said: list[str] = []
    demo.fill(now=NOW, say=said.append)
    first = Edition.objects.count()
    # One county changed one list since: its former edition is there too.
    assert first == Implementation.objects.count() + 1 > 60
    demo.fill(now=NOW, say=said.append)
    assert Edition.objects.count() == first
    codes = Implementation.objects.values_list("task_code", flat=True)
    assert all(identifiers.task_code(code) == code for code in codes)
    places = set(Implementation.objects.values_list("division_id", flat=True))
    assert places == {"421200", "421202", "421281"}
    assert "略过" not in "".join(said)

    for query, name in (
        ("药店", "药品经营许可证（零售）核发"),
        ("yd", "药品经营许可证（零售）核发"),
        ("食品经营", "食品经营许可证核发"),
        ("挖路", "挖掘城市道路审批"),
    ):
        titles = {hit.title for hit in search.find(query, limit=40)}
        assert name in titles, query

    figures = {figure.code: figure for figure in declared()}
    at = FigureQuery(at=NOW, division="421202")
    published = figures["catalogue.published"].numerator
    once, exactly, zero = (
        figures[f"catalogue.{code}"].numerator for code in ("once", "exactly_once", "zero")
    )
    assert published is not None and once is not None  # noqa: PT018
    assert exactly is not None and zero is not None  # noqa: PT018
    assert (
        published(at)
        == Edition.objects.in_force(TODAY).filter(implementation__division_id="421202").count()
    )
    assert once(at) == int(exactly(at)) + int(zero(at))
    grouped = figures["catalogue.instant"].grouped
    assert grouped
    parts = grouped(FigureQuery(at=NOW, division="421200"))
    assert set(parts) == {"421202", "421281"}
    assert parts["421202"].denominator == published(at)
    every = int(published(at))
    Matter.objects.filter(slug="drug-retail").update(type="06")  # an inspection is not applied for
    assert published(at) == every - 1


@pytest.mark.django_db
def test_the_demo_has_a_change_waiting_and_leaves_alone_what_was_changed_since() -> None:
    factories.places()
    demo.fill(now=NOW, say=lambda text: None)
    waiting = ChangeNotice.objects.filter(state="asked")
    assert {one.implementation.matter.slug for one in waiting} == {"birth-registration"}
    shop = factories.matter("drug-retail")
    demo.enter({**shop, "name": "演示：导入改的名"}, now=NOW, source="省里的文件.xlsx")
    demo.fill(now=NOW, say=lambda text: None)
    assert Matter.objects.get(slug="drug-retail").name == "演示：导入改的名"
    assert ChangeNotice.objects.filter(state="asked").count() == waiting.count() == 2
