"""The editor on the desk, through a browser's requests."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tongban.catalogue import rules, services, wording
from tongban.catalogue.models import Edition, EditionDraft
from tongban.catalogue.services import drafts
from tongban.catalogue.tests import cast
from tongban.catalogue.tests.desk import Place
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.accounts.types import SYSTEM

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}'


def test_begin_leads_to_the_one_draft(place: Place) -> None:
    answer = place.browser("editor").post(f"/desk/catalogue/lists/{place.shop.task_code}/draft/")
    assert answer["Location"] == f"/desk/catalogue/drafts/{place.draft.pk}/"
    assert EditionDraft.objects.count() == 1


def test_every_section_opens_and_has_its_fields(place: Place) -> None:
    browser = place.browser("editor")
    for section in wording.SECTIONS:
        page = browser.get(f"/desk/catalogue/drafts/{place.draft.pk}/{section}/")
        assert page.status_code == 200, section
        text = page.content.decode()
        for word in wording.FIELDS:
            if word.section == section:
                assert f'id="at-{word.name}"' in text, word.name
    assert browser.get(f"/desk/catalogue/drafts/{place.draft.pk}/release/").status_code == 200
    assert browser.get(f"/desk/catalogue/drafts/{place.draft.pk}/nothing/").status_code == 302


def test_what_a_matter_renews_and_by_which_rule_is_chosen_by_name(place: Place) -> None:
    for one in ("food-permit", "approval"):
        services.enter_document_type(
            actor=SYSTEM, now=NOW, code=one, name=f"证照 {one}", kind="licence", licence_type=one,
            issuer="市场监管局",
        )  # fmt: skip
    page = place.browser("editor").get(f"/desk/catalogue/drafts/{place.draft.pk}/result/")
    text = page.content.decode()
    for name in ("renews", "cancels"):
        field = text[text.index(f'id="at-{name}"') :]
        options = field[: field.index("</select>")]
        assert 'value="food-permit"' in options
        assert 'value="approval"' not in options  # of many kinds: nobody renews "it"
    rule = text[text.index('id="at-renewal_rule"') :]
    assert "医疗器械经营监督管理办法 §16：届满前30个工作日止" in rule[: rule.index("</select>")]


@pytest.mark.parametrize("who", ["window", "stranger"])
def test_the_draft_is_not_there_for_others(place: Place, who: str) -> None:
    browser = place.browser(who)
    root = f"/desk/catalogue/drafts/{place.draft.pk}/"
    for path in ("", "basic/", "preview/", "review/"):
        assert browser.get(root + path).status_code == 404
    for path in ("basic/save/", "basic/restore/", "card/?at=steps.r0", "submit/", "take-back/",
                 "drop/", "review/pass/", "review/back/", "review/publish/"):  # fmt: skip
        assert browser.post(root + path, {"note": "x"}).status_code in {403, 404}, path
    task = place.shop.task_code
    assert browser.get(f"/desk/catalogue/lists/{task}/").status_code == 404
    for act in ("suspend", "resume", "cancel", "draft"):
        answer = browser.post(f"/desk/catalogue/lists/{task}/{act}/", {"note": "x"})
        assert answer.status_code in {403, 404}
    assert place.draft.revision == 1


@pytest.mark.parametrize("who", ["chief", "auditor"])
def test_who_only_reads_reads_and_writes_nothing(place: Place, who: str) -> None:
    browser, root = place.browser(who), f"/desk/catalogue/drafts/{place.draft.pk}/"
    assert browser.get(root)["Location"] == root + "review/"
    assert browser.get(root + "review/").status_code == 200
    assert place.save(who, "basic", place.typed("summary", "改了")).status_code == 403
    assert browser.post(root + "submit/").status_code == 403
    assert place.draft.revision == 1


def test_what_is_typed_is_kept_and_the_answer_marks_what_is_wrong(place: Place) -> None:
    answer = place.save("editor", "online", place.typed("visits", "2") | {"visit_reason": ""})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert place.draft.raw["visits"] == 2
    assert 'data-problem="at-visit_reason"' in text
    assert "必须到现场的原因" in text
    assert "处要改" in text
    seen = rules.digest_of("visits", 2)
    assert f'name="seen.visits" value="{seen}"' in text


def test_a_number_that_is_none_stays_and_is_named(place: Place) -> None:
    text = place.save("editor", "online", place.typed("visits", "两次")).content.decode()
    assert place.draft.raw["visits"] == "两次"
    assert "应为整数" in text
    page = place.browser("editor").get(f"/desk/catalogue/drafts/{place.draft.pk}/preview/")
    assert "还不能预览" in page.content.decode()


def test_two_who_write_different_things_never_meet(place: Place) -> None:
    one, two = place.typed("summary", "甲写的"), place.typed("hours", "乙写的")
    assert place.save("editor", "basic", one).status_code == 200
    assert place.save("second", "place", two).status_code == 200
    assert (place.draft.raw["summary"], place.draft.raw["hours"]) == ("甲写的", "乙写的")


def test_two_who_write_the_same_are_told_and_nothing_is_lost(place: Place) -> None:
    one, two = place.typed("summary", "甲写的"), place.typed("summary", "乙写的")
    place.save("editor", "basic", one)
    refused = place.save("second", "basic", two)
    assert refused.status_code == 409
    text = refused.content.decode()
    for words in ("演示编写甲", "2026-11-23 09:00", "甲写的", "乙写的", "一句话说明",
                  'name="choose.summary"'):  # fmt: skip
        assert words in text
    assert place.draft.raw["summary"] == "甲写的"
    now = {"seen.summary": rules.digest_of("summary", "甲写的"), "summary": "乙写的"}
    root = f"/desk/catalogue/drafts/{place.draft.pk}/basic/save/"
    browser = place.browser("second")
    browser.post(root, now | {"choose.summary": "theirs"})
    assert place.draft.raw["summary"] == "甲写的"
    browser.post(root, now | {"choose.summary": "mine"})
    assert place.draft.raw["summary"] == "乙写的"


def test_without_a_script_the_page_comes_back_with_what_was_typed(place: Place) -> None:
    one, two = place.typed("summary", "甲写的"), place.typed("summary", "乙写的")
    place.save("editor", "basic", one)
    url = f"/desk/catalogue/drafts/{place.draft.pk}/basic/save/"
    page = place.browser("second").post(url, two)
    assert page.status_code == 409
    text = page.content.decode()
    assert "乙写的</textarea>" in text
    seen = rules.digest_of("summary", "甲写的")
    assert f'name="seen.summary" value="{seen}"' in text


def test_what_another_changed_is_not_written_back_by_who_did_not_touch_it(place: Place) -> None:
    """The page of the second still shows the old hours; saving something else keeps the new."""
    old = place.typed("hours", place.draft.raw["hours"])
    place.save("editor", "place", place.typed("hours", "新的时间"))
    answer = place.save("second", "place", old | place.typed("address", "新的地点"))
    assert (place.draft.raw["hours"], place.draft.raw["address"]) == ("新的时间", "新的地点")
    text = answer.content.decode()
    assert "办理时间有了新的内容" in text
    assert f'name="seen.hours" value="{old["seen.hours"]}"' in text


def test_the_day_and_the_reason(place: Place) -> None:
    day = (TODAY + timedelta(days=3)).isoformat()
    empty = rules.digest_of("reason", "")
    first = {"seen.effective_from": empty, "seen.reason": empty}
    place.save("editor", "release", first | {"effective_from": day, "reason": "少跑一次"})
    assert (str(place.draft.effective_from), place.draft.reason) == (day, "少跑一次")
    met = place.save("second", "release", first | {"effective_from": "", "reason": "另一个"})
    assert met.status_code == 409
    assert "少跑一次" in met.content.decode()
    seen = {"seen.effective_from": rules.digest_of("x", day)}
    seen["seen.reason"] = rules.digest_of("x", "少跑一次")
    place.save("editor", "release", seen | {"effective_from": "", "reason": "少跑一次"})
    assert place.draft.effective_from is None
    place.save("editor", "release", {"seen.effective_from": empty, "effective_from": "明天"})
    assert place.draft.effective_from is None


def test_what_is_fixed_from_above_is_shown_and_not_taken(place: Place) -> None:
    page = place.browser("editor").get(f"/desk/catalogue/drafts/{place.draft.pk}/basis/")
    text = page.content.decode()
    assert "上级统一规定" in text
    assert 'name="basis' not in text
    place.save("editor", "basis", {"seen.basis": "x", "basis.__rows": [""]})
    assert place.draft.raw["basis"]


def test_a_card_opens_with_what_it_holds_and_a_new_one_is_empty(place: Place) -> None:
    browser, root = place.browser("editor"), f"/desk/catalogue/drafts/{place.draft.pk}/card/"
    held = {"materials.r0.__json": json.dumps({"code": "x", "name": "改过的名字", "odd": 1})}
    text = browser.post(root + "?at=materials.r0", held).content.decode()
    assert 'value="改过的名字"' in text
    assert "&quot;odd&quot;:1" in text
    new = browser.post(root + "?new=1&at=materials").content.decode()
    assert 'name="materials.__rows"' in new
    assert "data-fresh" in new
    for odd in ("?at=", "?at=../x", "?new=1&at=nothing", "?at=x.y"):
        assert browser.post(root + odd).status_code in {200, 400}


def test_markup_in_any_field_is_text_wherever_it_is_shown(place: Place) -> None:
    def soiled(value: Any) -> Any:
        if isinstance(value, str):
            return EVIL
        if isinstance(value, list):
            return [soiled(one) for one in value]
        return {k: soiled(v) for k, v in value.items()} if isinstance(value, dict) else value

    draft = place.draft
    texts = {w.name for w in wording.FIELDS if w.kind in {"text", "long", "texts", "rows"}}
    raw = draft.raw
    soil = {k: soiled(v) for k, v in raw.items() if k in texts - {"basis", "procedure"}}
    for row, before in zip(soil["materials"], raw["materials"], strict=True):
        row.update({k: before[k] for k in ("necessity", "source", "when", "code") if k in before})
    for row, before in zip(soil["conditions"], raw["conditions"], strict=True):
        row.update({"when": before.get("when")})
    for n, row in enumerate(soil["questions"]):
        row["code"] = raw["questions"][n]["code"]
        row["default"] = raw["questions"][n]["default"]
        for m, choice in enumerate(row["choices"]):
            choice["code"] = raw["questions"][n]["choices"][m]["code"]
    soil["handling_forms"] = raw["handling_forms"]
    drafts.save(actor=cast.editor(place.shop.organisation), now=NOW, draft_id=draft.pk,
                changes=soil, revision=draft.revision, reason=EVIL)  # fmt: skip
    browser, root = place.browser("editor"), f"/desk/catalogue/drafts/{draft.pk}/"
    pages = [browser.get(f"{root}{section}/") for section in [*wording.SECTIONS, "release"]]
    pages += [browser.get(root + "preview/"), browser.get(root + "review/")]
    row = json.dumps(soil["materials"][0])
    pages.append(browser.post(root + "card/?at=materials.r0", {"materials.r0.__json": row}))
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "还不能预览" not in pages[-3].content.decode()
    assert "&lt;script&gt;" in pages[-3].content.decode()


def test_a_draft_of_200_materials_is_drawn_and_saved_whole(
    place: Place, django_assert_max_num_queries: Any
) -> None:
    draft = place.draft
    many = [{"code": f"m{n}", "name": f"材料{n}", "when": {"eq": ["scope", "rx"]}}
            for n in range(200)]  # fmt: skip
    drafts.save(actor=cast.editor(place.shop.organisation), now=NOW, draft_id=draft.pk,
                changes={"materials": many}, revision=draft.revision)  # fmt: skip
    browser, root = place.browser("editor"), f"/desk/catalogue/drafts/{draft.pk}/materials/"
    with django_assert_max_num_queries(12):
        page = browser.get(root).content.decode()
    assert page.count("data-card ") + page.count("data-card>") == 200
    sent = {"seen.materials": rules.digest_of("materials", many), "materials.__rows": [""]}
    for n, row in enumerate(many):
        sent["materials.__rows"].append(f"r{n}")
        sent[f"materials.r{n}.__json"] = json.dumps(row, ensure_ascii=False)
    sent["materials.__rows"].remove("r7")
    for n in range(100):  # as many opened as nobody ever will
        for m in range(24):
            sent[f"materials.r{n}.x{m}"] = ""
    assert place.save("editor", "materials", sent).status_code == 200
    assert [one["code"] for one in place.draft.raw["materials"]] == [
        f"m{n}" for n in range(200) if n != 7
    ]


def test_saving_costs_the_same_whatever_the_size(
    place: Place, django_assert_num_queries: Any
) -> None:
    browser = place.browser("editor")
    url = f"/desk/catalogue/drafts/{place.draft.pk}/basic/save/"
    browser.post(url, place.typed("summary", "先来一次"), headers={"X-Autosave": "1"})
    data = place.typed("summary", "再来一次")
    with django_assert_num_queries(SAVE):
        browser.post(url, data, headers={"X-Autosave": "1"})
    many = [{"code": f"m{n}", "name": f"材料{n}"} for n in range(200)]
    drafts.save(actor=cast.editor(place.shop.organisation), now=NOW, draft_id=place.draft.pk,
                changes={"materials": many}, revision=place.draft.revision)  # fmt: skip
    data = place.typed("summary", "又来一次")
    with django_assert_num_queries(SAVE):
        browser.post(url, data, headers={"X-Autosave": "1"})


SAVE = 17


def test_a_section_goes_back_to_what_holds(place: Place) -> None:
    place.save("editor", "basic", place.typed("summary", "写坏了") | place.typed("audience", [""]))
    place.save("editor", "place", place.typed("hours", "留下"))
    place.browser("editor").post(f"/desk/catalogue/drafts/{place.draft.pk}/basic/restore/")
    assert place.draft.raw["summary"] == Edition.objects.get().raw["summary"]
    assert place.draft.raw["audience"] == ["enterprise"]
    assert place.draft.raw["hours"] == "留下"


def test_the_preview_follows_answers_and_says_what_is_missing(place: Place) -> None:
    browser, url = place.browser("editor"), f"/desk/catalogue/drafts/{place.draft.pk}/preview/"
    assert "执业药师劳动合同" in browser.get(url).content.decode()
    part = browser.get(url, {"scope": "otc_b"}, headers={"HX-Request": "true",
                                                         "HX-Target": "asked"})  # fmt: skip
    assert "执业药师劳动合同" not in part.content.decode()
    assert "看别的地方" not in part.content.decode()
    place.save("editor", "scenarios", {
        "seen.questions": rules.digest_of("questions", place.draft.raw["questions"]),
        "questions.__rows": ["n1"], "questions.n1.text": "没有选项的问题",
    })  # fmt: skip
    assert "还不能预览" in browser.get(url).content.decode()


def test_the_scenarios_show_the_walk(place: Place) -> None:
    page = place.browser("editor").get(f"/desk/catalogue/drafts/{place.draft.pk}/scenarios/")
    text = page.content.decode()
    assert '<strong class="num">48</strong> 条路径' in text
    assert '<strong class="num">5–11</strong> 份' in text
