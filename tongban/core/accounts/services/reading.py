"""Reading what is masked: with a reason, recorded, then shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from tongban.core.accounts.errors import NoReader, ReasonMissing
from tongban.core.accounts.ports import sealed_readers
from tongban.core.accounts.rules import REASON_LEAST
from tongban.core.accounts.types import Actor
from tongban.core.ledger.services import record_reading


@transaction.atomic
def unmask(
    *, actor: Actor, now: datetime, subject: str, fields: Iterable[str], reason: str
) -> Mapping[str, str]:
    """Give the named fields of `subject` ("party:12") in clear and record who read them and why.

    The reader that the subject's area registered in `ports.sealed_readers` checks the permission
    first. The entry and the answer belong together: no entry, no values. Raises ReasonMissing
    (422) for fewer than REASON_LEAST characters, NoReader (404), and what the reader refuses.
    """
    if len("".join(reason.split())) < REASON_LEAST:
        raise ReasonMissing(field="reason", least=REASON_LEAST)
    read = sealed_readers.get(subject)
    if read is None:
        raise NoReader
    values = read(actor, subject, tuple(fields))
    record_reading(
        subject=subject,
        actor=actor.ref,
        on_behalf=actor.on_behalf,
        at=now,
        reason=reason.strip(),
        fields=sorted(values),
    )
    return values
