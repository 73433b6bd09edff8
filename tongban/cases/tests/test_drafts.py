"""Drafts: kept as they are typed, put away and brought back, their files, whose they are."""

from datetime import date

import pytest

from tongban.cases.errors import CaseForbidden, CaseUnknown, DraftGone, EditionChanged
from tongban.cases.models import Draft
from tongban.cases.selectors import rows
from tongban.cases.services import drafts, intake
from tongban.cases.tests import factories as f
from tongban.catalogue import demo as catalogue
from tongban.catalogue import services as catalogue_services
from tongban.catalogue.models import Implementation
from tongban.core.accounts.types import SYSTEM
from tongban.core.files.errors import FileRefused
from tongban.parties import services as parties


def opened(city, who="citizen", matter="elder-card"):
    return drafts.open_draft(actor=city.actor(who), now=f.NOW, task_code=city.matters[matter])


def test_begun_twice_is_the_same_draft(city):
    assert opened(city).pk == opened(city).pk
    assert opened(city, "other").pk != opened(city).pk


def test_half_a_form_is_kept_right_or_wrong(city):
    draft, actor = opened(city), city.actor("citizen")
    data = {"applicant.party.phone": "这不是号码", "applicant.party.name": "演示·㛃𬭎"}
    drafts.save(actor=actor, now=f.NOW, token=draft.token, data=data)
    drafts.save(actor=actor, now=f.days(1), token=draft.token, answers={"who": "self"})
    kept = rows.draft(actor, draft.token)
    assert kept.typed == data
    assert kept.answered == {"who": "self"}
    assert (kept.revision, kept.saved_at) == (2, f.days(1))


def test_an_agent_whose_authority_is_limited_or_over_does_not_apply(city):
    actor, draft = city.actor("agent"), city.draft("elder-card", "citizen")
    mine = city.actor("citizen")
    principal, agent = city.parties["citizen"].pk, city.parties["agent"].pk

    def let(*matters):
        return parties.authorise(
            actor=mine, now=f.NOW, principal=principal, agent=agent, scope="演示", matters=matters
        )  # fmt: skip

    intake.submit_draft(actor=mine, now=f.NOW, token=draft.token)
    draft = city.draft("elder-card", "agent")
    let("000000000000")
    with pytest.raises(CaseForbidden):
        drafts.apply_as(actor=actor, now=f.NOW, token=draft.token, party=principal)
    whole = let()
    drafts.apply_as(actor=actor, now=f.NOW, token=draft.token, party=principal)
    parties.revoke(actor=mine, now=f.NOW, authorisation=whole.pk)
    with pytest.raises(CaseForbidden):
        intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    assert rows.draft(actor, draft.token).case is None


def test_what_is_typed_is_sealed_in_the_table(city):
    draft, actor = opened(city), city.actor("citizen")
    drafts.save(actor=actor, now=f.NOW, token=draft.token, data={"x": "很私密的内容"})
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM cases_draft WHERE id = %s", [draft.pk])
        (stored,) = cursor.fetchone()
    assert stored
    assert "私密" not in stored


def test_nobody_else_sees_or_touches_a_draft(city):
    draft = opened(city)
    for who in ("other", "window", "admin"):
        actor = city.actor(who)
        with pytest.raises(CaseUnknown):
            rows.draft(actor, draft.token)
        with pytest.raises(CaseUnknown):
            drafts.save(actor=actor, now=f.NOW, token=draft.token, data={})
        with pytest.raises(CaseUnknown):
            intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)


def test_put_away_and_brought_back(city):
    draft, actor = opened(city), city.actor("citizen")
    drafts.save(actor=actor, now=f.NOW, token=draft.token, data={"a": 1})
    drafts.discard(actor=actor, now=f.NOW, token=draft.token)
    assert rows.open_drafts(actor) == []
    with pytest.raises(DraftGone):
        drafts.save(actor=actor, now=f.NOW, token=draft.token, data={})
    with pytest.raises(DraftGone):
        intake.submit_draft(actor=actor, now=f.NOW, token=draft.token)
    drafts.restore(actor=actor, now=f.NOW, token=draft.token)
    assert [one.typed for one in rows.open_drafts(actor)] == [{"a": 1}]


