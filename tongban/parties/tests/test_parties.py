"""Who applies: found by number, never renamed silently, linked, authorised, masked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.errors import ReasonMissing
from tongban.core.accounts.tests import factories as people
from tongban.core.accounts.tests.factories import NOW
from tongban.core.accounts.types import ANONYMOUS, SYSTEM, Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.ledger.models import Entry
from tongban.forms.ports import sources
from tongban.lib.identifiers import demo_uscc
from tongban.parties import demo, rules, selectors, services
from tongban.parties.errors import (
    AlreadyLinked,
    BadIdentity,
    BadPeriod,
    NameDiffers,
    NoSuchParty,
    NotAllowed,
    OwnAgent,
    PartyClosed,
)
from tongban.parties.models import Authorisation, Party, PartyAccount
from tongban.parties.tests import factories as make

pytestmark = pytest.mark.django_db
RARE = "演示·㛃𬭎"


def _actor(name: str = "演示某人") -> tuple[Actor, Party]:
    account = people.account(name)
    party = make.person(name, account)
    return accounts.actor_of(account, now=NOW), party


def _staff(role: str) -> Actor:
    people.divisions()
    place = people.organisation(f"xa-{role}")
    return accounts.actor_of(people.clerk(role, place), now=NOW)


def test_identify_finds_the_same_party_whatever_the_writing() -> None:
    number = make.identity_number(7)
    one = make.person(RARE, number=number)
    again = services.identify(
        actor=SYSTEM,
        now=NOW,
        kind="natural",
        name="  演示•㛃𬭎 ",
        identity_type="resident_id",
        number=f" {number[:6]} {number[6:].lower()}",
    )
    assert again == one
    assert (one.name, one.pinyin.startswith("yan shi")) == (RARE, True)
    assert Party.objects.get().name == RARE
    assert Party.objects.get().identity_number == number


def test_numbers_are_sealed_at_rest_and_unique_by_type() -> None:
    number = make.identity_number(7)
    one = make.person(number=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM parties_party")
        row = "|".join(map(str, cursor.fetchone()))
    assert number not in row
    assert "12000000001" not in row
    assert number not in "".join(Entry.objects.values_list("payload", flat=True))
    clone = Party.objects.get()
    clone.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        clone.save(force_insert=True)
    clone.identity_type = "passport"
    clone.save(force_insert=True)
    assert selectors.by_identity("resident_id", number) == one


def test_a_known_name_is_never_changed_silently() -> None:
    number = make.identity_number(8)
    make.person("演示市民甲", number=number)
    with pytest.raises(NameDiffers) as refused:
        make.person("演示市民乙", number=number)
    assert refused.value.status == 409
    party = selectors.by_identity("resident_id", number)
    assert party is not None
    with pytest.raises(NotAllowed):
        services.rename(actor=_actor()[0], now=NOW, party=party.pk, name="演示新名", reason="更名")
    services.rename(actor=SYSTEM, now=NOW, party=party.pk, name="演示市民乙", reason="公安更名")
    make.person("演示市民乙", number=number)
    assert "parties.rename" in [entry.verb for entry in ledger.timeline(party.ref)]


@pytest.mark.parametrize(
    ("kind", "identity_type", "number"),
    [
        ("natural", "resident_id", "421299199001010019"),
        ("natural", "resident_id", "421299199013010011"),
        ("natural", "uscc", demo_uscc(3)),
        ("market", "uscc", demo_uscc(3)[:-1] + "?"),
        ("market", "resident_id", make.identity_number(1)),
        ("natural", "library-card", "12345678"),
    ],
)
def test_wrong_numbers_are_refused(kind: str, identity_type: str, number: str) -> None:
    if identity_type == "resident_id" and number == make.identity_number(1):
        assert kind == "market"
    with pytest.raises(BadIdentity):
        services.identify(
            actor=SYSTEM,
            now=NOW,
            kind=kind,
            name="演示",
            identity_type=identity_type,
            number=number,
        )


def test_rules_read_a_resident_number() -> None:
    assert str(rules.birth_date(make.identity_number(1))) == "1990-01-01"
    assert rules.gender(make.identity_number(1)) == "男"
    assert rules.gender(make.identity_number(2)) == "女"
    assert rules.is_identity("passport", "E12345678")


def test_the_dead_and_the_dissolved_apply_no_more() -> None:
    party = make.firm(serial=5)
    services.set_status(
        actor=SYSTEM, now=NOW, party=party.pk, status="dissolved", reason="注销登记"
    )
    with pytest.raises(PartyClosed):
        make.firm(serial=5)


def test_an_account_is_one_person_and_a_person_one_account() -> None:
    account, other = people.account(), people.account()
    party = make.person(account=account)
    link = PartyAccount.objects.get()
    again = services.link_account(actor=SYSTEM, now=NOW, account_id=account.pk, party=party.pk)
    assert again == link
    for account_id, target in ((account.pk, make.person()), (other.pk, party)):
        with pytest.raises(AlreadyLinked):
            services.link_account(actor=SYSTEM, now=NOW, account_id=account_id, party=target.pk)
    with pytest.raises(NotAllowed):
        services.link_account(
            actor=accounts.actor_of(other, now=NOW),
            now=NOW,
            account_id=other.pk,
            party=make.person().pk,
        )
    assert selectors.party_of_account(account.pk) == party
    assert selectors.account_of_party(party.pk) == account.pk


def test_who_may_act_for_a_firm() -> None:
    head, head_party = _actor("演示法人")
    agent, agent_party = _actor("演示经办")
    firm = make.firm()
    services.link_account(
        actor=SYSTEM, now=NOW, account_id=head.account_id or 0, party=firm.pk, relation="legal"
    )
    assert [one.relation for one in selectors.parties_i_may_act_for(head, now=NOW)] == [
        "self",
        "legal",
    ]
    assert not selectors.may_act_for(agent, firm, now=NOW)
    with pytest.raises(NotAllowed):
        services.authorise(
            actor=agent, now=NOW, principal=firm.pk, agent=agent_party.pk, scope="全部"
        )
    with pytest.raises(OwnAgent):
        services.authorise(actor=head, now=NOW, principal=firm.pk, agent=firm.pk, scope="全部")
    with pytest.raises(BadPeriod):
        services.authorise(
            actor=head,
            now=NOW,
            principal=firm.pk,
            agent=agent_party.pk,
            scope="全部",
            valid_to=NOW,
        )
    given = services.authorise(
        actor=head,
        now=NOW,
        principal=firm.pk,
        agent=agent_party.pk,
        scope="药品经营许可",
        matters=["M1"],
        valid_to=NOW + timedelta(days=30),
    )
    assert selectors.may_act_for(agent, firm, now=NOW, matter="M1")
    assert not selectors.may_act_for(agent, firm, now=NOW, matter="M2")
    assert not selectors.may_act_for(agent, firm, now=NOW + timedelta(days=30), matter="M1")
    assert not selectors.may_act_for(agent, head_party, now=NOW), "the firm, not its head"
    stranger, _ = _actor("演示路人")
    with pytest.raises(NotAllowed):
        services.revoke(actor=stranger, now=NOW, authorisation=given.pk)
    services.revoke(actor=agent, now=NOW, authorisation=given.pk, reason="离职")
    assert not selectors.may_act_for(agent, firm, now=NOW, matter="M1")
    assert Authorisation.objects.get().revoked_at == NOW


def test_rows_are_scoped() -> None:
    mine, party = _actor("演示市民甲")
    _, other = _actor("演示市民乙")
    assert selectors.get_visible(mine, party.pk) == party
    with pytest.raises(NoSuchParty):
        selectors.get_visible(mine, other.pk)
    assert not Party.objects.visible_to(ANONYMOUS).exists()
    assert Party.objects.visible_to(_staff("reviewer")).count() == 2
    assert not Party.objects.visible_to(Actor(ref="client:x", kind="client")).exists()


def test_masking_and_the_recorded_unmasking() -> None:
    mine, party = _actor("演示市民甲")
    masked = selectors.masked(party)
    assert party.identity_number not in str(masked)
    assert masked["phone"] == "120****0001"
    reviewer, clerk = _staff("reviewer"), _staff("window")
    asked = {"now": NOW, "party": party.pk, "fields": ["identity_number", "name"]}
    with pytest.raises(NotAllowed):
        services.unmask(actor=clerk, reason="核对申请材料", **asked)  # type: ignore[arg-type]
    with pytest.raises(ReasonMissing):
        services.unmask(actor=reviewer, reason="看", **asked)  # type: ignore[arg-type]
    assert not Entry.objects.filter(verb="ledger.read").exists()
    got = services.unmask(actor=reviewer, reason="核对申请材料", **asked)  # type: ignore[arg-type]
    assert got == {"identity_number": party.identity_number}
    entry = Entry.objects.get(verb="ledger.read")
    assert (entry.subject, entry.actor) == (party.ref, reviewer.ref)
    assert services.unmask(actor=mine, reason="查看本人信息", **asked)  # type: ignore[arg-type]


def test_prefill_is_told_to_who_may_act_and_says_its_source() -> None:
    mine, party = _actor("演示市民甲")
    stranger, _ = _actor("演示路人")
    (told,) = sources.of("applicant")
    known = told(mine, "")
    assert known["party.name"].value == "演示市民甲"
    assert known["party.identity_number"].value == party.identity_number
    assert known["party.name"].source == "来自统一身份认证 2026-11-23"
    assert known["party.identity_type"].value == "111"
    assert told(stranger, party.ref) == {}
    (agent,) = sources.of("agent")
    assert agent(mine, party.ref) == {}, "for oneself there is no agent"
    firm = make.firm()
    assert agent(mine, firm.ref)["person.name"].value == "演示市民甲"


def test_the_demo_fills_twice() -> None:
    account = people.account("演示市民甲", "12000000001")
    demo.fill(now=NOW, say=lambda _: None)
    demo.fill(now=NOW, say=lambda _: None)
    assert Party.objects.count() == 5
    firm = Party.objects.get(kind="market")
    assert firm.legal is not None
    actor = accounts.actor_of(account, now=NOW)
    assert selectors.may_act_for(actor, firm, now=NOW)
    assert Authorisation.objects.count() == 1
    assert accounts.facts(actor) == {firm.ref, firm.legal.ref}
