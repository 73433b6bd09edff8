"""Publishing and claiming in bulk: nobody can tell it from one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import demo, services
from tongban.catalogue.errors import (
    CatalogueForbidden,
    ClaimRefused,
    EditionInvalid,
    MatterUnknown,
)
from tongban.catalogue.models import Claim, Edition, Implementation, Matter, Rebasing
from tongban.catalogue.services import bulk, bulk_claims
from tongban.catalogue.tests import applications, factories
from tongban.catalogue.tests.cast import editor, office
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.core.accounts.types import SYSTEM
from tongban.core.ledger import services as ledger
from tongban.core.ledger.models import Entry
from tongban.core.organisations.models import Organisation
from tongban.core.search import selectors as search
from tongban.forms.models import FormVersion

pytestmark = pytest.mark.django_db
SLUGS = ("drug-retail", "food-permit", "elder-card", "tobacco", "public-place")
COUNTIES = ("421202", "421281")
PROCEDURES = 2  # whatever the rows, each procedure that comes along is looked at once


@pytest.fixture
def city() -> None:
    factories.places()
    demo.load_words(now=NOW)
    for slug in SLUGS:
        demo.enter(factories.matter(slug), now=NOW)


def body(slug: str, division: str = "421202") -> Organisation:
    code = f"{factories.matter(slug)['department']}-{division}"
    return Organisation.objects.select_related("division").get(code=code)


def publication(slug: str, division: str, **changes: Any) -> bulk.Publication:
    """What is to be published of a matter, with the code that its body would have."""
    organisation = body(slug, division)
    code, definition = demo.procedure(factories.matter(slug)["content"]["procedure"], division)
    return bulk.Publication(
        task_code=Implementation.objects.get(matter__slug=slug, division=division).task_code,
        content=demo.content_for(factories.matter(slug), organisation)
        | {"procedure": code}
        | {k: v for k, v in changes.items() if k != "since"},
        effective_from=changes.get("since", date(2026, 1, 1)),
        procedure=definition if slug != "tobacco" else None,
        reason=f"演示：{slug}",
        prepared_by="account:1",
        reviewed_by="account:2",
    )


def implemented() -> None:
    for slug in SLUGS:
        for division in COUNTIES:
            services.implement(
                actor=SYSTEM, now=NOW, matter=slug, organisation=body(slug, division)
            )


def planned() -> list[bulk.Publication]:
    """First editions, one the same again, one changed, one changed twice, one for later."""
    found = [publication(slug, division) for slug in SLUGS for division in COUNTIES]
    found += [
        publication("food-permit", "421202"),
        publication("drug-retail", "421202", summary="改过的说明", since=date(2026, 6, 1)),
        publication("elder-card", "421281", summary="第一次改", since=date(2026, 6, 1)),
        publication("elder-card", "421281", summary="第二次改", since=date(2026, 7, 1)),
        publication("tobacco", "421281", summary="以后的", since=TODAY + timedelta(days=9)),
    ]
    form = found[2].content["form"]
    other = form | {"x-sections": [{**part, "hint": "演示"} for part in form["x-sections"]]}
    found.append(publication("food-permit", "421281", form=other, since=date(2026, 8, 1)))
    return found


def stored() -> dict[str, Any]:
    """Everything that publishing and claiming writes, without the numbers that rows get."""
    editions = [f.attname for f in Edition._meta.concrete_fields]
    editions = [n for n in editions if n not in {"id", "form_version_id"}]
    return {
        "editions": sorted(
            Edition.objects.values_list(
                *editions, "form_version__form__code", "form_version__number", "form_version__hash"
            ),
            key=str,
        ),
        "implementations": sorted(
            Implementation.objects.values_list(
                *[f.attname for f in Implementation._meta.concrete_fields if f.name != "id"]
            )
        ),
        "claims": sorted(
            Claim.objects.values_list(
                "matter__slug", "organisation__code", "state", "reason", "note", "at", "by",
                "implementation__task_code",
            )
        ),
        "forms": sorted(
            FormVersion.objects.values_list("form__code", "form__title", "number", "schema_text",
                                            "hash", "created_at")
        ),
        "ledger": sorted(
            Entry.objects.values_list("subject", "seq", "at", "actor", "on_behalf", "verb",
                                      "payload", "prev_hash", "hash")
        ),
        "moves": sorted(
            Rebasing.objects.values_list("edition__implementation__task_code", "edition__number",
                                         "state", "ordered_by", "ordered_at")
        ),
        "found": {
            query: sorted((hit.ref, hit.title, hit.url) for hit in search.find(query, limit=40))
            for query in ("药店", "食品", "改过的说明", "老年", "香烟", "kyd")
        },
    }  # fmt: skip


def rolled_back(act: Callable[[], None]) -> dict[str, Any]:
    with transaction.atomic():
        act()
        found = stored()
        transaction.set_rollback(True)
    return found


def publish_singly() -> None:
    for one in planned():
        services.publish_edition(
            actor=SYSTEM, now=NOW, task_code=one.task_code, content=one.content,
            effective_from=one.effective_from, procedure=one.procedure, reason=one.reason,
            prepared_by=one.prepared_by, reviewed_by=one.reviewed_by,
        )  # fmt: skip


@pytest.mark.parametrize("size", [500, 3])
def test_rows_ledger_forms_and_index_are_those_of_one_by_one(
    city: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(bulk, "BATCH", size)
    implemented()
    singly = rolled_back(publish_singly)
    assert len(singly["editions"]) == 15
    assert singly["found"]["药店"]

    def together() -> None:
        told: list[int] = []
        count = bulk.publish_many(
            actor=SYSTEM, now=NOW, publications=iter(planned()), done=told.append
        )
        assert count == 15
        assert sum(told) == 16

    assert rolled_back(together) == singly
    together()
    assert bulk.publish_many(actor=SYSTEM, now=NOW, publications=planned()[4:10]) == 2
    ledger.relay(now=NOW)
    assert ledger.verify(full=True).ok


def test_open_applications_are_moved_as_one_by_one_would_order(city: None) -> None:
    implementation = factories.published("drug-retail")
    applications.opened(implementation)
    fresh = publication("drug-retail", "421202", summary="改过的说明", since=TODAY)

    def singly() -> None:
        services.publish_edition(
            actor=SYSTEM, now=NOW, task_code=fresh.task_code, content=fresh.content,
            effective_from=TODAY, procedure=fresh.procedure, reason=fresh.reason,
            prepared_by="account:1", reviewed_by="account:2",
        )  # fmt: skip

    expected = rolled_back(singly)
    assert len(expected["moves"]) == 1
    assert (
        rolled_back(lambda: bulk.publish_many(actor=SYSTEM, now=NOW, publications=[fresh]) and None)
        == expected
    )


def test_a_batch_with_something_wrong_is_not_written_at_all(city: None) -> None:
    implemented()
    wrong = publication("elder-card", "421202", visits=-1)
    unparsed = publication("tobacco", "421202", visits="两次")
    sound = publication("food-permit", "421202")
    with pytest.raises(EditionInvalid) as caught:
        bulk.publish_many(actor=SYSTEM, now=NOW, publications=[sound, wrong, unparsed])
    invalid = caught.value.detail["invalid"]
    assert set(invalid) == {wrong.task_code, unparsed.task_code}
    assert {problem.field for problem in invalid[unparsed.task_code]} == {"visits"}
    assert caught.value.detail["problems"] == [p for each in invalid.values() for p in each]
    assert not Edition.objects.exists()
    assert not FormVersion.objects.exists()


def test_who_may_not_publish_one_may_not_publish_many(city: None) -> None:
    implemented()
    both = [publication("tobacco", division) for division in COUNTIES]
    of_xianan = office(body("tobacco"))
    with pytest.raises(CatalogueForbidden):
        bulk.publish_many(actor=of_xianan, now=NOW, publications=both)
    assert bulk.publish_many(actor=of_xianan, now=NOW, publications=both[:1]) == 1
    unknown = bulk.Publication("11421202MB00000001400013190600", {}, TODAY)
    with pytest.raises(MatterUnknown):
        bulk.publish_many(actor=SYSTEM, now=NOW, publications=[unknown])


def test_statements_do_not_grow_with_the_rows(city: None) -> None:
    implemented()
    bulk.publish_many(actor=SYSTEM, now=NOW, publications=planned()[:10])
    changed = [
        publication(slug, division, summary="改过的说明", since=TODAY)
        for slug in SLUGS
        for division in COUNTIES
    ]
    with CaptureQueriesContext(connection) as few:
        bulk.publish_many(actor=SYSTEM, now=NOW, publications=changed[:3])
    with CaptureQueriesContext(connection) as many:
        bulk.publish_many(actor=SYSTEM, now=NOW, publications=changed[3:])
    assert len(many) <= len(few) + PROCEDURES


# --- claims ---------------------------------------------------------------------------------------


def wanted() -> list[bulk_claims.NewClaim]:
    found = [
        bulk_claims.NewClaim(slug, body(slug, division), f"本地-{slug}")
        for slug in SLUGS
        for division in COUNTIES
    ]
    return [*found, found[0]]


@pytest.mark.parametrize("size", [500, 3])
def test_claims_are_those_of_one_by_one(
    city: None, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(bulk_claims, "BATCH", size)
    services.decline(
        actor=SYSTEM, now=NOW, matter="tobacco", organisation=body("tobacco"), reason="not_ours"
    )
    services.claim(actor=SYSTEM, now=NOW, matter="elder-card", organisation=body("elder-card"))
    services.implement(
        actor=SYSTEM, now=NOW, matter="food-permit", organisation=body("food-permit")
    )
    services.delegate(
        actor=SYSTEM, now=NOW, matter="public-place", giver=body("public-place", "421200"),
        taker=body("public-place", "421281"), source="5", basis="演示文件", since=TODAY,
    )  # fmt: skip

    def singly() -> None:
        for one in wanted():
            services.claim(
                actor=SYSTEM, now=NOW, matter=one.matter, organisation=one.organisation,
                local_code=one.local_code,
            )  # fmt: skip

    expected = rolled_back(singly)
    assert len(expected["claims"]) == 10
    codes: list[str] = []

    def together() -> None:
        codes[:] = bulk_claims.claim_many(actor=SYSTEM, now=NOW, claims=wanted())

    assert rolled_back(together) == expected
    together()
    assert len(codes) == 11
    assert codes[0] == codes[-1]
    assert set(codes) == set(Implementation.objects.values_list("task_code", flat=True))
    ledger.relay(now=NOW)
    assert ledger.verify(full=True).ok


def test_what_may_not_be_claimed_singly_may_not_be_claimed_in_bulk(city: None) -> None:
    one = bulk_claims.NewClaim("food-permit", body("food-permit"))
    with pytest.raises(CatalogueForbidden):
        bulk_claims.claim_many(actor=editor(body("tobacco")), now=NOW, claims=[one])
    with pytest.raises(MatterUnknown):
        bulk_claims.claim_many(
            actor=SYSTEM, now=NOW, claims=[one, bulk_claims.NewClaim("no-such", one.organisation)]
        )
    with pytest.raises(ClaimRefused, match="claim_level"):
        bulk_claims.claim_many(
            actor=SYSTEM, now=NOW,
            claims=[one, bulk_claims.NewClaim("drug-retail", body("drug-retail", "421200"))],
        )  # fmt: skip
    Matter.objects.filter(slug="food-permit").update(state="cancelled")
    with pytest.raises(ClaimRefused, match="claim_cancelled"):
        bulk_claims.claim_many(actor=SYSTEM, now=NOW, claims=[one])
    assert not Claim.objects.exists()
