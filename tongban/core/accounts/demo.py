"""The people of the demo: citizens, an enterprise's agent, staff of 咸安区, 赤壁市 and the city, a
machine client. None of them exists; 120… is no mobile number, and one password serves all."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tongban.core.accounts import selectors, services
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.lib.progress import Bar
from tongban.lib.secretfile import read_or_make

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

PASSWORD = "tongban-demo"  # noqa: S105  (published on purpose; `check --deploy` refuses its accounts)
WELCOME = (
    f"演示账号（密码都是 {PASSWORD}）：",
    "  申请人    12000000001 市民    12000000011 企业经办人",
    "  咸安窗口  12000000101    审查 12000000102    现场核查 12000000104、12000000105",
    "            核验 12000000103    决定 12000000106    政务办 12000000401    市领导 12000000402",
    "            事项管理员 12000000150    机构负责人（审核清单） 12000000107",
)
CLIENT = "demo-client"
CHECKER, DECIDER = "demo-client-check", "demo-client-decide"
EXCHANGE = "demo-exchange"
CLIENTS = (
    # Four eyes hold for machines too: whoever reviews may not check, and neither may decide.
    (CLIENT, "演示接口调用方", ("window", "reviewer", "inspector")),
    (CHECKER, "演示接口核验方", ("checker", "inspector")),
    (DECIDER, "演示接口决定方", ("decider", "chief")),
    # A system of the body's own, which handles cases by itself and sends them to the hub.
    (EXCHANGE, "演示业务系统", ("exchange",)),
)
SCOPES = (
    "cases:act",
    "cases:read",
    "cases:write",
    "catalogue:read",
    "events:read",
    "feed:read",
    "figures:read",
    "hub:read",
    "hub:write",
    "licences:call",
    "licences:read",
    "licences:verify",
    "lists:read",
    "parties:read",
    "parties:write",
    "ratings:read",
    "ratings:write",
)
CITY, XIANAN, CHIBI = "421200", "421202", "421281"
GOVERNMENT, SERVICE, MARKET, ROADS, TRAFFIC = "gov", "xzsp", "scjg", "cgzf", "gajj"
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
"""Everybody is in office before the first case of the demo."""
EVERY, OTHERS = "*", "~"
"""Every body of a county (a comprehensive counter, 综合窗口, receives for all of them), and those
without staff of their own here."""

CITIZENS = (
    ("12000000001", "演示市民甲"),
    ("12000000002", "演示市民乙"),
    ("12000000003", "演示·㛃𬭎"),
    ("12000000011", "演示企业经办人"),
)
Posts = tuple[tuple[str, str, str], ...]
Places = tuple[tuple[int, str, str], ...]


MARKET_STAFF = (
    ("审查员", ("reviewer",)),
    ("核验员", ("checker",)),
    ("核查员甲", ("inspector",)),
    ("核查员乙", ("inspector",)),
    ("审批决定人", ("decider",)),
    ("局长", ("chief",)),
)
BODY_STAFF = (
    ("审查", ("reviewer", "inspector")),
    ("核验", ("checker", "inspector")),
    ("审批", ("decider", "chief")),
)
OVERSEERS = (
    ("12000000401", "演示政务办", "service_office"),
    ("12000000402", "演示市领导", "leader"),
    ("12000000403", "演示纪检", "auditor"),
    ("12000000404", "演示管理员", "admin"),
)


PLACES = (
    (12000000100, "咸安", XIANAN),
    (12000000200, "赤壁", CHIBI),
    (12000000300, "市本级", CITY),
)
# Those of the whole city, `tongban demo --scale full`.
MORE_PLACES = (
    (12000000500, "嘉鱼", "421221"),
    (12000000600, "通城", "421222"),
    (12000000700, "崇阳", "421223"),
    (12000000800, "通山", "421224"),
)


def _staff(places: Places = PLACES) -> Iterator[tuple[str, str, Posts]]:
    for base, place, division in places:
        yield str(base + 1), f"演示{place}窗口", ((division, EVERY, "window"),)
        yield str(base + 50), f"演示{place}事项管理员", ((division, EVERY, "editor"),)
        for first, label, body, staff in (
            (2, "市场监管", MARKET, MARKET_STAFF),
            (11, "市政", ROADS, BODY_STAFF),
            (21, "交警", TRAFFIC, BODY_STAFF),
            (31, "部门", OTHERS, BODY_STAFF),
        ):
            for number, (title, roles) in enumerate(staff, start=base + first):
                yield (
                    str(number),
                    f"演示{place}{label}{title}",
                    tuple((division, body, role) for role in roles),
                )
    for phone, name, role in OVERSEERS:
        # The counties' bodies do not lie below the city's: who oversees all holds it in each.
        posts = tuple((division, GOVERNMENT, role) for _base, _place, division in places)
        yield phone, name, ((CITY, SERVICE, role), *posts)


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Make the demo's accounts, roles and machine client; what is there already stays."""
    services.seed_roles()
    made = 0
    for phone, name in CITIZENS:
        made += _person(phone, name, staff=False, now=now)[1]
    missing: set[str] = set()
    for one in _staff():
        made += _employ(*one, missing, now)
    for body in sorted(missing):
        say(f"没有机构 {body}，相应的演示任职没有建立")
    _clients(now)
    say(f"演示账号 {made} 个（密码 {PASSWORD}），接口调用方 {'、'.join(row[0] for row in CLIENTS)}")


