"""Drafting: begin from what holds, two editors, undo, order, import; all in the ledger."""

from typing import Any

import pytest

from tongban.core.ledger import selectors as ledger
from tongban.lists import selectors, services
from tongban.lists.errors import (
    EditConflict,
    EntriesInvalid,
    ListMisplaced,
    ListUnknown,
    WrongListState,
)
from tongban.lists.models import Entry, ListEdition, PublishedList
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, LATER, NOW, PROOFS, XIANAN, proof, proofs
from tongban.lists.types import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


def names(edition: ListEdition) -> list[str]:
    return [one.title for one in selectors.all_entries(edition)]


def items(rows: list[dict[str, Any]]) -> list[Item]:
    return [Item("", values) for values in rows]


def verbs() -> list[str]:
    return [one.verb.removeprefix("lists.") for one in ledger.timeline(f"list:{CODE}")]


def test_a_draft_begins_from_what_was_published_and_is_one(here: f.Cast) -> None:
    first = f.published(proofs(3))
    draft = f.begun(here)
    assert (draft.number, draft.state) == (2, "draft")
    assert names(draft) == names(first)
    assert [one.key for one in selectors.all_entries(draft)] == [
        one.key for one in selectors.all_entries(first)
    ]
    again = services.begin(actor=here.actor("office"), now=LATER, kind=PROOFS, division=XIANAN)
    assert again.pk == draft.pk
    assert verbs() == ["publish", "begin"]


def test_an_entry_is_kept_as_it_is_typed(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, {"name": "某证明"}, session="s1", final=False)
    for count, name in enumerate(("某证明一", "某证明一二"), start=1):
        f.put(here, {"name": name}, key=entry.key, session="s1", seen=count, final=False)
    assert Entry.objects.get(key=entry.key).values == {"name": "某证明一二"}
    assert verbs() == ["begin", "put"]  # one sitting, one line
    f.put(here, {"name": "某证明三"}, key=entry.key, session="s1", seen=1)
    assert verbs() == ["begin", "put", "put"]


def test_the_same_again_changes_nothing(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, proof())
    before = f.fresh(entry.edition).revision
    f.put(here, proof(), key=entry.key)
    assert f.fresh(entry.edition).revision == before
    assert verbs() == ["begin", "put"]


def test_two_editors_of_one_entry(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, proof())
    seen = f.fresh(entry.edition).revision
    f.put(here, proof(asked_by="民政局"), key=entry.key, seen=seen, who="second", now=LATER)
    with pytest.raises(EditConflict) as refused:
        f.put(here, proof(asked_by="公安局"), key=entry.key, seen=seen, session="mine")
    assert refused.value.detail == {"who": "演示second", "when": "2026-11-23 09:30"}
    assert refused.value.status == 409
    assert Entry.objects.get(key=entry.key).values["asked_by"] == "民政局"


def test_two_windows_of_one_person_conflict_too(here: f.Cast) -> None:
    f.begun(here)
    entry = f.put(here, proof(), session="left")
    seen = f.fresh(entry.edition).revision
    f.put(here, proof(asked_by="甲"), key=entry.key, seen=seen, session="left")
    with pytest.raises(EditConflict):
        f.put(here, proof(asked_by="乙"), key=entry.key, seen=seen, session="right")


def test_two_editors_of_two_entries_do_not_meet(here: f.Cast) -> None:
    draft = f.begun(here, entries=2)
    first, second = selectors.all_entries(draft)
    f.put(here, proof("甲"), key=first.key, seen=draft.revision, who="second")
    f.put(here, proof("乙"), key=second.key, seen=draft.revision)
    assert names(draft) == ["甲", "乙"]


def test_what_no_column_can_hold_is_refused_at_its_column(here: f.Cast) -> None:
    f.begun(here)
    bad = proof("\x00", since="明天", colour="红", former_basis="《x》", replacement="maybe")
    with pytest.raises(EntriesInvalid) as refused:
        f.put(here, bad)
    assert {(one.column, one.rule) for one in refused.value.detail["problems"]} == {
        ("name", "control"),
        ("since", "date"),
        ("colour", "unknown"),
        ("former_basis", "shape"),
        ("replacement", "choice"),
    }
    assert not Entry.objects.exists()
    with pytest.raises(EntriesInvalid):
        f.put(here, proof("长" * 301))


def test_a_removal_can_be_undone(here: f.Cast) -> None:
    draft = f.begun(here, entries=3)
    second = selectors.all_entries(draft)[1]
    act: dict[str, Any] = {"actor": here.actor("editor"), "now": NOW, "code": CODE}
    for _ in range(2):  # again: nothing to do
        services.remove_entry(**act, key=second.key, seen=draft.revision)
    assert names(draft) == ["证明1", "证明3"]
    assert [one.key for one in selectors.removed(draft)] == [second.key]
    for _ in range(2):
        services.restore_entry(**act, key=second.key)
    assert names(draft) == ["证明1", "证明2", "证明3"]
    assert verbs()[-2:] == ["remove", "restore"]
    with pytest.raises(ListUnknown):
        services.remove_entry(**act, key="nothing", seen=0)


