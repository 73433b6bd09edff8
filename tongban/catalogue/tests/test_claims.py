"""Claims of the basic catalogue: by level, with a reason when declined, by delegated power."""

from datetime import date
from typing import Any

import pytest

from tongban.catalogue import services
from tongban.catalogue.errors import CatalogueForbidden, ClaimRefused, MatterUnknown
from tongban.catalogue.models import Claim, Implementation, Matter
from tongban.catalogue.services import MatterDraft
from tongban.catalogue.tests import cast, factories
from tongban.catalogue.tests.factories import NOW
from tongban.catalogue.types import MatterType
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation
from tongban.lib.identifiers import IdentifierError

pytestmark = pytest.mark.django_db


def entered(code: str = "000131950001", **changes: Any) -> Matter:
    given: dict[str, Any] = {
        "catalog_code": code,
        "slug": f"m-{code}",
        "name": f"演示事项{code}",
        "type": MatterType.PERMIT,
        "levels": "4",
        "department": "市场监管局",
    } | changes
    return services.enter_matter(actor=SYSTEM, now=NOW, draft=MatterDraft(**given))


@pytest.fixture
def body(db: None) -> Organisation:
    factories.places()
    return Organisation.objects.select_related("division").get(code="scjg-421202")


def test_a_body_claims_what_its_level_may_exercise(body: Organisation) -> None:
    entered()
    editor = cast.editor(body)
    claim = services.claim(actor=editor, now=NOW, matter="000131950001", organisation=body)
    assert claim.state == "claimed"
    assert claim.implementation is not None
    assert claim.implementation.task_code == f"{body.uscc}4000131950001"
    assert claim.implementation.state == Implementation.State.PENDING
    again = services.claim(actor=editor, now=NOW, matter="000131950001", organisation=body)
    assert again.pk == claim.pk
    assert Entry.objects.filter(verb="catalogue.claimed").count() == 1


def test_another_level_may_not_claim_unless_the_power_was_delegated(body: Organisation) -> None:
    entered()
    city = Organisation.objects.select_related("division").get(code="scjg-421200")
    entered("000131950002", levels="3")
    with pytest.raises(ClaimRefused) as caught:
        services.claim(actor=cast.editor(body), now=NOW, matter="000131950002", organisation=body)
    assert caught.value.reason == "claim_level"
    given = services.delegate(
        actor=cast.office(city),
        now=NOW,
        matter="000131950002",
        giver=city,
        taker=body,
        source="2",
        basis="演示市政府令第 1 号",
        since=date(2026, 1, 1),
    )
    claim = services.claim(
        actor=cast.editor(body), now=NOW, matter="000131950002", organisation=body
    )
    assert claim.implementation is not None
    assert claim.implementation.delegation == given
    assert (given.giver, given.taker) == (city, body)
    assert claim.implementation.get_power_source_display() == "上级下放"


def test_an_entrusted_body_acts_in_the_name_of_who_entrusted_it(body: Organisation) -> None:
    city = Organisation.objects.select_related("division").get(code="scjg-421200")
    entered(levels="3")
    services.delegate(
        actor=cast.office(city), now=NOW, matter="000131950001", giver=city, taker=body,
        source="5", basis="委托书", since=date(2026, 1, 1),
    )  # fmt: skip
    claim = services.claim(
        actor=cast.editor(body), now=NOW, matter="000131950001", organisation=body
    )
    assert claim.implementation is not None
    assert claim.implementation.get_body_nature_display() == "受委托组织"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source": "1"}, "delegation_source"),
        ({"basis": " "}, "delegation_basis"),
        ({"taker": "scjg-421200"}, "delegation_self"),
    ],
)
def test_a_delegation_says_what_by_what_and_to_whom(
    body: Organisation, changes: dict[str, str], reason: str
) -> None:
    city = Organisation.objects.select_related("division").get(code="scjg-421200")
    entered(levels="3")
    given: dict[str, Any] = {"source": "2", "basis": "文件", "taker": "scjg-421202"} | changes
    given["taker"] = Organisation.objects.get(code=given["taker"])
    with pytest.raises(ClaimRefused) as caught:
        services.delegate(
            actor=cast.office(city), now=NOW, matter="000131950001", giver=city,
            since=date(2026, 1, 1), **given,
        )  # fmt: skip
    assert caught.value.reason == reason