def fill_full(*, now: datetime, say: Callable[[str], None], bar: Bar) -> None:
    """Give the bodies of the whole city their people; what is there already stays."""
    staff = list(_staff((*PLACES, *MORE_PLACES)))
    step = bar("账号和任职", len(staff))
    made = 0
    for one in staff:
        with transaction.atomic():
            made += _employ(*one, set(), now)
        step(1)
    say(f"演示账号：另有 {made} 个")


def _employ(phone: str, name: str, posts: Posts, missing: set[str], now: datetime) -> bool:
    """Give a member of staff an account and its posts; say whether the account is new."""
    account, fresh = _person(phone, name, staff=True, now=now)
    for division, body, role in posts:
        for place in _places(division, body, missing):
            services.grant_role(
                actor=SYSTEM,
                now=now,
                account_id=account.pk,
                role_code=role,
                organisation_id=place.pk,
                division=place.division_id,
                valid_from=SINCE,
            )
    return fresh


@cache
def _hashed() -> str:
    """Give the hash of the demo's one password: hashed once, for hashing is meant to be slow."""
    return make_password(PASSWORD)


def _person(phone: str, name: str, *, staff: bool, now: datetime) -> tuple[Account, bool]:
    known = selectors.by_phone(phone)
    if known is not None:
        return known, False
    account = services.create_account(
        actor=SYSTEM,
        now=now,
        name=name,
        phone=phone,
        password_hash=_hashed(),
        level="real-name",
        staff=staff,
        phone_verified=True,
        demo=True,
    )
    return account, True


def _places(division: str, body: str, missing: set[str]) -> "list[Organisation]":
    if body in {EVERY, OTHERS}:
        own = {f"{code}-{division}" for code in (MARKET, ROADS, TRAFFIC, GOVERNMENT)}
        # A county's comprehensive counter and its bodies' people stand in for its townships too.
        found = organisations.in_division(division, below=division != CITY)
        return [one for one in found if body == EVERY or one.code not in own]
    try:
        return [organisations.get(f"{body}-{division}")]
    except UnknownOrganisation:
        missing.add(f"{body}-{division}")
        return []


def _clients(now: datetime) -> None:
    """Make the machine clients that can do a case of 咸安's 市场监管局 between them."""
    for client_id, name, roles in CLIENTS:
        secret = read_or_make(settings.KEYS / f"{client_id}.txt", size=32)
        services.create_client(
            actor=SYSTEM, now=now, client_id=client_id, name=name, secret=secret, scopes=SCOPES
        )
        for place in _places(XIANAN, MARKET, set()):
            for role in roles:
                services.grant_client(
                    actor=SYSTEM,
                    now=now,
                    client_id=client_id,
                    role_code=role,
                    organisation_id=place.pk,
                    division=XIANAN,
                )