def test_removing_what_another_changed_meanwhile_is_a_conflict(here: f.Cast) -> None:
    draft = f.begun(here, entries=1)
    (entry,) = selectors.all_entries(draft)
    f.put(here, proof("新名"), key=entry.key, who="second")
    with pytest.raises(EditConflict):
        services.remove_entry(
            actor=here.actor("editor"), now=NOW, code=CODE, key=entry.key, seen=draft.revision
        )


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [
        (0, 3, "2314"),
        (3, 1, "4123"),
        (1, 2, "1234"),
        (0, 99, "2341"),
        (3, 99, "1234"),
        (2, -5, "3124"),
        (1, 3, "1324"),
    ],
)
def test_entries_are_moved(here: f.Cast, which: int, to: int, order: str) -> None:
    draft = f.begun(here, entries=4)
    entry = selectors.all_entries(draft)[which]
    services.move_entry(actor=here.actor("editor"), now=NOW, code=CODE, key=entry.key, to=to)
    assert "".join(name[-1] for name in names(draft)) == order


def test_an_import_is_all_or_nothing(here: f.Cast) -> None:
    draft = f.begun(here, entries=2)
    kept = [one.key for one in selectors.all_entries(draft)]
    act: dict[str, Any] = {"actor": here.actor("editor"), "now": NOW, "code": CODE}
    rows = [*proofs(3), {"name": "缺", "since": "明天"}, proof("证明1")]
    with pytest.raises(EntriesInvalid) as refused:
        services.replace_entries(**act, rows=items(rows), seen=draft.revision)
    assert {(one.place, one.column) for one in refused.value.detail["problems"]} == {(4, "since")}
    with pytest.raises(EntriesInvalid) as refused:
        services.replace_entries(
            **act, rows=items([*proofs(3), {"name": "缺"}, proof("证明1")]), seen=draft.revision
        )
    places = {(one.place, one.rule) for one in refused.value.detail["problems"]}
    assert places == {(4, "missing"), (5, "duplicate")}
    assert names(draft) == ["证明1", "证明2"]

    services.replace_entries(**act, rows=items(proofs(3)), seen=draft.revision)
    assert names(draft) == ["证明1", "证明2", "证明3"]
    assert [one.key for one in selectors.all_entries(draft)][:2] == kept
    with pytest.raises(EditConflict):
        services.replace_entries(**act, rows=items(proofs(1)), seen=draft.revision)


def test_an_import_may_add_to_what_is_there(here: f.Cast) -> None:
    draft = f.begun(here, entries=2)
    services.replace_entries(
        actor=here.actor("editor"),
        now=NOW,
        code=CODE,
        rows=items([proof("证明2", asked_by="民政局"), proof("新的")]),
        seen=draft.revision,
        add=True,
    )
    assert names(draft) == ["证明1", "证明2", "新的"]
    assert selectors.all_entries(draft)[1].values["asked_by"] == "民政局"


def test_places_must_lie_in_the_lists_division() -> None:
    here = f.cast(villages=True)
    services.begin(actor=here.actor("office"), now=NOW, kind="nearby", division=XIANAN)
    values = {"name": "事项", "level": "township", "way": "done", "department": "民政局"}
    act: dict[str, Any] = {"actor": here.actor("office"), "now": NOW, "code": f"nearby-{XIANAN}"}
    with pytest.raises(EntriesInvalid) as refused:
        services.put_entry(**act, values={**values, "places": ["421281001"]}, seen=0)
    assert refused.value.detail["problems"][0].column == "places"
    services.put_entry(**act, values={**values, "places": ["421202001"]}, seen=0)


def test_a_list_belongs_where_its_kind_says(here: f.Cast) -> None:
    act: dict[str, Any] = {"actor": here.actor("system"), "now": NOW}
    body = f"scjg-{XIANAN}"
    for kind, division, organisation, reason in (
        ("nearby", f.CITY, "", "list_level"),
        ("minor-violations", XIANAN, "", "list_needs_body"),
        (PROOFS, XIANAN, body, "list_without_body"),
        ("minor-violations", f.CHIBI, body, "list_body_elsewhere"),
    ):
        with pytest.raises(ListMisplaced) as refused:
            services.begin(**act, kind=kind, division=division, organisation=organisation)
        assert refused.value.reason == reason
    assert not PublishedList.objects.exists()
    made = services.begin(**act, kind="minor-violations", division=XIANAN, organisation=body)
    assert made.published_list.code == f"minor-violations-{XIANAN}-{body}"


def test_a_draft_can_be_given_up(here: f.Cast) -> None:
    first = f.published(proofs(1))
    draft = f.begun(here, entries=1)
    services.discard(actor=here.actor("editor"), now=NOW, code=CODE, seen=draft.revision)
    assert selectors.draft(CODE) is None
    assert names(first) == ["证明1"]
    assert verbs()[-1] == "discard"
    with pytest.raises(ListUnknown):
        services.discard(actor=here.actor("editor"), now=NOW, code=CODE, seen=0)


def test_what_is_under_review_is_not_edited(here: f.Cast) -> None:
    draft = f.begun(here, entries=1)
    services.submit(actor=here.actor("editor"), now=NOW, code=CODE, seen=draft.revision)
    (entry,) = selectors.all_entries(draft)
    for act in (
        lambda: f.put(here, proof("改"), key=entry.key),
        lambda: services.move_entry(
            actor=here.actor("editor"), now=NOW, code=CODE, key=entry.key, to=1
        ),
        lambda: services.remove_entry(
            actor=here.actor("editor"), now=NOW, code=CODE, key=entry.key, seen=99
        ),
    ):
        with pytest.raises(WrongListState):
            act()


def test_one_put_costs_a_fixed_number_of_statements(
    here: f.Cast, django_assert_max_num_queries: Any
) -> None:
    f.published(proofs(500))
    draft = f.begun(here)
    entry = selectors.all_entries(draft)[250]
    actor = here.actor("editor")
    with django_assert_max_num_queries(10):
        services.put_entry(
            actor=actor, now=NOW, code=CODE, key=entry.key, values=proof("改"), seen=draft.revision
        )
