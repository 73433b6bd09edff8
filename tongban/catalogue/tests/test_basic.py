"""The basic catalogue: the tree, an entry with its answers and versions, what the mode allows."""

from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.test import Client

from tongban.catalogue import services
from tongban.catalogue.models import Matter
from tongban.catalogue.rules import modes
from tongban.catalogue.rules.codes import parts_of
from tongban.catalogue.selectors import entries, tree
from tongban.catalogue.selectors.tree import Node, TreeFilters
from tongban.catalogue.services import MatterDraft
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import MatterType
from tongban.core.accounts.tests.factories import account, clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db
OWN = "演示scjg"
BRANCH = {
    "000131950000": "演示许可",
    "000131950001": "演示许可证核发",
    "00013195000101": "演示许可证新办",
    "00013195000102": "演示许可证变更",
    "000131950002": "演示许可备案",
    "000131960000": "别的登记",
}


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def enter(code: str, **changes: Any) -> Matter:
    given: dict[str, Any] = {
        "catalog_code": code,
        "slug": f"m-{code.lower()}",
        "name": BRANCH.get(code, code),
        "type": MatterType.PERMIT,
        "levels": "4",
        "department": OWN,
    } | changes
    return services.enter_matter(actor=SYSTEM, now=NOW, draft=MatterDraft(**given))


@pytest.fixture
def branch(db: None) -> None:
    factories.places()
    for code in BRANCH:
        enter(code)


def shape(nodes: Any) -> Any:
    return {one.matter.name: shape(one.children) for one in nodes}


def grown(**filters: Any) -> list[Node]:
    return list(tree.tree(TreeFilters(**filters)).roots)


@pytest.mark.usefixtures("branch")
def test_the_tree_stands_as_the_codes_say() -> None:
    assert shape(grown()) == {
        "演示许可": {
            "演示许可证核发": {"演示许可证新办": {}, "演示许可证变更": {}},
            "演示许可备案": {},
        },
        "别的登记": {},
    }
    assert grown()[0].below == 4


@pytest.mark.usefixtures("branch")
def test_what_is_found_comes_with_what_stands_above_and_below() -> None:
    assert shape(grown(text="新办")) == {"演示许可": {"演示许可证核发": {"演示许可证新办": {}}}}
    (root,) = grown(text="核发")
    assert not root.hit
    assert shape([root]) == {
        "演示许可": {"演示许可证核发": {"演示许可证新办": {}, "演示许可证变更": {}}}
    }
    assert shape(grown(text="000131960")) == {"别的登记": {}}
    assert grown(text="没有") == []


@pytest.mark.usefixtures("branch")
def test_it_is_narrowed_by_body_type_level_and_state() -> None:
    enter(
        "000731970001",
        name="演示确认",
        type=MatterType.CONFIRMATION,
        levels="35",
        department="乙局",
    )
    assert shape(grown(department="乙局")) == {"演示确认": {}}
    assert shape(grown(type="07")) == {"演示确认": {}}
    assert shape(grown(level="5")) == {"演示确认": {}}
    services.cancel_matter(actor=SYSTEM, now=NOW, matter="000731970001", note="演示")
    assert grown(department="乙局") == []
    assert shape(grown(department="乙局", state="")) == {"演示确认": {}}


@pytest.mark.usefixtures("branch")
def test_the_choices_say_how_many_they_would_leave() -> None:
    enter(
        "000731970001",
        name="演示确认",
        type=MatterType.CONFIRMATION,
        levels="35",
        department="乙局",
    )
    found = tree.facets(TreeFilters(department="乙局"))
    assert dict(found.departments) == {OWN: 6, "乙局": 1}
    assert found.types == {"07": 1}
    assert found.levels == {"3": 1, "5": 1}
    assert found.ranks == {"main": 0, "sub": 1, "handling": 0}


@pytest.mark.usefixtures("branch")
def test_pages_follow_on_by_the_main_items() -> None:
    first = tree.tree(TreeFilters(), limit=1)
    second = tree.tree(TreeFilters(), after=first.after, limit=1)
    assert [one.matter.name for one in [*first.roots, *second.roots]] == ["演示许可", "别的登记"]
    assert (first.total, second.after) == (6, "")


