"""What was granted is open to all, and tells no more than the law asks (许可法 §40)."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.cases.models import Case
from tongban.cases.selectors import grants
from tongban.cases.tests.factories import NOW, XIANAN, City
from tongban.core.accounts.types import SYSTEM
from tongban.licences import services as licences
from tongban.licences.rules.grounds import GROUNDS
from tongban.licences.selectors import by_sources

pytestmark = pytest.mark.django_db


def page(city: City, **asked: str) -> str:
    return city.client().get(reverse("cases-grants"), asked).content.decode()


def test_a_granted_permit_is_there_at_once_with_its_fields(city: City) -> None:
    case = city.granted()
    [one] = grants.shown(grants.found(), now=NOW)
    licence = by_sources([case.subject])[case.subject]
    assert (one.holder, one.uscc) == (case.applicant_name, case.applicant.uscc)
    assert (one.document, one.licence_number) == ("准予决定书", licence.number)
    assert one.document_number
    assert (one.state, one.body_uscc) == ("有效", case.item.organisation.uscc)
    shown = page(city)
    assert one.document_number in shown
    assert case.item.number not in shown  # how to reach the case is its parties' own


def test_what_is_not_granted_is_not_there(city: City) -> None:
    city.at_decision()
    assert grants.found() == []
    assert "没有这样的许可决定" in page(city)


def test_a_persons_name_is_masked_and_no_key_to_the_list(city: City) -> None:
    case = city.granted()
    person = city.parties["citizen"]
    Case.objects.filter(pk=case.pk).update(applicant=person, applicant_name=person.name)
    [one] = grants.shown(grants.found(), now=NOW)
    assert one.holder != person.name
    assert "*" in one.holder
    assert one.uscc == ""
    assert grants.found(text=person.name) == []
    assert person.name not in page(city)


def test_it_is_narrowed_by_name_county_and_time(city: City) -> None:
    case = city.granted()
    assert len(grants.found(text=case.applicant_name)) == 1
    assert grants.found(text=case.applicant_name[:-1]) == []
    assert len(grants.found(text=case.item.title[:4], county=XIANAN)) == 1
    assert grants.found(county="421281") == []
    after = (NOW + timedelta(days=2)).date()
    assert grants.found(since=after) == []
    for junk in ({"after": "x-1"}, {"after": "9" * 30 + "-1"}, {"county": "1"}, {"days": "x"}):
        assert case.applicant_name in page(city, **junk)


def test_it_says_when_a_permit_holds_no_longer(city: City) -> None:
    case = city.granted()
    licence = by_sources([case.subject])[case.subject]
    licences.change_status(
        actor=SYSTEM, now=NOW, licence_id=licence.pk, act="suspend", reason="演示原因",
        ground=GROUNDS["suspend"][0].code, document="演示〔2026〕1号",
    )  # fmt: skip
    assert grants.shown(grants.found(), now=NOW)[0].state == "暂扣"
    Case.objects.filter(pk=case.pk).update(revoked_at=NOW)
    assert grants.shown(grants.found(), now=NOW)[0].state == "已撤销"


def test_as_a_table_it_has_the_fields_of_the_double_publicity(city: City) -> None:
    case = city.granted()
    answer = city.client().get(reverse("cases-grants-table"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == list(grants.FIELDS.values())
    assert rows[1][0] == case.applicant_name
    assert len(rows[1]) == len(grants.FIELDS)


def test_pages_take_the_same_statements_and_lead_on(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = city.granted(), city.granted(NOW + timedelta(days=1))
    monkeypatch.setattr("tongban.cases.portal.grants.PAGE", 1)
    client, address = city.client(), reverse("cases-grants")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        shown = client.get(address).content.decode()
    monkeypatch.setattr("tongban.cases.portal.grants.PAGE", 20)
    with CaptureQueriesContext(connection) as both:
        client.get(address)
    assert len(one) == len(both)
    assert second.decided_at is not None
    assert first.decided_at is not None
    link = shown.split("after=")[1].split('"')[0]
    older = client.get(f"{address}?after={link}").content.decode()
    held = by_sources([first.subject, second.subject])
    assert held[second.subject].number in shown
    assert held[first.subject].number in older
    assert held[second.subject].number not in older
