"""Reviews on the desk: passed on, sent back, published, with files and open applications."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tongban.catalogue import rules
from tongban.catalogue.models import Edition, EditionDraft
from tongban.catalogue.services import drafts
from tongban.catalogue.tests import cast
from tongban.catalogue.tests.applications import accepted
from tongban.catalogue.tests.desk import Place, submitted
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.files import services as files
from tongban.core.files.tests.factories import pdf

pytestmark = pytest.mark.django_db


def test_the_way_through_three_hands(place: Place) -> None:
    root = submitted(place)
    chief, office = place.browser("chief"), place.browser("office")
    assert "药品经营许可证" in chief.get("/desk/").content.decode()
    assert "等您处理的实施清单" in office.get("/desk/").content.decode()
    assert "药品经营许可证" not in office.get("/desk/").content.decode()
    page = chief.get(root + "review/").content.decode()
    for words in ("新的说明", "开药店必须先有这张证", "群众看不懂", "演示编写甲", "通过，报政务办",
                  "修改", "和第 1 版相比"):  # fmt: skip
        assert words in page
    assert "审核通过并发布" not in page
    chief.post(root + "review/pass/")
    assert "药品经营许可证" in office.get("/desk/").content.decode()
    assert "审核通过并发布" in office.get(root + "review/").content.decode()
    day = (TODAY + timedelta(days=5)).isoformat()
    office.post(root + "review/publish/", {"effective_from": day})
    edition = Edition.objects.get(number=2)
    assert str(edition.effective_from) == day
    done = office.get(root + "review/").content.decode()
    assert "看发布的第 2 版" in done
    assert "和第 1 版相比" in done


def test_the_effect_on_what_is_open_is_shown_before_and_after(place: Place) -> None:
    """One open application under the first edition; the new promise is shorter."""
    item = accepted(place.shop)
    promised = {**place.draft.raw["promised"], "limit": {"value": 4, "unit": "day",
                                                         "day_kind": "working"}}  # fmt: skip
    changes = {"promised": promised, "steps": []}
    drafts.save(actor=cast.editor(place.shop.organisation), now=NOW, draft_id=place.draft.pk,
                changes=changes, revision=place.draft.revision)  # fmt: skip
    root = submitted(place)
    place.browser("chief").post(root + "review/pass/")
    office = place.browser("office")
    page = office.get(root + "review/").content.decode()
    for words in ("对在办件的影响", item.number, "改按新版",
                  "承诺时限由 6 个工作日改为 4 个工作日"):  # fmt: skip
        assert words in page
    office.post(root + "review/publish/")
    assert "在办件改版" in office.get(root + "review/").content.decode()


def test_nothing_open_is_said_too(place: Place) -> None:
    root = submitted(place)
    assert "现在没有在办件" in place.browser("chief").get(root + "review/").content.decode()


def stored(owner: Any, name: str = "空白表.pdf") -> str:
    found = files.receive(owner=f"account:{owner.pk}", now=NOW, name=name,
                          stream=[pdf()], purpose="catalogue")  # fmt: skip
    return found.token


def with_file(place: Place, token: str) -> dict[str, Any]:
    rows = place.draft.raw["materials"]
    sent: dict[str, Any] = {"seen.materials": rules.digest_of("materials", rows)}
    sent["materials.__rows"] = ["r3"]
    sent["materials.r3.__json"] = json.dumps(rows[min(3, len(rows) - 1)], ensure_ascii=False)
    sent["materials.r3.blank_file"] = ["", token]
    return sent


def test_a_blank_form_is_the_bodys_until_it_is_published_and_everybodys_then(place: Place) -> None:
    token = stored(place.people["editor"])
    assert place.save("editor", "materials", with_file(place, token)).status_code == 200
    url = f"/files/{token}/"
    assert place.browser("chief").get(url).status_code == 200
    assert place.browser("stranger").get(url).status_code == 404
    assert Client().get(url).status_code == 302
    held = {"materials.r0.__json": json.dumps(place.draft.raw["materials"][0])}
    card = place.browser("editor").post(
        f"/desk/catalogue/drafts/{place.draft.pk}/card/?at=materials.r0", held
    )
    assert "空白表.pdf" in card.content.decode()
    root = submitted(place)
    place.browser("chief").post(root + "review/pass/")
    place.browser("office").post(root + "review/publish/")
    assert Client().get(url).status_code == 200
    guide = Client().get(f"/matters/{place.shop.task_code}/").content.decode()
    assert url in guide
    assert "下载空白表格" in guide
    place.browser("editor").post(f"/desk/catalogue/lists/{place.shop.task_code}/draft/")
    assert place.save("second", "materials", with_file(place, "")).status_code == 200
    assert (
        "blank_file" not in place.draft.raw["materials"][0]
        or not (place.draft.raw["materials"][0]["blank_file"])
    )
    assert Client().get(url).status_code == 200  # the old edition still names it


def test_anothers_file_is_not_taken(place: Place) -> None:
    token = stored(place.people["stranger"])
    for one in (token, "x" * 22):
        answer = place.save("editor", "materials", with_file(place, one))
        assert answer.status_code in {403, 404, 422}, answer.status_code
    assert place.draft.revision == 1
    assert place.browser("editor").get(f"/files/{token}/").status_code == 404


def test_who_may_not_pass_or_publish_does_not(place: Place) -> None:
    root = submitted(place)
    for who in ("editor", "office", "auditor"):
        assert place.browser(who).post(root + "review/pass/").status_code == 403
    for who in ("editor", "chief", "auditor"):
        assert place.browser(who).post(root + "review/publish/").status_code == 403
    assert place.browser("office").post(root + "review/publish/").status_code == 409
    assert Edition.objects.count() == 1


def test_sent_back_with_a_reason_it_waits_for_its_writer(place: Place) -> None:
    root = submitted(place)
    chief = place.browser("chief")
    chief.post(root + "review/back/", {"note": " "})
    assert place.draft.state == "body_review"
    chief.post(root + "review/back/", {"note": "请写清楚地点"})
    editor = place.browser("editor")
    assert "被退回" in editor.get("/desk/").content.decode()
    assert "请写清楚地点" in editor.get(root).content.decode()
    editor.post(root + "submit/")
    editor.post(root + "take-back/")
    assert place.draft.state == "editing"
    editor.post(root + "drop/")
    assert not EditionDraft.objects.open().exists()
    assert editor.get(root + "review/").status_code == 200


def test_a_past_day_is_refused_with_words(place: Place) -> None:
    root = submitted(place)
    place.browser("chief").post(root + "review/pass/")
    past = (TODAY - timedelta(days=1)).isoformat()
    answer = place.browser("office").post(
        root + "review/publish/", {"effective_from": past}, follow=True
    )
    assert "生效日期不能早于今天" in answer.content.decode()
    assert Edition.objects.count() == 1


def test_what_is_wrong_keeps_a_draft_back(place: Place) -> None:
    place.save("editor", "online", place.typed("visits", "3"))
    root = f"/desk/catalogue/drafts/{place.draft.pk}/"
    answer = place.browser("editor").post(root + "submit/", follow=True)
    assert "处要改，改好后再提交" in answer.content.decode()
    assert place.draft.state == "editing"
