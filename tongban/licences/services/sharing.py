"""Showing a licence to somebody by a code: given, used, taken back; every use written down."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from tongban.core.accounts.types import Actor
from tongban.core.ledger import services as ledger
from tongban.core.params import selectors as params
from tongban.core.vault.services import blind
from tongban.core.workdays.rules import local_date
from tongban.licences.errors import NotAllowed, ShareRefused, WrongState
from tongban.licences.models import Share
from tongban.licences.permissions import may_share, parties_of
from tongban.licences.rules import codes, face
from tongban.licences.services.common import locked
from tongban.licences.services.uses import note_use
from tongban.licences.types import Seen

BLIND = "licences.share"
OPEN_MOST = 10
"""Codes of one licence that may hold at once; more is a mistake, not a need."""


def most_minutes(now: datetime) -> int:
    """How long a code may hold, in minutes (parameter licence.share_most, hours)."""
    return 60 * params.number("licence.share_most", on=local_date(now))


@transaction.atomic
def share(
    *,
    actor: Actor,
    now: datetime,
    licence_id: int,
    purpose: str,
    shown: Iterable[str],
    minutes: int,
    once: bool = True,
) -> Share:
    """Give a code under which somebody may see these lines of the face, for one purpose.

    `shown` are keys of the licence's face; validity and status always show. Raises UnknownLicence,
    NotAllowed (not the holder), WrongState (only a licence in force is shown), ShareRefused
    (`share_purpose`, `share_shown`, `share_minutes`, `share_many`).
    """
    row = locked(licence_id)
    if not may_share(actor, row):
        raise NotAllowed()
    if not row.in_force(local_date(now)):
        raise WrongState(act="出示", status=row.status_title)
    if not purpose.strip() or len(purpose.strip()) > 60:
        raise ShareRefused("share_purpose", field="purpose")
    keys = [key for key in row.terms.faces if key in set(shown)]
    if not keys:
        raise ShareRefused("share_shown", field="shown")
    if not 1 <= minutes <= most_minutes(now):
        raise ShareRefused("share_minutes", field="minutes")
    open_now = row.shares.filter(revoked_at__isnull=True, valid_until__gt=now)
    if open_now.exclude(once=True, used_count__gt=0).count() >= OPEN_MOST:
        raise ShareRefused("share_many", most=OPEN_MOST)
    code = codes.new(secrets.choice)
    made = Share.objects.create(
        licence=row,
        token=secrets.token_urlsafe(16),
        code=code,
        code_blind=blind(code, purpose=BLIND),
        purpose=purpose.strip(),
        shown_text=json.dumps(keys, ensure_ascii=False),
        once=once,
        created_at=now,
        created_by=actor.ref,
        valid_until=now + timedelta(minutes=minutes),
    )
    ledger.append(
        subject=row.subject, verb="licences.share", actor=actor.ref, on_behalf=actor.on_behalf,
        at=now,
        payload={"purpose": made.purpose, "shown": keys, "until": made.valid_until, "once": once},
    )  # fmt: skip
    return made


@transaction.atomic
def revoke_share(*, actor: Actor, now: datetime, token: str) -> Share:
    """Take a code back; safe to repeat. Raises ShareRefused (`share_unknown`)."""
    found = (
        Share.objects.select_for_update(of=("self",))
        .held_by(parties_of(actor))
        .select_related("licence")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise ShareRefused()
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        ledger.append(
            subject=found.licence.subject, verb="licences.unshare", actor=actor.ref, at=now,
            payload={"purpose": found.purpose},
        )  # fmt: skip
    return found  # type: ignore[no-any-return]


@transaction.atomic
def look(*, actor: Actor, now: datetime, code: str, viewer: str) -> Seen:
    """See what a code shows, and have it written down for the holder; `viewer` says who looks.

    A code that is wrong, over, used or taken back gives one and the same answer, so that nobody
    learns which codes there were. Raises ShareRefused (`share_viewer`, `share_unknown`).
    """
    if not viewer.strip():
        raise ShareRefused("share_viewer", field="viewer")
    plain = codes.normal(code)
    found = (
        Share.objects.select_for_update(of=("self",))
        .filter(code_blind=blind(plain, purpose=BLIND))
        .first()
        if plain
        else None
    )
    if found is None or not found.open_at(now):
        raise ShareRefused(field="code")
    # SQLite locks no rows: the count decides which of two gets the one look.
    again = Share.objects.filter(pk=found.pk, used_count=found.used_count)
    if not again.update(used_count=F("used_count") + 1):
        raise ShareRefused(field="code")
    row = locked(found.licence_id)
    note_use(
        licence=row, kind="share", now=now, viewer=viewer.strip()[:120], actor=actor.ref,
        purpose=found.purpose, share=found,
    )  # fmt: skip
    labels = {key: label for key, label in row.terms.faces.items() if key in found.shown}
    return Seen(
        title=row.title,
        issuer=row.organisation_name,
        status_title=row.status_title,
        in_force=row.in_force(local_date(now)),
        purpose=found.purpose,
        rows=tuple(
            face.rows(
                labels=labels,
                content=row.content,
                holder=row.holder_name,
                holder_code=row.holder_code,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
        ),
        seen_at=now,
        valid_until=found.valid_until,
        once=found.once,
    )