def test_declining_needs_a_reason_and_other_needs_words(body: Organisation) -> None:
    entered()
    editor = cast.editor(body)
    for reason, code in (("", "decline_reason"), ("other", "decline_note")):
        with pytest.raises(ClaimRefused) as caught:
            services.decline(
                actor=editor, now=NOW, matter="000131950001", organisation=body, reason=reason
            )
        assert caught.value.reason == code
    declined = services.decline(
        actor=editor, now=NOW, matter="000131950001", organisation=body, reason="vertical"
    )
    assert declined.state == "declined"
    assert Implementation.objects.count() == 0
    changed = services.claim(actor=editor, now=NOW, matter="000131950001", organisation=body)
    assert changed.pk == declined.pk
    assert (changed.state, changed.reason) == ("claimed", "")


def test_what_is_published_cannot_be_declined(body: Organisation) -> None:
    shop = factories.published("drug-retail")
    with pytest.raises(ClaimRefused) as caught:
        services.decline(
            actor=cast.editor(body), now=NOW, matter="drug-retail", organisation=body,
            reason="not_ours",
        )  # fmt: skip
    assert caught.value.reason == "decline_published"
    assert Claim.objects.get(implementation=shop).state == "claimed"


def test_only_leaves_are_claimed(body: Organisation) -> None:
    entered("000131951000", levels="4")
    entered("000131951001", levels="4")
    entered("00013195100101", levels="4")
    editor = cast.editor(body)
    for code in ("000131951000", "000131951001"):
        with pytest.raises(ClaimRefused) as caught:
            services.claim(actor=editor, now=NOW, matter=code, organisation=body)
        assert caught.value.reason == "claim_not_leaf"
    claim = services.claim(actor=editor, now=NOW, matter="00013195100101", organisation=body)
    assert claim.implementation is not None
    assert len(claim.implementation.task_code) == 33
    ranks = dict(Matter.objects.values_list("catalog_code", "rank"))
    assert list(ranks.values()) == ["main", "sub", "handling"] or set(ranks.values()) == {
        "main", "sub", "handling",
    }  # fmt: skip


def test_a_handling_item_needs_its_sub_item_and_right_digits(body: Organisation) -> None:
    with pytest.raises(MatterUnknown):
        entered("00013195200101")
    entered("000131952001")
    with pytest.raises(IdentifierError) as caught:
        entered("000131952001A1")
    assert caught.value.reason == "handling_code_serial"


def test_a_cancelled_entry_ends_what_was_never_published_and_asks_the_rest(
    body: Organisation,
) -> None:
    shop = factories.published("drug-retail")
    other = Organisation.objects.select_related("division").get(code="scjg-421281")
    claim = services.claim(
        actor=cast.editor(other), now=NOW, matter="drug-retail", organisation=other
    )
    services.cancel_matter(actor=SYSTEM, now=NOW, matter=shop.matter.catalog_code, note="依据废止")
    shop.refresh_from_db()
    assert claim.implementation is not None
    claim.implementation.refresh_from_db()
    assert shop.state == Implementation.State.IN_USE
    assert shop.notices.get().content["ended"] == "依据废止"
    assert claim.implementation.state == Implementation.State.CANCELLED
    with pytest.raises(ClaimRefused) as caught:
        services.claim(actor=cast.editor(body), now=NOW, matter="drug-retail", organisation=body)
    assert caught.value.reason == "claim_cancelled"


def test_strangers_neither_claim_nor_decline_nor_delegate(body: Organisation) -> None:
    entered()
    other = Organisation.objects.select_related("division").get(code="cgzf-421281")
    for actor in (cast.editor(other), cast.reviewer(body)):
        with pytest.raises(CatalogueForbidden):
            services.claim(actor=actor, now=NOW, matter="000131950001", organisation=body)
        with pytest.raises(CatalogueForbidden):
            services.delegate(
                actor=actor, now=NOW, matter="000131950001", giver=body, taker=other,
                source="2", basis="x", since=date(2026, 1, 1),
            )  # fmt: skip
    assert Claim.objects.visible_to(cast.editor(other)).count() == 0
