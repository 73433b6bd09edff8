"""An edition's life: published, replaced, suspended, cancelled; never changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import (
    CatalogueForbidden,
    EditionInvalid,
    MatterNotInForce,
    MatterUnknown,
)
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.accounts.types import ANONYMOUS, SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Any:
    factories.places()
    return factories.published("drug-retail")


def test_the_edition_in_force_carries_all_that_an_application_needs(shop: Any) -> None:
    edition = selectors.edition_in_force(shop.task_code, on=TODAY)
    assert len(shop.task_code) == 31
    assert edition.parsed.promised.limit is not None
    assert (edition.promised_value, edition.parsed.promised.limit.value) == (6, 6)
    assert edition.form_version.schema == edition.parsed.form
    assert (edition.procedure_code, edition.procedure_version) == ("site-visit", 1)
    assert edition.implementation.matter.name == "药品经营许可证（零售）核发"


def test_the_parallel_procedure_names_the_traffic_police_of_the_division(db: None) -> None:
    factories.places()
    road = factories.published("road-dig", "421281")
    edition = selectors.edition_in_force(road.task_code, on=TODAY)
    assert edition.procedure_code == "road-dig-421281"


def test_a_published_edition_never_changes(shop: Any) -> None:
    edition = selectors.edition_in_force(shop.task_code, on=TODAY)
    edition.content_text = "{}"
    with pytest.raises(TypeError):
        edition.save()
    with pytest.raises(TypeError):
        edition.save(update_fields=["content_text"])
    with pytest.raises(TypeError):
        edition.delete()


def test_a_new_edition_ends_the_old_one_the_day_before(shop: Any) -> None:
    first = selectors.edition_in_force(shop.task_code, on=TODAY)
    start = TODAY + timedelta(days=10)
    second = factories.republish(shop, start, summary="改了")
    assert selectors.edition_in_force(shop.task_code, on=start - timedelta(days=1)).pk == first.pk
    assert selectors.edition_in_force(shop.task_code, on=start).pk == second.pk
    assert selectors.edition_by_id(first.pk).parsed.summary != "改了"
    assert selectors.guide(shop.task_code, on=start, number=1).in_force is False


def test_the_same_content_again_is_the_same_edition(shop: Any) -> None:
    first = selectors.edition_in_force(shop.task_code, on=TODAY)
    assert factories.republish(shop, TODAY).pk == first.pk


def test_an_unknown_matter_and_one_not_yet_in_force(shop: Any) -> None:
    with pytest.raises(MatterUnknown):
        selectors.edition_in_force("x" * 31, on=TODAY)
    with pytest.raises(MatterNotInForce) as caught:
        selectors.edition_in_force(shop.task_code, on=date(2020, 1, 1))
    assert caught.value.reason == "matter_not_yet"


def test_a_suspended_matter_says_why_and_comes_back(shop: Any) -> None:
    services.suspend(actor=SYSTEM, now=NOW, task_code=shop.task_code, note="系统升级")
    with pytest.raises(MatterNotInForce) as caught:
        selectors.edition_in_force(shop.task_code, on=TODAY)
    assert (caught.value.reason, caught.value.detail["note"]) == ("matter_suspended", "系统升级")
    services.resume(actor=SYSTEM, now=NOW, task_code=shop.task_code)
    assert selectors.edition_in_force(shop.task_code, on=TODAY)
    services.cancel(actor=SYSTEM, now=NOW, task_code=shop.task_code, note="改为备案")
    with pytest.raises(MatterNotInForce) as caught:
        selectors.edition_in_force(shop.task_code, on=TODAY)
    assert caught.value.reason == "matter_cancelled"


def test_an_edition_against_the_rules_is_not_published(shop: Any) -> None:
    with pytest.raises(EditionInvalid) as caught:
        factories.republish(shop, TODAY, complain_phone="1", ask_phone="1", basis=[])
    assert {p.rule for p in caught.value.detail["problems"]} >= {"same_phone", "no_basis"}


def test_only_the_service_office_publishes(shop: Any) -> None:
    with pytest.raises(CatalogueForbidden):
        services.suspend(actor=ANONYMOUS, now=NOW, task_code=shop.task_code, note="")


def test_what_renews_or_ends_a_licence_is_found_by_its_type(db: None) -> None:
    factories.places()
    renewal, ending = factories.published("food-renewal"), factories.published("food-cancel")
    factories.published("food-permit")
    for act, matter in (("renews", renewal), ("cancels", ending)):
        found = selectors.editions_upon(act, {"food-permit", "other"}, on=TODAY)
        assert [one.implementation.task_code for one in found] == [matter.task_code]
        assert selectors.editions_upon(act, {"other"}, on=TODAY) == []
    services.suspend(actor=SYSTEM, now=NOW, task_code=renewal.task_code, note="停办")
    assert selectors.editions_upon("renews", {"food-permit"}, on=TODAY) == []
