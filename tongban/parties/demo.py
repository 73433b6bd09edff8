"""The parties of the demo: the demo citizens, one firm with its legal representative and agent.

Identity numbers and codes use the region 421299, which does not exist, with right check characters.
"""

from collections.abc import Callable
from datetime import date, datetime

from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.parties import services
from tongban.parties.models import Party

SOURCE = "统一身份认证"
FIRM = "演示大药房有限公司"
PEOPLE = (
    ("12000000001", "演示市民甲", date(1985, 3, 12), 1, "演示路1号"),
    ("12000000002", "演示市民乙", date(1990, 7, 23), 2, "演示路2号"),
    ("12000000003", "演示·㛃𬭎", date(1978, 1, 5), 3, "演示路3号"),
    ("12000000011", "演示企业经办人", date(1995, 8, 18), 4, "演示路4号"),
)


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Make the parties and link them to the demo accounts; what is there already stays."""
    people = {row[0]: _person(*row, now=now) for row in PEOPLE}
    firm = services.identify(
        actor=SYSTEM,
        now=now,
        kind="market",
        name=FIRM,
        identity_type="uscc",
        number=demo_uscc(900_001, kind="91"),
        phone="12000000012",
        address="湖北省咸宁市咸安区演示大道8号",
        source="市场主体登记",
    )
    head, agent = people["12000000001"], people["12000000011"]
    if firm.legal_id != head.pk:
        services.set_legal(actor=SYSTEM, now=now, party=firm.pk, legal=head.pk)
    for phone, relation in (("12000000001", "legal"), ("12000000011", "agent")):
        account = accounts.by_phone(phone)
        if account is not None:
            services.link_account(
                actor=SYSTEM, now=now, account_id=account.pk, party=firm.pk, relation=relation
            )
    if not firm.given.filter(agent=agent, revoked_at__isnull=True).exists():
        services.authorise(
            actor=SYSTEM,
            now=now,
            principal=firm.pk,
            agent=agent.pk,
            scope="办理本公司全部政务服务事项",
        )
    say(f"演示主体 {len(people) + 1} 个：{FIRM}和 {len(people)} 位自然人")


def _person(phone: str, name: str, born: date, serial: int, road: str, *, now: datetime) -> Party:
    party = services.identify(
        actor=SYSTEM,
        now=now,
        kind="natural",
        name=name,
        identity_type="resident_id",
        number=demo_identity(serial, born),
        phone=phone,
        address=f"湖北省咸宁市咸安区{road}",
        source=SOURCE,
    )
    account = accounts.by_phone(phone)
    if account is not None:
        services.link_account(actor=SYSTEM, now=now, account_id=account.pk, party=party.pk)
    return party
