"""What the area plugs into lower ones: proofs, readers of its files, ticks, audit words."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from tongban.catalogue.types import Proof
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.params import selectors as params
from tongban.core.workdays.rules import local_date
from tongban.licences import selectors, services
from tongban.licences.errors import UnknownLicence
from tongban.licences.models import Licence
from tongban.licences.permissions import may_read
from tongban.licences.types import Making

log = logging.getLogger(__name__)
LEFT_BEHIND = timedelta(minutes=3)
BATCH = 20

VERBS: Mapping[str, str] = {
    "licences.issue": "颁发了证照 {number}",
    "licences.change": "变更了证照，换发第 {version} 版：{reason}",
    "licences.renew": "延续了证照，换发第 {version} 版：{reason}",
    "licences.replace": "补发了证照，第 {version} 版：{reason}",
    "licences.correct": "更正了证照，换发第 {version} 版：{reason}",
    "licences.supersede": "{reason}",
    "licences.share": "给出出示码，用途：{purpose}",
    "licences.unshare": "撤回了出示码，用途：{purpose}",
    "licences.use": "被查看或调用，用途：{purpose}",
    "licences.recall": "撤回了证照：{reason}",
    "licences.reinstate": "恢复了证照的效力：{reason}",
    "licences.reissue": "换发了证照 {number}，第 {version} 版",
    "licences.made": "制成了电子证照",
    "licences.original": "补制了证照原件（OFD）",
    "licences.suspend": "暂扣了证照：{reason}",
    "licences.resume": "恢复了证照：{reason}",
    "licences.cancel": "注销了证照：{reason}",
    "licences.withdraw": "撤销了证照：{reason}",
    "licences.revoke": "吊销了证照：{reason}",
    "licences.expire": "证照到期失效",
    "licences.transfer": "转出了证照：{reason}",
    "licences.type_published": "公布了证照类型 {title}",
    "licences.type_corrected": "修订了证照类型 {title}，第 {version} 版",
    "licences.type_retired": "停止颁发{title}：{reason}",
    "licences.type_restored": "恢复颁发{title}",
}


def proofs(holder: int, types: frozenset[str], at: datetime) -> Iterable[Proof]:
    """Licences in force that answer the document types asked for."""
    for row in selectors.of_holder(holder, on=local_date(at), types=types):
        code = row.type.document_type if row.type.document_type in types else row.type.code
        yield Proof(
            document_type=code,
            name=row.title,
            number=row.number,
            source=f"电子证照库：{row.organisation_name}",
            subject=row.subject,
            valid_to=row.valid_to.isoformat() if row.valid_to else "",
            extra=selectors.snapshot_of(row, now=at),
        )


def may_open(actor: Any, subject: str) -> bool:
    """Whether the actor may open the paper of `licence:<id>`."""
    number = subject.removeprefix("licence:")
    if not isinstance(actor, Actor) or not number.isdigit():
        return False
    try:
        return may_read(actor, selectors.get(int(number)))
    except UnknownLicence:
        return False


def expire(now: datetime) -> int:
    """The tick that ends what is over."""
    return services.expire(actor=SYSTEM, now=now)


def remind(now: datetime) -> int:
    """The tick that tells holders of what ends soon (parameter licence.remind); once a licence."""
    today = local_date(now)
    days = params.number("licence.remind", on=today)
    done = after = 0
    while rows := selectors.expiring(on=today, days=days, after=after):
        for row in rows:
            services.remind(actor=SYSTEM, now=now, licence=row)
            done += 1
        after = rows[-1].pk
    return done


def make_left_behind(now: datetime) -> int:
    """The tick that makes papers whose task was lost or failed; safe to repeat."""
    done = 0
    left = Licence.objects.filter(making=Making.MAKING, issued_at__lt=now - LEFT_BEHIND)
    for licence_id in left.order_by("id").values_list("pk", flat=True)[:BATCH]:
        try:
            services.make(now=now, licence_id=licence_id)
        except Exception:  # one that cannot be made must not keep the others waiting
            log.exception("licence paper failed", extra={"licence": licence_id})
        else:
            done += 1
    return done


def make_originals(now: datetime) -> int:
    """The tick that makes the OFD of what was issued before there were originals."""
    done = 0
    left = Licence.objects.filter(making=Making.READY, original="").order_by("id")
    for licence_id in left.values_list("pk", flat=True)[:BATCH]:
        try:
            services.make_original(now=now, licence_id=licence_id)
        except Exception:  # as above
            log.exception("licence original failed", extra={"licence": licence_id})
        else:
            done += 1
    return done
