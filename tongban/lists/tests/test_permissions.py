"""Who may draft and publish which list: the matrix, asked of services, pages and rows alike."""

import pytest

from tongban.core.accounts.types import ANONYMOUS
from tongban.lists import permissions, selectors, services
from tongban.lists.errors import ListForbidden
from tongban.lists.models import ListEdition, PublishedList
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CHIBI, CITY, CODE, NOW, PROOFS, TODAY, XIANAN

pytestmark = pytest.mark.django_db
SCJG, MZJ = f"scjg-{XIANAN}", f"mzj-{XIANAN}"
LISTS = {
    "city": (PROOFS, CITY, ""),
    "county": (PROOFS, XIANAN, ""),
    "other": (PROOFS, CHIBI, ""),
    "body": ("minor-violations", XIANAN, SCJG),
    "other_body": ("minor-violations", XIANAN, MZJ),
}
# who: (lists they may edit, lists they may publish)
MATRIX = {
    "editor": ({"county", "body"}, set()),
    "second": ({"county", "other_body"}, set()),
    "chibi": ({"other"}, set()),
    "office": ({"county", "body", "other_body"}, {"county", "body", "other_body"}),
    "city": (set(LISTS), set(LISTS)),
    "system": (set(LISTS), set(LISTS)),
    "window": (set(), set()),
    "leader": (set(), set()),
}


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


@pytest.mark.parametrize("who", MATRIX)
def test_the_matrix(here: f.Cast, who: str) -> None:
    lists = {}
    for name, (kind, division, body) in LISTS.items():
        edition = services.begin(
            actor=here.actor("system"), now=NOW, kind=kind, division=division, organisation=body
        )
        lists[name] = edition.published_list
    actor = here.actor(who)
    edits, publishes = MATRIX[who]
    assert {name for name, one in lists.items() if permissions.may_edit(actor, one)} == edits
    assert {name for name, one in lists.items() if permissions.may_publish(actor, one)} == publishes
    kept = {one.pk for one in PublishedList.objects.kept_by(actor)}
    assert kept == {lists[name].pk for name in edits}
    drafts = {one.published_list_id for one in ListEdition.objects.visible_to(actor)}
    assert drafts == kept
    assert {row.list.pk for row in selectors.kept(actor, on=TODAY)} == kept
    assert permissions.keeps_lists(actor) == bool(edits)


@pytest.mark.parametrize("who", ["chibi", "window", "leader"])
def test_services_ask_before_they_act(here: f.Cast, who: str) -> None:
    draft = f.begun(here, entries=1)
    (entry,) = selectors.all_entries(draft)
    act = {"actor": here.actor(who), "now": NOW, "code": CODE}
    seen = draft.revision
    for do in (
        lambda: services.begin(actor=here.actor(who), now=NOW, kind=PROOFS, division=XIANAN),
        lambda: f.put(here, f.proof("x"), who=who),
        lambda: services.remove_entry(**act, key=entry.key, seen=seen),
        lambda: services.restore_entry(**act, key=entry.key),
        lambda: services.move_entry(**act, key=entry.key, to=1),
        lambda: services.replace_entries(**act, rows=[], seen=seen),
        lambda: services.submit(**act, seen=seen),
        lambda: services.discard(**act, seen=seen),
    ):
        with pytest.raises(ListForbidden) as refused:
            do()
        assert refused.value.status == 403


@pytest.mark.parametrize("who", ["editor", "chibi", "window", "leader"])
def test_only_the_service_office_publishes(here: f.Cast, who: str) -> None:
    draft = f.begun(here, entries=1)
    services.submit(actor=here.actor("editor"), now=NOW, code=CODE, seen=draft.revision)
    act = {"actor": here.actor(who), "now": NOW, "code": CODE}
    for do in (
        lambda: services.publish(**act, seen=0, effective_from=TODAY),
        lambda: services.send_back(**act, reason="x"),
        lambda: services.withdraw(**act, number=1, reason="x"),
        lambda: services.publish_whole(
            actor=here.actor(who),
            now=NOW,
            kind=PROOFS,
            division=XIANAN,
            entries=[],
            effective_from=TODAY,
        ),
    ):
        with pytest.raises(ListForbidden):
            do()


def test_what_is_published_is_everybodys(here: f.Cast) -> None:
    f.published(f.proofs(1))
    f.begun(here)
    for actor in (ANONYMOUS, here.actor("window"), here.actor("chibi")):
        assert [one.number for one in ListEdition.objects.visible_to(actor)] == [1]