def test_a_submitted_draft_is_neither_changed_nor_brought_back(city):
    case = city.submitted("elder-card", "citizen")
    token, actor = Draft.objects.get(case=case).token, city.actor("citizen")
    with pytest.raises(DraftGone):
        drafts.save(actor=actor, now=f.NOW, token=token, data={})
    with pytest.raises(DraftGone):
        drafts.discard(actor=actor, now=f.NOW, token=token)
    with pytest.raises(CaseUnknown):
        drafts.restore(actor=actor, now=f.NOW, token=token)


def test_one_applies_only_for_whom_one_may(city):
    draft = opened(city)
    with pytest.raises(CaseForbidden) as refused:
        drafts.apply_as(
            actor=city.actor("citizen"),
            now=f.NOW,
            token=draft.token,
            party=city.parties["firm"].pk,
        )
    assert refused.value.reason == "case_not_for_them"


def test_nobody_begins_without_an_account(city):
    with pytest.raises(CaseForbidden):
        drafts.open_draft(actor=SYSTEM, now=f.NOW, task_code=city.matters["elder-card"])


# --- files ----------------------------------------------------------------------------------------


def keep(city, draft, given, who="citizen"):
    return drafts.keep_files(actor=city.actor(who), now=f.NOW, token=draft.token, given=given)


def kept(draft):
    return list(draft.files.values_list("material", "token"))


def test_files_are_exactly_those_named(city):
    draft = opened(city)
    first, second = city.file(), city.file()
    keep(city, draft, {"photo": [first, second]})
    keep(city, draft, {"photo": [second]})
    assert kept(draft) == [("photo", second)]
    keep(city, draft, {})
    assert kept(draft) == [("photo", second)]
    keep(city, draft, {"photo": [second, first]})  # taking out is undone by naming it again
    assert {token for _material, token in kept(draft)} == {first, second}


def test_twenty_files_of_one_material_at_most(city):
    draft = opened(city)
    token = city.file()
    with pytest.raises(CaseForbidden) as refused:
        keep(city, draft, {"photo": [token] * (drafts.MAX_FILES + 1)})
    assert refused.value.reason == "material_too_many"
    assert refused.value.field == "material:photo"
    assert kept(draft) == []


def test_an_unknown_material_takes_no_file(city):
    draft = opened(city)
    with pytest.raises(CaseUnknown) as refused:
        keep(city, draft, {"nonsense": [city.file()]})
    assert refused.value.reason == "material_unknown"


def test_someone_elses_file_is_refused(city):
    draft = opened(city)
    with pytest.raises(FileRefused) as refused:
        keep(city, draft, {"photo": [city.file("other")]})
    assert refused.value.reason == "upload_unknown"
    assert kept(draft) == []


# --- editions -------------------------------------------------------------------------------------


def republish(city, slug="elder-card"):
    found = next(one for one in catalogue.matters() if one["slug"] == slug)
    place = Implementation.objects.get(task_code=city.matters[slug])
    code, definition = catalogue.procedure(found["content"]["procedure"], f.XIANAN)
    content = catalogue.content_for(found, place.organisation) | {"procedure": code}
    catalogue_services.publish_edition(
        actor=SYSTEM,
        now=f.NOW,
        task_code=place.task_code,
        content=content | {"summary": "改了一版。"},
        effective_from=date(2026, 11, 24),
        procedure=definition,
    )


def test_a_draft_of_the_former_edition_is_not_submitted_unseen(city):
    draft = city.draft("elder-card", "citizen")
    republish(city)
    with pytest.raises(EditionChanged):
        intake.submit_draft(actor=city.actor("citizen"), now=f.days(1), token=draft.token)
    assert rows.draft(city.actor("citizen"), draft.token).case is None
    # The day before, the former edition is still in force.
    intake.submit_draft(actor=city.actor("citizen"), now=f.NOW, token=draft.token)


def test_after_a_new_edition_what_was_typed_is_still_there(city):
    """The error says that what was filled in is kept: beginning again must find it."""
    old = city.draft("elder-card", "citizen")
    typed, files = old.typed, sorted(old.files.values_list("material", "token"))
    republish(city)
    actor = city.actor("citizen")
    new = drafts.open_draft(actor=actor, now=f.days(1), task_code=city.matters["elder-card"])
    assert new.edition.effective_from == date(2026, 11, 24)
    assert rows.draft(actor, new.token).typed == typed
    assert sorted(new.files.values_list("material", "token")) == files
    intake.submit_draft(actor=actor, now=f.days(1), token=new.token)
