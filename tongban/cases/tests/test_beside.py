"""A second application while the first runs: shown, not forbidden."""

import json

import pytest
from django.urls import reverse

from tongban.cases.selectors.beside import beside_case, beside_draft
from tongban.workflow.types import Withdraw

pytestmark = pytest.mark.django_db


def of(city, draft, who="agent"):
    return beside_draft(
        city.actor(who),
        applicant=draft.applicant_id,
        implementation=draft.edition.implementation_id,
        answers=draft.answered,
        data=draft.typed,
    )


def test_nothing_runs_yet(city):
    assert of(city, city.draft()) == []


def test_the_same_again_is_told_with_its_number(city):
    first = city.submitted()
    found = of(city, city.draft())
    assert [(one.number, one.same) for one in found] == [(first.item.number, True)]


def test_another_content_is_another_application(city):
    city.submitted()
    draft = city.draft()
    name = next(key for key, value in draft.typed.items() if isinstance(value, str))
    draft.data = json.dumps({**draft.typed, name: "另一家"})
    assert [one.same for one in of(city, draft)] == [False]


def test_what_is_over_is_not_beside(city):
    case = city.submitted()
    city.perform("agent", case, Withdraw("不办了"))
    assert of(city, city.draft()) == []


def test_others_learn_nothing(city):
    city.submitted()
    draft = city.draft()
    assert of(city, draft, who="other") == []


def test_the_desk_shows_both_ways(city):
    first, second = city.submitted(), city.submitted()
    window = city.actor("window")
    assert [one.number for one in beside_case(window, first)] == [second.item.number]
    page = city.client("window").get(reverse("cases-desk-detail", args=[first.item.number]))
    assert "申请内容完全相同" in page.content.decode()
    assert second.item.number in page.content.decode()


def test_the_applicant_is_shown_the_way_there(city):
    first, draft = city.submitted(), city.draft()
    page = city.client("agent").get(reverse("cases-apply", args=[draft.token, "check"]))
    assert first.item.number in page.content.decode()
    assert "内容与这一份完全相同" in page.content.decode()
