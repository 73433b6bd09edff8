"""The wallet: states in words, showing by a code, every use told; calling in place of papers."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tongban.core.accounts.tests.factories import account
from tongban.core.accounts.types import ANONYMOUS, SYSTEM, Actor
from tongban.core.figures import selectors as figures
from tongban.core.ledger.models import Entry
from tongban.core.notices import selectors as notices
from tongban.licences import handlers, selectors, services
from tongban.licences.errors import NotAllowed, ShareRefused, UnknownLicence, WrongState
from tongban.licences.models import Licence, Share, Use
from tongban.licences.rules import codes, snapshot
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
VIEWER = "演示物业公司 演示人戊"


@pytest.fixture(autouse=True)
def _calm() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=True):
        yield


class Holding:
    """A holder with an account and one licence of theirs."""

    def __init__(self, **more: Any) -> None:
        self.body, self.party, self.account = factories.world(), factories.firm(), account()
        self.actor = factories.owner_of(self.party, self.account)
        self.licence = factories.licence(self.body, self.party, **more)

    def share(self, **more: Any) -> Share:
        order: dict[str, Any] = {
            "actor": self.actor, "now": NOW, "licence_id": self.licence.pk,
            "purpose": "租赁商铺（演示）", "shown": ["holder", "address"], "minutes": 10,
        }  # fmt: skip
        return services.share(**(order | more))


@pytest.fixture
def held() -> Holding:
    return Holding()


def look(code: str, *, now: Any = NOW, viewer: str = VIEWER) -> Any:
    return services.look(actor=ANONYMOUS, now=now, code=code, viewer=viewer)


def test_a_code_shows_what_was_chosen_and_nothing_else(held: Holding) -> None:
    seen = look(held.share().code)
    assert seen.rows == (("企业名称", held.party.name), ("经营场所", "演示路 1 号"))
    assert (seen.in_force, seen.purpose) == (True, "租赁商铺（演示）")


def test_a_code_for_one_look_is_spent_and_every_look_is_told(held: Holding) -> None:
    made = held.share()
    look(codes.shown(made.code).lower())
    with pytest.raises(ShareRefused) as caught:
        look(made.code)
    assert caught.value.reason == "share_unknown"
    use = selectors.uses_of(held.licence)[0]
    assert (use.kind, use.viewer, use.purpose) == ("share", VIEWER, "租赁商铺（演示）")
    assert any(VIEWER in one.body for one in notices.inbox(held.account.pk))
    # Who looked is a person's name: the ledger keeps a commitment of it.
    entry = Entry.objects.get(verb="licences.use")
    assert VIEWER not in entry.payload


def test_a_code_for_many_looks_holds_until_its_time(held: Holding) -> None:
    made = held.share(once=False)
    look(made.code)
    look(made.code, now=NOW + 9 * MINUTE)
    with pytest.raises(ShareRefused):
        look(made.code, now=NOW + 10 * MINUTE)
    assert Use.objects.count() == 2


def test_wrong_over_spent_and_taken_back_say_the_same(held: Holding) -> None:
    spent, back, over = held.share(), held.share(), held.share(minutes=1)
    look(spent.code)
    for _again in range(2):
        services.revoke_share(actor=held.actor, now=NOW, token=back.token)
    said = set()
    for code, at in (
        (spent.code, NOW), (back.code, NOW), (over.code, NOW + 2 * MINUTE),
        ("ABCD-EFGH", NOW), ("", NOW), ("0O1I" * 2, NOW), ("x" * 5000, NOW),
    ):  # fmt: skip
        with pytest.raises(ShareRefused) as caught:
            look(code, now=at)
        said.add(caught.value.reason)
    assert said == {"share_unknown"}
    assert Use.objects.count() == 1
    back.refresh_from_db()
    assert back.revoked_at == NOW


def test_who_looks_must_say_who_they_are(held: Holding) -> None:
    made = held.share()
    with pytest.raises(ShareRefused) as caught:
        look(made.code, viewer=" ")
    assert caught.value.reason == "share_viewer"
    assert look(made.code).title == held.licence.title


def test_only_the_holder_gives_and_takes_back(held: Holding) -> None:
    stranger = factories.owner_of(factories.firm(), account())
    for actor in (stranger, factories.head(held.body), ANONYMOUS, SYSTEM):
        with pytest.raises(NotAllowed):
            held.share(actor=actor)
    made = held.share()
    with pytest.raises(ShareRefused):
        services.revoke_share(actor=stranger, now=NOW, token=made.token)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"purpose": " "}, "share_purpose"),
        ({"purpose": "长" * 61}, "share_purpose"),
        ({"shown": []}, "share_shown"),
        ({"shown": ["capital", "nothing"]}, "share_shown"),
        ({"minutes": 0}, "share_minutes"),
        ({"minutes": 24 * 60 + 1}, "share_minutes"),
    ],
)
def test_a_code_must_be_bounded(held: Holding, more: Any, reason: str) -> None:
    with pytest.raises(ShareRefused) as caught:
        held.share(**more)
    assert caught.value.reason == reason


def test_ten_open_codes_are_enough(held: Holding) -> None:
    for _n in range(10):
        last = held.share()
    with pytest.raises(ShareRefused) as caught:
        held.share()
    assert caught.value.reason == "share_many"
    services.revoke_share(actor=held.actor, now=NOW, token=last.token)
    held.share()


def test_what_is_not_in_force_is_not_shown_and_an_open_code_tells_the_truth(held: Holding) -> None:
    made = held.share()
    services.change_status(
        actor=SYSTEM, now=NOW, licence_id=held.licence.pk, act="suspend", reason="立案调查"
    )
    with pytest.raises(WrongState):
        held.share()
    seen = look(made.code)
    assert (seen.in_force, seen.status_title) == (False, "暂扣")


def test_the_code_is_kept_sealed(held: Holding) -> None:
    made = held.share()
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, code_blind FROM licences_share")
        kept = cursor.fetchone()
    assert made.code not in "".join(kept)
    assert re.fullmatch(f"[{codes.ALPHABET}]{{8}}", made.code)


@pytest.mark.file_database
@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_code_at_once_one_sees(transactional_db: Any) -> None:
    held = Holding()
    code = held.share().code
    outcome: list[str] = []
    ready = threading.Barrier(2)

    def run() -> None:
        try:
            ready.wait()
            look(code)
            outcome.append("seen")
        except ShareRefused:
            outcome.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["refused", "seen"]
    assert Use.objects.count() == 1


# --- snapshots and calls ---


def test_a_snapshot_is_whole_or_it_is_seen(held: Holding) -> None:
    kept = selectors.snapshot_of(held.licence, now=NOW)
    assert snapshot.intact(json.loads(json.dumps(kept)))
    for change in ({"status": "revoked"}, {"rows": []}, {"seen_at": ""}, {"digest": "sha256$0"}):
        assert not snapshot.intact(kept | change)
    assert not snapshot.intact({})


def client_of(scopes: frozenset[str]) -> Actor:
    return Actor(ref="client:demo", name="演示部门系统", kind="client", scopes=scopes)


def call(actor: Actor, party: Any, **more: Any) -> Any:
    order = {
        "actor": actor, "now": NOW, "type_code": "drug-retail-permit", "identity_type": "uscc",
        "identity_number": party.uscc, "holder": party.name, "purpose": "第二类医疗器械经营备案",
        "reference": "DEMO-1",
    }  # fmt: skip
    return services.call(**(order | more))


def test_a_departments_system_calls_a_licence_and_the_holder_sees_it(held: Holding) -> None:
    row, kept = call(client_of(frozenset({"licences:call"})), held.party)
    assert row.pk == held.licence.pk
    use = selectors.uses_of(held.licence)[0]
    assert (use.kind, use.viewer, use.reference) == ("api", "演示部门系统", "DEMO-1")
    assert use.digest == kept["digest"]
    assert figures.value("licences.uses", at=NOW + DAY).numerator == 1


def test_calls_need_scope_name_number_and_a_licence_in_force(held: Holding) -> None:
    able = client_of(frozenset({"licences:call"}))
    for actor in (client_of(frozenset({"licences:read"})), factories.head(held.body), ANONYMOUS):
        with pytest.raises(NotAllowed):
            call(actor, held.party)
    other = factories.firm()
    for more in (
        {"holder": "别的名称"}, {"identity_number": other.uscc, "holder": other.name},
        {"type_code": "business-licence"}, {"identity_number": "无此号码"},
    ):  # fmt: skip
        with pytest.raises(UnknownLicence):
            call(able, held.party, **more)
    with pytest.raises(ShareRefused):
        call(able, held.party, reference=" ")
    services.change_status(
        actor=SYSTEM, now=NOW, licence_id=held.licence.pk, act="suspend", reason="立案"
    )
    with pytest.raises(UnknownLicence):
        call(able, held.party)
    assert not Use.objects.exists()


# --- soon over ---


def test_a_holder_is_told_once_of_what_ends_soon() -> None:
    held = Holding(valid_from=date(2022, 1, 1), valid_to=date(2027, 1, 22))  # 60 days from today
    assert handlers.remind(NOW) == 1
    assert handlers.remind(NOW + DAY) == 1
    told = [one for one in notices.inbox(held.account.pk) if "2027-01-22" in one.body]
    assert len(told) == 1
    assert handlers.remind(NOW - DAY) == 0


# --- pages ---


def test_the_wallet_groups_by_what_one_may_do_with_it(client: Client) -> None:
    held = Holding()
    soon = factories.licence(
        held.body, held.party, "device-3-permit", valid_from=date(2022, 1, 1),
        valid_to=date(2026, 12, 3),
    )  # fmt: skip
    over = factories.licence(held.body, held.party, "food-permit")
    services.change_status(
        actor=SYSTEM, now=NOW, licence_id=over.pk, act="revoke", reason="无证经营"
    )
    new = services.reissue(
        actor=SYSTEM, now=NOW, licence_id=held.licence.pk, kind="replace", reason="遗失"
    )
    client.force_login(held.account)
    page = client.get("/my/licences/").content.decode()
    assert "还剩 10 天到期" in page
    assert "证照已被吊销" in page
    assert page.index(soon.token) < page.index(new.token) < page.index(over.token)
    assert held.licence.token not in page
    item = client.get(f"/my/licences/{over.token}/").content.decode()
    assert "吊销了证照：无证经营" in item
    assert "生成出示码" not in item
    newest = client.get(f"/my/licences/{new.token}/").content.decode()
    assert held.licence.token in newest


def test_the_whole_way_of_a_code_on_the_pages(client: Client, held: Holding) -> None:
    client.force_login(held.account)
    address = f"/my/licences/{held.licence.token}/share/"
    form = client.get(address).content.decode()
    assert "经营场所" in form
    wrong = client.post(address, {"purpose": "", "minutes": "10", "shown": ["address"]})
    assert (wrong.status_code, "给谁、做什么用" in wrong.content.decode()) == (422, True)
    said = {"purpose": "租赁商铺", "minutes": "10", "shown": ["address"], "once": "yes"}
    answer = client.post(address, said)
    assert answer.status_code == 302
    here = answer["Location"]
    made = Share.objects.get()
    assert codes.shown(made.code) in client.get(here).content.decode()

    guest = Client()
    assert (
        "您是谁" in guest.get(f"/licences/shared/?code={codes.shown(made.code)}").content.decode()
    )
    assert not Use.objects.exists()
    lacking = guest.post("/licences/shared/", {"code": made.code, "viewer": ""})
    assert lacking.status_code == 422
    seen = guest.post("/licences/shared/", {"code": made.code, "viewer": VIEWER}).content.decode()
    assert "演示路 1 号" in seen
    assert "仅限用于：租赁商铺" in seen
    assert held.party.name not in seen
    again = guest.post("/licences/shared/", {"code": made.code, "viewer": VIEWER})
    assert (again.status_code, "演示路" in again.content.decode()) == (422, False)

    assert VIEWER in client.get(here).content.decode()
    assert VIEWER in client.get(f"/my/licences/{held.licence.token}/").content.decode()
    assert VIEWER in client.get(f"/my/licences/{held.licence.token}/uses/").content.decode()
    second = client.post(address, said)["Location"]
    client.post(f"{second}revoke/")
    assert "已撤回" in client.get(second).content.decode()


def test_others_see_neither_code_nor_uses(client: Client, held: Holding) -> None:
    made = held.share()
    client.force_login(account())
    for path in (
        f"shares/{made.token}/", f"{held.licence.token}/share/", f"{held.licence.token}/uses/",
    ):  # fmt: skip
        assert client.get(f"/my/licences/{path}").status_code == 404
    assert client.post(f"/my/licences/shares/{made.token}/revoke/").status_code == 404
    made.refresh_from_db()
    assert made.revoked_at is None


def test_the_wallet_costs_the_same_for_many(
    client: Client, held: Holding, django_assert_max_num_queries: Any
) -> None:
    client.force_login(held.account)
    for _n in range(8):
        factories.licence(held.body, held.party, source=f"case:{_n}")
    with django_assert_max_num_queries(12):
        client.get("/my/licences/")
    assert Licence.objects.count() == 9
