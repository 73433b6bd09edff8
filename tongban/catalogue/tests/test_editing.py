"""A draft's way to publication, and how claims follow the catalogue above."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tongban.catalogue import demo, selectors, services
from tongban.catalogue.errors import (
    CatalogueForbidden,
    DraftConflict,
    DraftRefused,
    DraftUnknown,
    EditionInvalid,
)
from tongban.catalogue.models import Edition, EditionDraft
from tongban.catalogue.services import MatterDraft, drafts, following
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Any:
    factories.places()
    return factories.published("drug-retail")


def begun(shop: Any) -> EditionDraft:
    return drafts.begin(actor=cast.editor(shop.organisation), now=NOW, task_code=shop.task_code)


def written(shop: Any, **changes: Any) -> EditionDraft:
    draft = begun(shop)
    return drafts.save(
        actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk,
        changes={"summary": "新的说明"} | changes, revision=draft.revision,
        effective_from=TODAY + timedelta(days=7), reason="群众看不懂",
    )  # fmt: skip


def test_the_whole_way_in_four_hands(shop: Any) -> None:
    body = shop.organisation
    draft = written(shop)
    drafts.submit(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    drafts.pass_on(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk)
    edition = drafts.publish(actor=cast.office(body), now=NOW, draft_id=draft.pk)
    again = drafts.publish(actor=cast.office(body), now=NOW, draft_id=draft.pk)
    assert again.pk == edition.pk
    assert (edition.number, edition.reason) == (2, "群众看不懂")
    assert (edition.prepared_by, edition.reviewed_by, edition.published_by) == (
        "account:1", "account:2", "account:3",
    )  # fmt: skip
    assert selectors.edition_in_force(shop.task_code, on=TODAY).number == 1
    later = selectors.edition_in_force(shop.task_code, on=TODAY + timedelta(days=7))
    assert later.parsed.summary == "新的说明"


def test_a_draft_is_one_and_starts_from_what_holds(shop: Any) -> None:
    first, second = begun(shop), begun(shop)
    assert first.pk == second.pk
    assert first.raw["materials"] == Edition.objects.get().raw["materials"]


def test_who_writes_does_not_review_and_who_reviews_does_not_publish(shop: Any) -> None:
    body = shop.organisation
    draft = written(shop)
    with pytest.raises(CatalogueForbidden):
        drafts.submit(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk)
    drafts.submit(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    with pytest.raises(CatalogueForbidden):
        drafts.pass_on(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    both = replace(cast.editor(body), grants=cast.reviewer(body).grants)
    with pytest.raises(DraftRefused) as caught:
        drafts.pass_on(actor=both, now=NOW, draft_id=draft.pk)
    assert caught.value.reason == "editing_four_eyes"
    with pytest.raises(DraftRefused):
        drafts.publish(actor=cast.office(body), now=NOW, draft_id=draft.pk)
    drafts.pass_on(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk)
    with pytest.raises(CatalogueForbidden):
        drafts.publish(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk)


def test_a_draft_comes_back_with_a_reason_and_goes_again(shop: Any) -> None:
    body = shop.organisation
    draft = written(shop)
    drafts.submit(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    with pytest.raises(DraftRefused):
        drafts.send_back(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk, note=" ")
    back = drafts.send_back(actor=cast.reviewer(body), now=NOW, draft_id=draft.pk, note="写清楚")
    assert (back.state, back.note) == ("editing", "写清楚")
    drafts.submit(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    drafts.take_back(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    dropped = drafts.drop(actor=cast.editor(body), now=NOW, draft_id=draft.pk)
    assert dropped.state == "dropped"
    assert begun(shop).pk != draft.pk


def test_markup_is_told_at_its_field_and_a_comparison_is_none(shop: Any) -> None:
    draft = written(
        shop,
        summary="<b>马上</b>办",
        materials=[
            {"code": "plan", "name": "平面图（面积<200平方米）", "note": "见<a href='x'>样表</a>"}
        ],
    )
    with pytest.raises(EditionInvalid) as caught:
        drafts.submit(actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk)
    told = {(one.field, one.rule) for one in caught.value.detail["problems"]}
    assert {("summary", "markup"), ("materials[0].note", "markup")} <= told
    assert ("materials[0].name", "markup") not in told


def test_two_editors_on_one_draft_lose_nothing(shop: Any) -> None:
    body = shop.organisation
    draft = begun(shop)
    drafts.save(
        actor=cast.editor(body), now=NOW, draft_id=draft.pk, changes={"summary": "甲写的"},
        revision=draft.revision,
    )  # fmt: skip
    with pytest.raises(DraftConflict) as caught:
        drafts.save(
            actor=cast.editor(body, 9), now=NOW, draft_id=draft.pk,
            changes={"summary": "乙写的", "hours": draft.raw["hours"]}, revision=draft.revision,
        )  # fmt: skip
    assert caught.value.detail["fields"] == ["summary"]
    assert caught.value.detail["by"] == "account:1"
    draft.refresh_from_db()
    assert draft.raw["summary"] == "甲写的"


def test_the_same_text_again_is_no_new_revision(shop: Any) -> None:
    draft = begun(shop)
    same = drafts.save(
        actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk,
        changes={"summary": draft.raw["summary"]}, revision=0,
    )  # fmt: skip
    assert same.revision == draft.revision


def test_a_past_day_no_reason_and_broken_rules_are_all_named(shop: Any) -> None:
    draft = begun(shop)
    draft = drafts.save(
        actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk,
        changes={"visits": 2, "depth": [1]}, revision=draft.revision,
        effective_from=TODAY - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(EditionInvalid) as caught:
        drafts.submit(actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk)
    assert {"past", "no_reason", "visit_reason", "online_depth"} <= {
        one.rule for one in caught.value.detail["problems"]
    }


def test_unified_elements_are_locked(shop: Any) -> None:
    draft = begun(shop)
    with pytest.raises(DraftRefused) as caught:
        drafts.save(
            actor=cast.editor(shop.organisation), now=NOW, draft_id=draft.pk,
            changes={"basis": []}, revision=draft.revision,
        )  # fmt: skip
    assert (caught.value.reason, caught.value.field) == ("editing_locked", "basis")


def test_drafts_of_other_bodies_are_not_there(shop: Any) -> None:
    draft = begun(shop)
    other = Organisation.objects.select_related("division").get(code="cgzf-421202")
    with pytest.raises(DraftUnknown):
        drafts.submit(actor=cast.editor(other), now=NOW, draft_id=draft.pk)
    assert EditionDraft.objects.visible_to(cast.office(shop.organisation)).count() == 1


def changed_above(shop: Any, **changes: Any) -> None:
    """Enter the matter anew as the province changed it."""
    found = factories.matter("drug-retail")
    content = found["content"]
    given: dict[str, Any] = {
        "unified": {"basis": content["basis"]},
        "suggested": {k: v for k, v in content.items() if k not in {"basis", "procedure"}},
    } | changes
    services.enter_matter(
        actor=SYSTEM,
        now=NOW,
        draft=MatterDraft(
            catalog_code=found["catalog_code"], slug=found["slug"], name=found["name"],
            type=MatterType(found["type"]), basis=found["basis"], origin="mirror", levels="4",
            **given,
        ),
    )  # fmt: skip


def test_unified_changes_are_in_force_at_once(shop: Any) -> None:
    basis = [{"law": "药品管理法", "article": "第五十一条", "text": "新的条文"}]
    changed_above(shop, unified={"basis": basis})
    edition = selectors.edition_in_force(shop.task_code, on=TODAY)
    assert (edition.number, edition.raw["basis"]) == (2, basis)
    notice = shop.notices.get()
    assert (notice.state, notice.content["taken"]) == ("settled", ["basis"])
    shop.refresh_from_db()
    assert shop.matter_version == shop.matter.versions.latest("number").number


def test_a_unified_change_that_breaks_a_rule_waits_for_the_body(shop: Any) -> None:
    short = {"limit": {"value": 3, "unit": "day", "day_kind": "working"}, "basis": "新法"}
    content = factories.matter("drug-retail")["content"]
    changed_above(shop, unified={"basis": content["basis"], "statutory": short})
    assert selectors.edition_in_force(shop.task_code, on=TODAY).number == 1
    notice = shop.notices.get()
    assert notice.state == "asked"
    assert notice.content["problems"][0][0] == "promised"
    draft = begun(shop)
    assert draft.raw["statutory"] == short


def test_suggested_changes_are_asked_and_taken_into_the_draft(shop: Any) -> None:
    content = factories.matter("drug-retail")["content"]
    suggested = {k: v for k, v in content.items() if k not in {"basis", "procedure"}}
    changed_above(shop, suggested=suggested | {"visits": 0, "summary": "省里的新说法"})
    notice = shop.notices.get()
    assert (notice.state, notice.content["asked"]) == ("asked", ["summary"])
    editor = cast.editor(shop.organisation)
    draft = begun(shop)
    answered = following.answer(
        actor=editor, now=NOW, notice_id=notice.pk, take=["summary"], draft_id=draft.pk
    )
    draft.refresh_from_db()
    assert (answered.state, draft.raw["summary"]) == ("taken", "省里的新说法")


def test_an_open_draft_follows_what_is_unified(shop: Any) -> None:
    draft = begun(shop)
    basis = [{"law": "药品管理法", "article": "第五十二条"}]
    changed_above(shop, unified={"basis": basis})
    draft.refresh_from_db()
    assert draft.raw["basis"] == basis


def test_the_same_catalogue_again_changes_nothing(shop: Any) -> None:
    demo.enter(factories.matter("drug-retail"), now=NOW)
    assert shop.matter.versions.count() == 1
    assert shop.notices.count() == 0
