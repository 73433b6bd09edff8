"""The life of an edition: review, force by date, withdrawal, immutability, whole lists."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tongban.core.ledger import selectors as ledger
from tongban.core.search import selectors as search
from tongban.lists import rules, selectors, services, states
from tongban.lists.errors import (
    EditConflict,
    EntriesInvalid,
    ListUnknown,
    ReasonMissing,
    WrongDate,
    WrongListState,
)
from tongban.lists.models import Entry, EntryFacet, EntryMatter, ListEdition
from tongban.lists.tests import factories as f
from tongban.lists.tests.factories import CODE, LATER, NOW, PROOFS, TODAY, XIANAN, proof, proofs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def here() -> f.Cast:
    return f.cast()


def submitted(here: f.Cast, entries: int = 2) -> ListEdition:
    draft = f.begun(here, entries=entries)
    return services.submit(
        actor=here.actor("editor"), now=NOW, code=CODE, seen=draft.revision, note="清理一批"
    )


def publish(here: f.Cast, edition: ListEdition, since: date = TODAY, **more: Any) -> ListEdition:
    given = {"actor": here.actor("office"), "now": LATER, "code": CODE, "seen": edition.revision}
    return services.publish(**(given | more), effective_from=since)  # type: ignore[arg-type]


def held(on: date) -> int | None:
    found = selectors.in_force(on=on, kind=PROOFS, division=XIANAN)
    return found[0].number if found else None


@pytest.mark.parametrize("act", list(states.TRANSITIONS))
@pytest.mark.parametrize("state", list(states.STATES))
def test_every_act_leads_somewhere_or_is_refused(act: str, state: str) -> None:
    sources, target = states.TRANSITIONS[act]
    if state in sources:
        assert states.after(state, act) == target
        return
    with pytest.raises(WrongListState) as refused:
        states.after(state, act)
    assert refused.value.detail == {"act": states.ACTS[act], "state": states.STATES[state]}


def test_from_draft_to_force(here: f.Cast) -> None:
    edition = submitted(here)
    assert (edition.state, edition.note) == ("review", "清理一批")
    done = publish(here, edition, document="演示〔2026〕1号")
    assert (done.state, done.size, done.document) == ("published", 2, "演示〔2026〕1号")
    assert done.content_hash == rules.content_hash(done.content_text)
    assert '"name":"证明1"' in done.content_text
    assert held(TODAY) == 1
    entries = ledger.timeline(f"list:{CODE}")
    assert [one.verb for one in entries][-2:] == ["lists.submit", "lists.publish"]
    assert entries[-1].payload["hash"] == done.content_hash
    assert entries[-1].text == "公布了《取消的证明事项清单》第 1 版，2026-11-23 起施行，共 2 条"
    assert [hit.url for hit in search.find("证明2")] == [f"/lists/{CODE}/"]


def test_acts_done_again_change_nothing(here: f.Cast) -> None:
    edition = submitted(here)
    again = services.submit(actor=here.actor("editor"), now=LATER, code=CODE, seen=0)
    assert (again.pk, again.submitted_at) == (edition.pk, NOW)
    done = publish(here, edition)
    same = publish(here, edition)
    assert (same.pk, same.revision) == (done.pk, done.revision)
    act: dict[str, Any] = {"actor": here.actor("office"), "now": LATER, "code": CODE, "number": 1}
    for _ in range(2):
        services.withdraw(**act, reason="有误")
    verbs = [one.verb for one in ledger.timeline(f"list:{CODE}")]
    assert [verbs.count(f"lists.{one}") for one in ("submit", "publish", "withdraw")] == [1, 1, 1]


def test_a_future_edition_comes_into_force_by_itself(here: f.Cast) -> None:
    first = publish(here, submitted(here))
    draft = f.begun(here)
    f.put(here, proof("第三"))
    draft = services.submit(
        actor=here.actor("editor"), now=NOW, code=CODE, seen=f.fresh(draft).revision
    )
    since = TODAY + 39 * DAY
    publish(here, draft, since)
    assert [held(TODAY - DAY), held(TODAY), held(since - DAY), held(since)] == [None, 1, 1, 2]
    assert f.fresh(first).effective_to == since - DAY


def test_a_list_takes_effect_neither_in_the_past_nor_before_its_predecessor(here: f.Cast) -> None:
    edition = submitted(here)
    with pytest.raises(WrongDate) as refused:
        publish(here, edition, TODAY - DAY)
    assert refused.value.reason == "list_date_past"
    publish(here, edition, TODAY + 10 * DAY)
    draft = f.begun(here)
    f.put(here, proof("第三"))
    draft = services.submit(
        actor=here.actor("editor"), now=NOW, code=CODE, seen=f.fresh(draft).revision
    )
    with pytest.raises(WrongDate) as refused:
        publish(here, draft, TODAY + 9 * DAY)
    assert refused.value.reason == "list_date_before"
    assert refused.value.detail["number"] == 1
    publish(here, draft, TODAY + 10 * DAY)  # in its place
    assert [held(TODAY + 9 * DAY), held(TODAY + 10 * DAY)] == [None, 2]


def test_an_edition_of_today_may_be_replaced_today(here: f.Cast) -> None:
    f.published(proofs(1))
    f.published(proofs(2))
    assert held(TODAY) == 2


def test_review_may_send_it_back(here: f.Cast) -> None:
    edition = submitted(here)
    act: dict[str, Any] = {"actor": here.actor("office"), "now": LATER, "code": CODE}
    with pytest.raises(ReasonMissing):
        services.send_back(**act, reason="  ")
    for _ in range(2):
        back = services.send_back(**act, reason="第 2 条没有依据")
    assert (back.state, back.returned_reason) == ("draft", "第 2 条没有依据")
    with pytest.raises(WrongListState):
        publish(here, back)
    f.put(here, proof("第三"))
    again = services.submit(
        actor=here.actor("editor"), now=LATER, code=CODE, seen=f.fresh(edition).revision
    )
    assert again.returned_reason == ""


def test_what_is_published_is_what_was_reviewed(here: f.Cast) -> None:
    edition = submitted(here)
    seen = edition.revision
    services.send_back(actor=here.actor("office"), now=LATER, code=CODE, reason="改一改")
    f.put(here, proof("悄悄加的"))
    services.submit(
        actor=here.actor("editor"), now=LATER, code=CODE, seen=f.fresh(edition).revision
    )
    with pytest.raises(EditConflict) as refused:
        publish(here, edition, seen=seen)
    assert refused.value.detail["who"] == "演示editor"


def test_an_incomplete_draft_is_not_submitted(here: f.Cast) -> None:
    draft = f.begun(here)
    act: dict[str, Any] = {"actor": here.actor("editor"), "now": NOW, "code": CODE}
    with pytest.raises(EntriesInvalid) as refused:
        services.submit(**act, seen=draft.revision)
    assert refused.value.reason == "list_empty"
    f.put(here, proof())
    f.put(here, {"name": "半条"})
    seen = f.fresh(draft).revision
    with pytest.raises(EntriesInvalid) as refused:
        services.submit(**act, seen=seen)
    assert {one.place for one in refused.value.detail["problems"]} == {2}
    assert "第 2 条：请填写" in refused.value.detail["first"]
    half = selectors.all_entries(draft)[1]
    services.remove_entry(**act, key=half.key, seen=seen)
    with pytest.raises(EditConflict):
        services.submit(**act, seen=seen)
    done = services.submit(**act, seen=f.fresh(draft).revision)
    assert [one.order for one in selectors.all_entries(done)] == [1]
    assert not selectors.removed(done)


def test_a_future_edition_withdrawn_lets_the_former_go_on(here: f.Cast) -> None:
    f.published(proofs(1))
    f.published(proofs(2), since=TODAY + 5 * DAY)
    f.published(proofs(3), since=TODAY + 5 * DAY)
    act: dict[str, Any] = {"actor": here.actor("office"), "now": NOW, "code": CODE}
    services.withdraw(**act, number=3, reason="有误")
    assert [held(TODAY), held(TODAY + 5 * DAY)] == [1, 2]
    services.withdraw(**act, number=2, reason="有误")
    assert [held(TODAY), held(TODAY + 50 * DAY)] == [1, 1]
    f.published(proofs(4), since=TODAY + DAY)
    assert held(TODAY + DAY) == 4


def test_an_edition_in_force_withdrawn_ends_and_the_past_stays(here: f.Cast) -> None:
    f.published(proofs(1), since=TODAY - 30 * DAY, now=NOW - 30 * DAY)
    act: dict[str, Any] = {"actor": here.actor("office"), "now": NOW, "code": CODE}
    with pytest.raises(ReasonMissing):
        services.withdraw(**act, number=1, reason="")
    done = services.withdraw(**act, number=1, reason="依据废止")
    assert done.state == "withdrawn"
    assert [held(TODAY - DAY), held(TODAY), held(TODAY + DAY)] == [1, None, None]
    assert search.find("证明1", kinds=["list"]) == []
    with pytest.raises(ListUnknown):
        services.withdraw(**act, number=9, reason="x")
    f.published(proofs(2))
    assert held(TODAY) == 2


def test_what_has_run_out_is_not_withdrawn(here: f.Cast) -> None:
    f.published(proofs(1), since=TODAY - 30 * DAY, now=NOW - 30 * DAY)
    f.published(proofs(2), since=TODAY - 10 * DAY, now=NOW - 20 * DAY)
    with pytest.raises(WrongListState):
        services.withdraw(actor=here.actor("office"), now=NOW, code=CODE, number=1, reason="x")


def test_what_is_published_never_changes(here: f.Cast) -> None:
    edition = f.published(proofs(1))
    edition.content_text = "{}"
    with pytest.raises(TypeError):
        edition.save()
    with pytest.raises(TypeError):
        edition.save(update_fields=["effective_from"])
    with pytest.raises(TypeError):
        f.fresh(edition).delete()
    with pytest.raises(ListUnknown):
        f.put(here, proof())  # no draft: what is published has no entries to put into


def test_there_is_one_draft_and_one_last_edition(here: f.Cast) -> None:
    edition = f.published(proofs(1))
    f.begun(here)
    for state in ("draft", "published"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListEdition.objects.create(
                published_list=edition.published_list,
                number=9,
                state=state,
                created_at=NOW,
                created_by="x",
                edited_at=NOW,
                edited_by="x",
            )


# --- whole lists ----------------------------------------------------------------------------------


def test_a_whole_list_published_again_is_the_same(here: f.Cast) -> None:
    first = f.published(proofs(3))
    assert f.published(proofs(3)).pk == first.pk
    second = f.published([*proofs(3), proof("新的", matters=[f.DRUG])])
    assert second.number == 2
    found = selectors.compared(first, second)
    assert [len(found.added), len(found.removed), len(found.changed), found.same] == [1, 0, 0, 3]


def test_a_whole_list_does_not_run_over_a_draft(here: f.Cast) -> None:
    f.begun(here, entries=1)
    with pytest.raises(EditConflict) as refused:
        f.published(proofs(3))
    assert refused.value.reason == "list_draft_open"


def test_a_whole_list_with_a_fault_leaves_nothing(here: f.Cast) -> None:
    rows = [proof("甲"), proof("乙", replaced_by=None), proof("甲")]
    with pytest.raises(EntriesInvalid) as refused, transaction.atomic():
        f.published(rows)
    assert {(one.place, one.rule) for one in refused.value.detail["problems"]} == {
        (2, "kind"),
        (3, "duplicate"),
    }
    assert not ListEdition.objects.exists()


def test_a_whole_list_costs_a_few_statements(
    here: f.Cast, django_assert_max_num_queries: Any
) -> None:
    rows = [proof(f"证明{n}", matters=[f"{n:012}"]) for n in range(1, 501)]
    with django_assert_max_num_queries(48):  # SQLite takes 999 values a statement
        f.published(rows)
    assert Entry.objects.count() == EntryMatter.objects.count() == EntryFacet.objects.count() == 500
    with django_assert_max_num_queries(48):
        f.published([*rows[1:], proof("新的")], since=TODAY + DAY)