@pytest.mark.usefixtures("branch")
def test_each_body_of_the_department_and_level_has_answered_or_not() -> None:
    one, two = (
        Organisation.objects.select_related("division").get(code=code)
        for code in ("scjg-421202", "scjg-421281")
    )
    said = entries.answers(Matter.objects.get(catalog_code="000131950002"))
    assert [(a.organisation.code, a.state) for a in said] == [
        (one.code, "open"),
        (two.code, "open"),
    ]
    given: dict[str, Any] = {"now": NOW, "matter": "000131950002"}
    services.claim(actor=cast.editor(one), organisation=one, **given)
    services.decline(actor=cast.editor(two), organisation=two, reason="above", **given)
    other = Organisation.objects.select_related("division").get(code="mzj-421202")
    services.delegate(
        actor=SYSTEM, giver=one, taker=other, source="6", basis="演示文件", since=TODAY, **given
    )
    said = entries.answers(Matter.objects.get(catalog_code="000131950002"))
    assert [(a.organisation.code, a.state) for a in said] == [
        ("mzj-421202", "open"),
        (one.code, "claimed"),
        (two.code, "declined"),
    ]


@pytest.mark.usefixtures("branch")
def test_everybody_reads_an_entry(client: Client, django_assert_max_num_queries: Any) -> None:
    enter(
        "000131950002",
        name="演示许可新备案",
        unified={"basis": [{"law": "演示法", "article": "第二条"}]},
    )
    with django_assert_max_num_queries(18):
        page = client.get("/matters/catalogue/").content.decode()
    assert "演示许可证新办" in page
    assert 'href="/matters/catalogue/00013195000101/"' in page
    assert client.get("/matters/catalogue/nothing/").status_code == 404
    with django_assert_max_num_queries(14):
        page = client.get("/matters/catalogue/000131950002/").content.decode()
    for words in (
        "行政许可",
        "演示许可备案",
        "演示许可新备案",
        "还没有答复",
        "演示法",
        "地方补充",
        "第 2 版",
    ):
        assert words in page, words
    assert "000131950002" in page


@pytest.mark.usefixtures("branch")
def test_the_desk_shows_it_to_who_works_on_the_register(client: Client) -> None:
    body = Organisation.objects.get(code="scjg-421202")
    for who, status in (
        (clerk("editor", body), 200),
        (clerk("window", body), 403),
        (account(), 403),
    ):
        client.force_login(who)
        assert client.get("/desk/catalogue/basic/").status_code == status
        assert client.get("/desk/catalogue/basic/000131950002/").status_code == status
    client.force_login(clerk("editor", body))
    assert "录入了事项" in client.get("/desk/catalogue/basic/000131950002/").content.decode()


def test_a_code_falls_into_its_parts() -> None:
    assert parts_of("00013195000102") == (
        ("region", "00"),
        ("type", "01"),
        ("ministry", "31"),
        ("main", "950"),
        ("sub", "001"),
        ("handling", "02"),
    )
    assert len(parts_of("000131950001")) == 5


def test_what_comes_from_above_is_changed_only_where_the_catalogue_is_ones_own() -> None:
    assert modes.may_change("own", "mirror")
    assert modes.may_change("mirror", "own")
    assert not modes.may_change("mirror", "mirror")
    assert not modes.may_give("mirror", "000131950002")
    assert modes.may_give("mirror", "420131950002")
    assert not modes.takes_in("own")


@pytest.mark.parametrize(
    ("mode", "found"),
    [("own", []), ("mirror", []), ("feed", ["catalogue.E001"]), ("x", ["catalogue.E002"])],
)
def test_a_mode_that_cannot_be_kept_is_refused(settings: Any, mode: str, found: list[str]) -> None:
    settings.CATALOGUE_MODE = mode
    assert [one.id for one in run_checks() if str(one.id).startswith("catalogue.")] == found
