"""帮办代办: a window enters an application for whoever stands there, for its own matters alone."""

import pytest

from tongban.cases.errors import CaseForbidden
from tongban.cases.models import Case, Draft
from tongban.cases.selectors import rows
from tongban.cases.services import drafts, intake
from tongban.cases.tests import factories as f
from tongban.core.ledger.models import Entry
from tongban.core.notices.models import Notice

MATTER = "drug-retail"


def assist(city, who="window", *, party="firm", matter=MATTER):
    return drafts.assist(
        actor=city.actor(who), now=f.NOW, task_code=city.matters[matter],
        party=city.parties[party].pk,
    )  # fmt: skip


def whole(city, draft, who="window"):
    """Fill the draft as an applicant of its own would, by the clerk's hand."""
    model = city.draft(MATTER)
    actor = city.actor(who)
    drafts.save(actor=actor, now=f.NOW, token=draft.token, answers=model.answered, data=model.typed)
    codes = {row.material for row in model.files.all()}
    drafts.keep_files(
        actor=actor, now=f.NOW, token=draft.token, given={code: [city.file(who)] for code in codes}
    )
    return draft


def test_the_case_is_the_applicants_and_says_who_entered_it(city):
    draft = whole(city, assist(city))
    case = intake.submit_draft(actor=city.actor("window"), now=f.NOW, token=draft.token)
    firm = city.parties["firm"]
    assert (case.channel, case.applicant_id, case.agent) == ("hall", firm.pk, None)
    entry = Entry.objects.filter(subject=case.item.ledger_subject).order_by("seq").first()
    assert (entry.actor, entry.on_behalf) == (city.actor("window").ref, f"party:{firm.pk}")
    told = Notice.objects.filter(template="cases.received").get()
    assert told.account_id == case.account_id != city.accounts["window"].pk
    assert rows.by_number(case.item.number, city.actor("agent")).pk == case.pk


def test_taken_up_again_for_the_same_person_and_begun_for_another(city):
    first = assist(city)
    assert assist(city).pk == first.pk
    assert assist(city, party="citizen").pk != first.pk
    own = drafts.open_draft(actor=city.actor("window"), now=f.NOW, task_code=city.matters[MATTER])
    assert own.channel == "web"
    assert own.pk != first.pk


@pytest.mark.parametrize("who", ["chibi", "reviewer", "citizen", "leader"])
def test_only_the_matters_of_ones_own_window(city, who):
    with pytest.raises(CaseForbidden):
        assist(city, who)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("matter", ["food-renewal", "food-cancel"])
def test_what_begins_in_the_holders_wallet_is_not_entered_here(city, matter):
    with pytest.raises(CaseForbidden) as caught:
        assist(city, matter=matter)
    assert caught.value.reason == "case_from_wallet"
    assert city.matters[matter] not in city.client("window").get("/desk/assist/").content.decode()


def test_it_stays_whose_it_was_begun_for(city):
    draft = assist(city)
    with pytest.raises(CaseForbidden):
        drafts.apply_as(
            actor=city.actor("window"), now=f.NOW, token=draft.token,
            party=city.parties["citizen"].pk,
        )  # fmt: skip


def test_the_pages_list_ones_own_and_keep_what_is_typed(city, django_assert_max_num_queries):
    browser = city.client("window")
    page = browser.get("/desk/assist/").content.decode()
    assert city.matters[MATTER] in page
    assert city.matters["road-dig"] in page  # the same window takes for two bodies
    assert city.matters["drug-retail"] in page
    with django_assert_max_num_queries(12):
        found = browser.get("/desk/assist/?q=药品").content.decode()
    assert city.matters["road-dig"] not in found
    path = f"/desk/assist/{city.matters[MATTER]}/"
    sent = {"name": "演示一", "identity_type": "resident_id", "number": "421202199001011234"}
    refused = browser.post(path, sent)
    assert refused.status_code == 422
    assert "演示一" in refused.content.decode()
    firm = city.parties["firm"]
    sent = {"name": firm.name, "identity_type": "uscc", "number": firm.identity_number}
    answer = browser.post(path, sent)
    assert answer.status_code == 302
    assert "/apply/draft/" in answer.url
    assert firm.name in browser.get(answer.url).content.decode()
    assert city.client("citizen").get("/desk/assist/").status_code in {302, 403}
    assert city.client("reviewer").get("/desk/assist/").status_code == 403
    assert not Case.objects.exists()


def test_the_window_can_read_a_card_into_the_form(city, settings):
    path = f"/desk/assist/{city.matters[MATTER]}/"
    answer = city.client("window").get(path)
    assert f'data-read-card="{settings.BRIDGE_URL}"' in answer.content.decode()
    assert f"connect-src 'self' {settings.BRIDGE_URL}" in answer["Content-Security-Policy"]
    settings.BRIDGE_URL = ""  # no devices: the same page, typed by hand
    answer = city.client("window").get(path)
    assert answer.status_code == 200
    assert "data-read-card" not in answer.content.decode()
    assert "connect-src" not in answer["Content-Security-Policy"]


def test_only_a_draft_of_the_window_has_its_camera(city, settings):
    drafts_page = "/apply/draft/{}/materials/"
    helped = city.client("window").get(drafts_page.format(assist(city).token))
    assert f'data-scan="{settings.BRIDGE_URL}"' in helped.content.decode()
    assert f"connect-src 'self' {settings.BRIDGE_URL}" in helped["Content-Security-Policy"]
    own = city.client("agent").get(drafts_page.format(city.draft(MATTER).token))
    assert own.status_code == 200
    assert "data-scan" not in own.content.decode()
    assert settings.BRIDGE_URL not in own["Content-Security-Policy"]
