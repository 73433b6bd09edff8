"""The desk's claims: what is to be answered, many at once, taken back, how far everybody is."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.catalogue import selectors, services
from tongban.catalogue.errors import CatalogueForbidden, ClaimRefused
from tongban.catalogue.figures import declared
from tongban.catalogue.models import Claim, Matter
from tongban.catalogue.rules.claiming import Progress, departments_of
from tongban.catalogue.services import MatterDraft, drafts
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import MatterType
from tongban.core.accounts.tests.factories import account, clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.figures.types import FigureQuery
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation

pytestmark = pytest.mark.django_db
OWN = "演示scjg"


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def entered(n: int, **changes: Any) -> Matter:
    given: dict[str, Any] = {
        "catalog_code": f"000131950{n:03d}",
        "slug": f"m-{n}",
        "name": f"演示事项{n:03d}",
        "type": MatterType.PERMIT,
        "levels": "4",
        "department": OWN,
    } | changes
    return services.enter_matter(actor=SYSTEM, now=NOW, draft=MatterDraft(**given))


def code(n: int) -> str:
    return f"000131950{n:03d}"


@pytest.fixture
def body(db: None) -> Organisation:
    factories.places()
    return Organisation.objects.select_related("division").get(code="scjg-421202")


def given(body: Organisation, n: int, act: str, **more: Any) -> Any:
    acts: Any = {"claim": services.claim, "decline": services.decline, "release": services.release}
    return acts[act](actor=cast.editor(body), now=NOW, matter=code(n), organisation=body, **more)


def names(body: Organisation, **narrowed: Any) -> list[str]:
    return [row.matter.name for row in selectors.claimable(body, on=TODAY, **narrowed).rows]


def test_departments_go_by_what_a_county_calls_them() -> None:
    assert "卫健委" in departments_of("卫健局")
    assert "市场监管局" in departments_of("市场监管局")
    assert "公安交警" not in departments_of("公安局")
    assert departments_of("") == ()


def test_the_own_departments_entries_of_the_own_level_come_first(body: Organisation) -> None:
    entered(1, department="演示mzj")
    entered(2)
    entered(3, levels="3")
    entered(4)
    assert names(body) == ["演示事项002", "演示事项004", "演示事项001"]
    assert names(body, own=True) == ["演示事项002", "演示事项004"]
    assert names(body, text="004") == ["演示事项004"]
    assert names(body, text=code(1)) == ["演示事项001"]


def test_pages_follow_on_by_key(body: Organisation) -> None:
    entered(1, department="演示mzj")
    for n in (2, 3, 4):
        entered(n)
    seen, after = [], ""
    for _ in range(4):
        page = selectors.claimable(body, on=TODAY, after=after, limit=1)
        seen += [row.matter.name for row in page.rows]
        after = page.after
    assert seen == ["演示事项002", "演示事项003", "演示事项004", "演示事项001"]
    assert after == ""
    assert len(names(body, after="junk", limit=9)) == 4


def test_what_was_handed_over_is_to_be_answered_too(body: Organisation) -> None:
    entered(1, levels="3", department="演示mzj")
    city = Organisation.objects.select_related("division").get(code="mzj-421200")
    services.delegate(
        actor=SYSTEM, now=NOW, matter=code(1), giver=city, taker=body, source="2",
        basis="演示文件", since=TODAY,
    )  # fmt: skip
    (row,) = selectors.claimable(body, on=TODAY).rows
    assert row.delegation is not None
    assert row.delegation.giver == city
    assert selectors.progress([body], on=TODAY)[body.pk] == Progress(0, 0, 1)
    given(body, 1, "claim")
    assert selectors.progress([body], on=TODAY)[body.pk] == Progress(1, 0, 0)


def test_a_cancelled_entry_is_not_asked_for_any_more(body: Organisation) -> None:
    entered(1)
    services.cancel_matter(actor=SYSTEM, now=NOW, matter=code(1), note="演示")
    assert names(body) == []
    assert selectors.progress([body], on=TODAY)[body.pk] == Progress()


def test_an_answer_can_be_taken_back_until_the_list_is_begun(body: Organisation) -> None:
    entered(1)
    with pytest.raises(ClaimRefused) as caught:
        given(body, 1, "release")
    assert caught.value.reason == "release_nothing"
    claim = given(body, 1, "claim")
    assert given(body, 1, "release").state == "released"
    assert given(body, 1, "release").state == "released"
    assert Entry.objects.filter(verb="catalogue.released").count() == 1
    assert names(body) == ["演示事项001"]
    again = given(body, 1, "claim")
    assert (again.pk, again.state) == (claim.pk, "claimed")
    drafts.begin(actor=cast.editor(body), now=NOW, task_code=again.implementation.task_code)
    with pytest.raises(ClaimRefused) as caught:
        given(body, 1, "release")
    assert caught.value.reason == "release_begun"
    assert Claim.objects.get().state == "claimed"


def test_nobody_takes_back_for_another_body(body: Organisation) -> None:
    entered(1)
    given(body, 1, "claim")
    other = Organisation.objects.select_related("division").get(code="mzj-421202")
    with pytest.raises(CatalogueForbidden):
        services.release(actor=cast.editor(other), now=NOW, matter=code(1), organisation=body)


def test_one_that_cannot_be_done_keeps_no_other_back(body: Organisation) -> None:
    entered(1)
    entered(2, levels="3")
    batch = services.answer_many(
        actor=cast.editor(body), now=NOW, matters=[code(1), code(2), code(9)],
        organisation=body, act="claim",
    )  # fmt: skip
    assert batch.done == 1
    assert [(one, why.reason) for one, why in batch.refused] == [
        (code(2), "claim_level"),
        (code(9), "matter_unknown"),
    ]
    assert Claim.objects.get().matter.catalog_code == code(1)


def test_declining_many_needs_its_reason_before_anything_is_done(body: Organisation) -> None:
    entered(1)
    whole: dict[str, Any] = {
        "actor": cast.editor(body), "now": NOW, "matters": [code(1)], "organisation": body,
        "act": "decline",
    }  # fmt: skip
    with pytest.raises(ClaimRefused) as caught:
        services.answer_many(**whole, reason="other")
    assert caught.value.reason == "decline_note"
    assert not Claim.objects.exists()
    assert services.answer_many(**whole, reason="vertical").done == 1
    assert selectors.progress([body], on=TODAY)[body.pk] == Progress(0, 1, 0)


def test_the_rate_leaves_out_what_was_declined_and_is_summed_by_division(
    body: Organisation,
) -> None:
    for n in range(1, 6):
        entered(n)
    given(body, 1, "claim")
    given(body, 2, "claim")
    given(body, 3, "decline", reason="vertical")
    other = Organisation.objects.select_related("division").get(code="scjg-421281")
    far = selectors.progress([body, other], on=TODAY)
    assert far[body.pk] == Progress(2, 1, 2)
    assert far[body.pk].rate == 0.5
    assert far[other.pk] == Progress(0, 0, 5)
    (figure,) = [one for one in declared() if one.code == "catalogue.claimed"]
    query = FigureQuery(at=NOW, division="421200")
    assert figure.numerator(query) == 2
    assert figure.denominator is not None
    assert figure.denominator(query) == 9
    assert figure.grouped is not None
    parts = figure.grouped(query)
    assert (parts["421202"].numerator, parts["421202"].denominator) == (2, 4)
    assert (parts["421281"].numerator, parts["421281"].denominator) == (0, 5)


def test_reading_costs_the_same_however_much_there_is(
    body: Organisation, django_assert_num_queries: Any
) -> None:
    entered(1)
    with django_assert_num_queries(3):
        selectors.claimable(body, on=TODAY)
    for n in range(2, 20):
        entered(n)
        given(body, n, "claim")
    with django_assert_num_queries(3):
        assert len(selectors.claimable(body, on=TODAY, state="claimed").rows) == 18
    every = selectors.bodies_of(cast.office(body))
    with django_assert_num_queries(3):
        selectors.progress([body], on=TODAY)
    with django_assert_num_queries(3):
        selectors.progress(every, on=TODAY)


# --- the pages ------------------------------------------------------------------------------------


def url(body: Organisation, query: str = "") -> str:
    return f"/desk/catalogue/claims/{body.code}/{query}"


def test_an_editor_of_one_body_claims_many_and_reads_what_could_not_be_done(
    client: Client, body: Organisation
) -> None:
    entered(1)
    entered(2)
    entered(3, levels="3")
    client.force_login(clerk("editor", body))
    assert client.get("/desk/catalogue/claims/")["Location"] == url(body)
    page = client.get(url(body)).content.decode()
    assert "演示事项001" in page
    assert "演示事项003" not in page
    answer = client.post(url(body), {"act": "claim", "matter": [code(1), code(3)]})
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "已认领 1 项。" in said
    assert "不由" in said
    assert Claim.objects.get().matter.catalog_code == code(1)
    answer = client.post(url(body), {"act": "claim", "matter": [code(2)]})
    assert answer.status_code == 302
    page = client.get(url(body, "?state=claimed")).content.decode()
    assert "演示事项002" in page
    assert "100.00%" in page


def test_declining_without_a_reason_keeps_what_was_ticked(
    client: Client, body: Organisation
) -> None:
    entered(1)
    client.force_login(clerk("editor", body))
    answer = client.post(url(body), {"act": "decline", "matter": [code(1)]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请选择不认领的原因。" in page
    assert f'value="{code(1)}" id="m-{code(1)}" checked' in page
    answer = client.post(
        url(body), {"act": "decline", "matter": [code(1)], "reason": "other", "note": "<b>演示"}
    )
    assert answer.status_code == 302
    page = client.get(url(body, "?state=declined")).content.decode()
    assert "其他原因：&lt;b&gt;演示" in page
    assert client.post(url(body), {"act": "claim"}).status_code == 422


def test_a_county_editor_reaches_no_other_body(client: Client, body: Organisation) -> None:
    entered(1)
    other = Organisation.objects.get(code="scjg-421281")
    client.force_login(clerk("editor", body))
    assert client.get(url(other)).status_code == 403
    assert client.post(url(other), {"act": "claim", "matter": [code(1)]}).status_code == 403
    assert not Claim.objects.exists()


def test_the_service_office_sees_every_body_with_its_rate(
    client: Client, body: Organisation
) -> None:
    entered(1)
    given(body, 1, "claim")
    city = Organisation.objects.get(code="mzj-421200")
    client.force_login(clerk("service_office", city, division="421200"))
    page = client.get("/desk/catalogue/claims/").content.decode()
    assert body.name in page
    assert "100.00%" in page
    assert "50.00%" in page  # 赤壁 has not answered
    page = client.get("/desk/catalogue/claims/?division=421281").content.decode()
    assert body.name not in page


def test_who_only_reads_has_nothing_to_tick(client: Client, body: Organisation) -> None:
    entered(1)
    client.force_login(clerk("auditor", body))
    page = client.get(url(body)).content.decode()
    assert "演示事项001" in page
    assert 'name="matter"' not in page
    assert client.post(url(body), {"act": "claim", "matter": [code(1)]}).status_code == 403
    client.force_login(clerk("window", body))
    assert client.get("/desk/catalogue/claims/").status_code == 403
    client.force_login(account())
    assert client.get(url(body)).status_code in {302, 403}


def test_the_guide_names_both_bodies_of_a_power_handed_on(
    client: Client, body: Organisation
) -> None:
    found = factories.published("drug-retail", "421202")
    city = Organisation.objects.select_related("division").get(code="scjg-421200")
    page = client.get(f"/matters/{found.task_code}/").content.decode()
    assert "法定本级行使，法定机关" in page
    handed = services.delegate(
        actor=SYSTEM, now=NOW, matter="drug-retail", giver=city, taker=body, source="5",
        basis="演示委托书", since=TODAY,
    )  # fmt: skip
    found.delegation, found.power_source, found.body_nature = handed, "5", "3"
    found.save()
    page = client.get(f"/matters/{found.task_code}/").content.decode()
    assert "上级委托，受委托组织" in page
    assert f"上级委托机关：{city.name}" in page
    assert "演示委托书" in page


def test_the_guide_shows_what_a_matter_stands_below(client: Client, body: Organisation) -> None:
    found = factories.published("drug-retail", "421202")
    code_of_main = found.matter.catalog_code[:9] + "000"
    services.enter_matter(
        actor=SYSTEM,
        now=NOW,
        draft=MatterDraft(
            catalog_code=code_of_main, slug="main", name="演示主项", type=MatterType.PERMIT
        ),
    )
    found.matter.parent = Matter.objects.get(catalog_code=code_of_main)
    found.matter.save(update_fields=["parent"])
    page = client.get(f"/matters/{found.task_code}/").content.decode()
    assert f"所属：演示主项 › {found.matter.name}" in page
