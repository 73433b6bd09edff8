"""Both faces through a browser's requests: applying, following, acting, and every refusal."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.cases.models import Case, Draft
from tongban.cases.selectors import rows
from tongban.cases.services import corrections
from tongban.cases.tests import factories as f
from tongban.cases.types import Lack
from tongban.core.ledger.models import Entry
from tongban.lib.identifiers import demo_identity
from tongban.parties.models import Party

STRANGER = demo_identity(777, date(1970, 1, 1))
HUGE = "9" * 40


def url(draft, page, more=""):
    return f"/apply/draft/{draft.token}/{page}/{more}"


def form_of(draft):
    """What a browser sends of a filled form page."""
    sent = {}
    for key, value in draft.typed.items():
        sent[key] = "on" if value is True else value
    return sent


# --- the citizen's side ---------------------------------------------------------------------------


def test_a_visitor_is_asked_to_log_in_and_comes_back(city):
    path = f"/apply/{city.matters['elder-card']}/"
    answer = city.client().get(path)
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next={path}"


def test_the_whole_way_of_an_application(city):
    ready = city.draft("elder-card", "other")  # knows what a filled form looks like
    browser = city.client("citizen")
    answer = browser.get(f"/apply/{city.matters['elder-card']}/")
    assert answer.status_code == 302
    draft = Draft.objects.get(account=city.accounts["citizen"])
    assert answer["Location"] == url(draft, "form")
    assert browser.get(url(draft, "form")).status_code == 200
    answer = browser.post(url(draft, "form"), form_of(ready))
    assert answer["Location"] == url(draft, "materials")
    upload = SimpleUploadedFile("照片.pdf", f.page(), "application/pdf")
    sent = browser.post("/files/upload?purpose=material", {"file": upload})
    assert sent.status_code < 300, sent.content
    token = re.search(r"[A-Za-z0-9_-]{22}", sent.content.decode())
    assert token is not None
    answer = browser.post(url(draft, "materials"), {"material:photo": token.group()})
    assert answer["Location"] == url(draft, "check")
    assert "核对" in browser.get(url(draft, "check")).content.decode()
    answer = browser.post(f"/apply/draft/{draft.token}/submit/")
    case = Case.objects.get()
    assert answer["Location"] == f"/my/cases/{case.item.number}/submitted/"
    assert case.item.number in browser.get(answer["Location"]).content.decode()
    again = browser.post(f"/apply/draft/{draft.token}/submit/")
    assert again["Location"] == answer["Location"]
    assert Case.objects.count() == 1
    # A page of the draft that is still open somewhere leads to the case.
    assert browser.get(url(draft, "form"))["Location"] == f"/my/cases/{case.item.number}/"
    assert browser.get(f"/my/cases/{case.item.number}/").status_code == 200


def test_typing_is_kept_and_answers_nothing(city):
    draft, browser = city.draft("elder-card", "citizen"), city.client("citizen")
    sent = form_of(draft) | {"applicant.party.phone": "未打完"}
    assert browser.post(url(draft, "form", "save/"), sent).status_code == 204
    assert rows.draft(city.actor("citizen"), draft.token).typed["applicant.party.phone"] == "未打完"


def test_nine_wrong_things_are_all_shown(city):
    names = [
        "shop.premises.name", "shop.premises.address", "shop.premises.area", "contact.person.name",
        "contact.person.phone", "head.person.name", "head.person.identity_number",
        "quality_head.person.name", "applicant.delivery.way",
    ]  # fmt: skip
    draft, browser = city.draft(without=[*names, "equipment"]), city.client("agent")
    answer = browser.post(f"/apply/draft/{draft.token}/submit/")
    assert answer.status_code == 422
    assert len(answer.context["errors"]) == 10
    page = answer.content.decode()
    for error in answer.context["field_errors"]:
        assert error.message in page
    assert "设施设备清单" in page  # what is wrong on another page is said here too
    assert not Case.objects.exists()


def test_a_draft_is_put_away_and_brought_back(city):
    draft, browser = city.draft("elder-card", "citizen"), city.client("citizen")
    browser.post(f"/apply/draft/{draft.token}/discard/")
    assert f"/apply/draft/{draft.token}/restore/" in browser.get("/my/cases/").content.decode()
    gone = browser.post(f"/apply/draft/{draft.token}/submit/")
    assert gone.status_code == 409
    browser.post(f"/apply/draft/{draft.token}/restore/")
    assert browser.post(f"/apply/draft/{draft.token}/submit/").status_code == 302


@pytest.mark.parametrize("path", ["form", "materials", "check"])
def test_anothers_draft_is_not_there(city, path):
    draft = city.draft("elder-card", "citizen")
    for who in ("other", "window", "leader"):
        assert city.client(who).get(url(draft, path)).status_code == 404
        assert city.client(who).post(url(draft, path), {}).status_code == 404


def test_another_cases_number_is_not_there(city):
    case = city.submitted("elder-card", "citizen")
    number = case.item.number
    for who in ("other", "chibi", "traffic", "admin"):
        browser = city.client(who)
        for path in (f"/my/cases/{number}/", f"/my/cases/{number}/submitted/"):
            answer = browser.get(path)
            assert answer.status_code == 404
            assert "没有找到" in answer.content.decode()
            assert number not in re.sub(
                r'(href|action|content)="[^"]*"', "", answer.content.decode()
            )
        assert browser.get(f"/desk/cases/{number}/").status_code in {403, 404}
        assert browser.post(f"/my/cases/{number}/withdraw/").status_code == 404
    case.item.refresh_from_db()
    assert case.item.state == "submitted"


def test_the_applicant_follows_corrects_urges_and_withdraws(city):
    case, browser = city.submitted("elder-card", "citizen"), city.client("citizen")
    path = f"/my/cases/{case.item.number}/"
    corrections.ask_correction(
        actor=city.actor("window"),
        now=f.NOW,
        case=case,
        version=None,
        lacks=[Lack("material:photo", "照片", "看不清"), Lack("applicant.party.phone", "手机", "")],
    )
    page = browser.get(path).content.decode()
    assert "请补正以下内容" in page
    assert "看不清" in page
    bare = browser.post(f"{path}correct/", {})
    assert bare.status_code == 422
    assert len(bare.context["errors"]) == 2
    browser.post(
        f"{path}correct/",
        {"material:photo": city.file("citizen"), "applicant.party.phone": "12000005555"},
    )
    case = rows.by_number(case.item.number, city.actor("citizen"))
    assert case.item.state == "submitted"
    assert case.typed["applicant.party.phone"] == "12000005555"
    browser.post(f"{path}urge/", {"reason": "急用"})
    browser.post(f"{path}withdraw/", {"reason": "不办了"})
    case.item.refresh_from_db()
    assert case.item.state == "withdrawn"


def test_my_list_goes_on_by_key_and_bears_junk(city):
    city.submitted("elder-card", "citizen")
    browser = city.client("citizen")
    for after in ("", "0", "x", "-1", HUGE, "٣", "²"):
        assert browser.get("/my/cases/", {"after": after}).status_code == 200
    assert browser.get("/my/cases/", {"after": "a\x00b"}).status_code == 400


def test_nul_is_refused_and_nothing_is_kept(city):
    draft, browser = city.draft("elder-card", "citizen"), city.client("citizen")
    before = rows.draft(city.actor("citizen"), draft.token).revision
    sent = form_of(draft) | {"applicant.party.name": "甲\x00乙"}
    assert browser.post(url(draft, "form"), sent).status_code == 400
    assert rows.draft(city.actor("citizen"), draft.token).revision == before


@pytest.mark.parametrize("field", ["applicant", "version", "task"])
def test_junk_numbers_are_no_fault(city, field):
    draft, browser = city.draft("elder-card", "citizen"), city.client("citizen")
    for value in (HUGE, "-1", "x", "", "1.5", "٣"):
        assert browser.post(url(draft, "form"), {field: value}).status_code < 500
        assert browser.post(url(draft, "form", "save/"), {field: value}).status_code < 500


# --- the desk -------------------------------------------------------------------------------------


def desk(case, more=""):
    return f"/desk/cases/{case.item.number}/{more}"


def test_a_clerk_accepts_and_the_page_says_so(city):
    case, browser = city.submitted(), city.client("window")
    page = browser.get(desk(case))
    assert page.status_code == 200
    answer = browser.post(desk(case, "accept/"), {"version": case.item.version}, follow=True)
    assert "已办理" in answer.content.decode()
    case.item.refresh_from_db()
    assert case.item.state == "accepted"


def test_two_clerks_on_one_task(city):
    case = city.submitted()
    first, second, version = city.client("window"), city.client("window2"), case.item.version
    first.post(desk(case, "accept/"), {"version": version})
    answer = second.post(desk(case, "refuse/"), {"version": version, "reason": "不归我们管"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "刚刚被别人办理过" in page
    assert "办理中" in page  # the present state, not the one that was looked at
    case.refresh_from_db()
    assert (case.item.state, case.reason) == ("accepted", "")


def test_the_desk_asks_for_corrections_of_what_was_ticked(city):
    case, browser = city.submitted(), city.client("window")
    answer = browser.post(desk(case, "ask_correction/"), {"version": case.item.version})
    assert answer.status_code == 422  # nothing ticked
    browser.post(
        desk(case, "ask_correction/"),
        {
            "version": case.item.version,
            "place": ["material:plan", "shop.premises.name", "made.up"],
            "what:material:plan": "请标尺寸",
        },
    )
    lacks = case.corrections.get().lacks
    assert [(lack.place, lack.what) for lack in lacks] == [
        ("material:plan", "请标尺寸"),
        ("shop.premises.name", "请补交"),
    ]


def test_steps_are_done_from_the_desk(city):
    case = city.accepted()
    path = desk(case, "complete/")
    assert city.client("reviewer").post(path, {"task": HUGE}).status_code in {409, 422}
    city.client("reviewer").post(path, {"task": city.task(case, "review"), "opinion": "同意"})
    wrong = city.client("window").post(path, {"task": city.task(case, "visit"), "outcome": "pass"})
    assert wrong.status_code == 403
    back = {"task": city.task(case, "visit"), "to": "applicant", "reason": "请整改"}
    city.client("inspector").post(desk(case, "send_back/"), back)
    page = city.client("agent").get(f"/my/cases/{case.item.number}/").content.decode()
    assert "请反馈整改情况" in page
    city.client("agent").post(
        f"/my/cases/{case.item.number}/rectify/",
        {"task": city.task(case, "visit"), "note": "已整改"},
    )
    assert city.client("inspector").get(desk(case)).status_code == 200


@pytest.mark.parametrize("who", ["leader", "auditor", "service"])
def test_who_only_watches_sees_no_act_and_does_none(city, who):
    case, browser = city.submitted(), city.client(who)
    page = browser.get(desk(case))
    assert page.status_code == 200
    assert not {"accept", "refuse", "complete", "ask_correction"} & page.context["by_act"].keys()
    for name in ("accept", "refuse", "ask_correction", "complete", "suspend", "terminate"):
        answer = browser.post(desk(case, f"{name}/"), {"reason": "试试", "place": "material:plan"})
        assert answer.status_code in {403, 409, 422}
    case.item.refresh_from_db()
    assert case.item.state == "submitted"


def test_unknown_acts_are_not_there(city):
    case = city.submitted()
    assert city.client("window").post(desk(case, "delete/")).status_code == 404
    assert city.client("window").get(desk(case, "accept/")).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["complete", "send_back", "suspend", "resume", "ask", "rule", "transfer", "supervise", "reply",
     "terminate", "note", "urge", "accept", "refuse", "ask_correction"],
)  # fmt: skip
def test_acts_bear_junk(city, name):
    case = city.accepted()
    for who in ("reviewer", "service"):
        for value in ("", "x", HUGE, "-1", "長" * 5000):
            junk = dict.fromkeys(
                ["task", "to", "reason", "days", "pause", "request", "assignee", "version", "text",
                 "outcome", "opinion", "place", "grant", "note", "redirect"], value,
            )  # fmt: skip
            status = city.client(who).post(desk(case, f"{name}/"), junk).status_code
            assert status < 500, (name, value, status)


def test_personal_values_are_shown_for_a_recorded_reason_only(city):
    case, browser = city.submitted(), city.client("window")
    identity = case.typed["head.person.identity_number"]
    assert identity not in browser.get(desk(case)).content.decode()
    bare = browser.post(desk(case, "unmask/"), {"reason": ""}, follow=True)
    assert identity not in bare.content.decode()
    assert not Entry.objects.filter(subject=case.subject, verb__contains="read").exists()
    shown = browser.post(desk(case, "unmask/"), {"reason": "电话核实负责人身份"})
    assert identity in shown.content.decode()
    entry = Entry.objects.filter(subject=case.subject).latest("pk")
    assert entry.actor == city.actor("window").ref
    assert "电话核实负责人身份" in json.dumps(entry.payload, ensure_ascii=False)
    for who in ("leader", "auditor"):
        denied = city.client(who).post(desk(case, "unmask/"), {"reason": "我想看看"}, follow=True)
        assert identity not in denied.content.decode()


def test_the_list_finds_by_number_and_name_and_bears_junk(city):
    case, browser = city.submitted(), city.client("window")
    for query, hits in (
        ({"q": case.item.number}, 1),
        ({"q": "演示大药房"}, 1),
        ({"q": "没有这个人"}, 0),
        ({"state": "accepted"}, 0),
        ({"state": "submitted"}, 1),
        ({"state": "nonsense"}, 1),
        ({"after": HUGE}, 1),
        ({"after": str(case.pk)}, 0),
        ({"q": "' OR 1=1 --"}, 0),
        ({"q": "<script>alert(1)</script>"}, 0),
    ):
        answer = browser.get("/desk/cases/", query)
        assert len(answer.context["rows"]) == hits, query
        assert "<script>alert(1)</script>" not in answer.content.decode()


def test_citizens_have_no_desk(city):
    case = city.submitted("elder-card", "citizen")
    for path in ("/desk/", "/desk/cases/", desk(case), "/desk/todos/"):
        assert city.client("citizen").get(path).status_code in {403, 404}, path


def test_a_task_of_five_thousand_digits_is_none(city):
    case = city.accepted()
    sent = {"task": "9" * 5000, "note": "已整改"}
    answer = city.client("agent").post(f"/my/cases/{case.item.number}/rectify/", sent)
    assert answer.status_code == 302


def test_a_citizen_cannot_name_anybody_by_the_api(city):
    """Who may say by number who applies could try numbers, and write a phone beside a stranger."""
    body = {
        "task_code": city.matters["elder-card"],
        "applicant": {"name": "演示旁人", "identity_type": "resident_id", "number": STRANGER},
    }
    before = Party.objects.count()
    answer = city.client("other").post("/api/v1/cases", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "case_not_for_them")
    assert Party.objects.count() == before


def test_the_window_prints_a_paper_and_who_has_no_window_opens_it(city, settings):
    case = city.accepted()
    page = city.client("window").get(desk(case))
    assert f'data-print="{settings.BRIDGE_URL}"' in page.content.decode()
    assert settings.BRIDGE_URL in page["Content-Security-Policy"]
    for who, path in (("reviewer", desk(case)), ("agent", f"/my/cases/{case.item.number}/")):
        answer = city.client(who).get(path)
        assert answer.status_code == 200
        assert "/papers/" in answer.content.decode()
        assert "data-print" not in answer.content.decode()
        assert settings.BRIDGE_URL not in answer["Content-Security-Policy"]
