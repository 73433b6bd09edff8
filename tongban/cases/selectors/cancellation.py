"""Licences that are to be cancelled, that were, and those that ended and wait for it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from tongban.cases import permissions
from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Cancellation, Case
from tongban.cases.rules import cancellation as rules
from tongban.cases.selectors import renewal
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts.querysets import places
from tongban.core.papers.selectors import newest_of
from tongban.core.workdays.rules import local_date
from tongban.lib.keys import key_in
from tongban.licences import permissions as licence_permissions
from tongban.licences import selectors as licences
from tongban.licences.errors import UnknownLicence
from tongban.licences.ports import Offer
from tongban.licences.rules import grounds
from tongban.licences.types import LIVE, Status

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence

DONE = "cancelled"


def ground_title(code: str) -> str:
    """Return a ground in words, with its article."""
    found = grounds.ground("cancel", code)
    return f"{found.title}（{found.law}）" if found else code


def misfit(licence: "Licence", ground: str, *, now: datetime) -> str:
    """Say why a licence cannot be cancelled on a ground just now; "" where it can."""
    renewing = renewal.running_of(licence) is not None
    return _misfit(licence, ground, renewing=renewing, now=now)


def _misfit(licence: "Licence", ground: str, *, renewing: bool, now: datetime) -> str:
    return rules.misfit(
        ground,
        status=licence.status,
        ends=licence.valid_to,
        on=local_date(now),
        kind=licence.holder.kind,
        renewing=renewing,
    )


def open_of(licence: "Licence") -> Cancellation | None:
    """Return the undecided cancellation of a licence, if there is one."""
    found: Cancellation | None = Cancellation.objects.filter(licence=licence, outcome="").first()
    return found


def one(actor: "Actor", key: int) -> Cancellation:
    """Return a cancellation that the actor sees; raises CaseUnknown."""
    rows = Cancellation.objects.visible_to(actor).with_names()
    found: Cancellation | None = rows.select_related("licence__holder").filter(pk=key).first()
    if found is None:
        raise CaseUnknown()
    return found


def of_case(case: Case) -> Cancellation | None:
    """Return the cancellation that a case is; None for every other case."""
    if not case.edition.cancels:
        return None
    found: Cancellation | None = (
        Cancellation.objects.select_related("licence").filter(case=case).first()
    )
    return found


def listed(
    actor: "Actor", *, outcome: str = "", before: int = 0, limit: int = 50
) -> list[Cancellation]:
    """Return what bodies proposed by themselves, of one outcome ("" undecided), newest first."""
    rows = Cancellation.objects.visible_to(actor).with_names().filter(case=None)
    rows = rows.filter(outcome=outcome)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def ended(actor: "Actor", *, now: datetime, after: int = 0, limit: int = 50) -> "Sequence[Licence]":
    """Return the licences that ended without a renewal and are neither cancelled nor proposed."""
    waiting = Cancellation.objects.visible_to(actor).filter(outcome="").values("licence")
    late = renewal.running_licences()
    return licences.run_out(
        actor,
        on=local_date(now),
        without={*waiting.values_list("licence_id", flat=True), *late},
        after=after,
        limit=limit,
    )


def notices(*, before: int = 0, limit: int = 20) -> list[Cancellation]:
    """Return the public notices of cancellations, newest first: everybody may read them."""
    rows = Cancellation.objects.filter(outcome=DONE).exclude(notice="")
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.select_related("licence__organisation").order_by("-pk")[:limit])


def begins(licence: "Licence") -> str:
    """Return the desk page where the end of a licence is proposed."""
    return f"{reverse('cases-desk-cancellation-new')}?{urlencode({'number': licence.number})}"


def any_notice() -> bool:
    """Whether there is any public notice to read."""
    return Cancellation.objects.filter(outcome=DONE).exists()


def waiting(actor: "Actor", limit: int) -> list[Cancellation]:
    """Return what waits for the actor's decision at its bodies, who waits longest first: what it
    proposed itself does not."""
    at = {"organisation": "licence__organisation", "division": "licence__division"}
    rows = Cancellation.objects.filter(places(actor, permissions.CANCEL, **at), outcome="")
    rows = rows.filter(case=None).exclude(proposed_by=actor.ref).select_related("licence")
    return list(rows.order_by("pk")[:limit])


def may_read(actor: "Actor", subject: str) -> bool:
    """Say whether the actor may open the paper of "cancellation:12": who sees the licence."""
    found = Cancellation.objects.filter(pk=key_in(subject))
    row = found.values_list("licence_id", flat=True).first()
    try:
        return row is not None and licence_permissions.may_read(actor, licences.get(row))
    except UnknownLicence:
        return False


# --- what the holder is told ----------------------------------------------------------------------


def choice(
    licence: "Licence", running: Mapping[int, str], *, renewing: bool, now: datetime
) -> renewal.Choice:
    """Return a licence with what its holder should know, and why it cannot be cancelled now."""
    text = "注销后证照不能再用，也不能恢复；需要时重新申请。"
    if licence.pk in running:
        number = running[licence.pk]
        why = f"已有一件注销申请在办（{number}）。" if number else "颁发机关已经提出依职权注销。"
        return renewal.Choice(licence, why, why)
    why = _misfit(licence, rules.REQUEST, renewing=renewing, now=now)
    return renewal.Choice(licence, text, f"{why}。" if why else "")


def choices(actor: "Actor", edition: "Edition", *, now: datetime) -> list[renewal.Choice]:
    """Return the actor's own licences that an application may ask to end, what can be first."""
    rows = [row for row in licences.own_newest(actor) if renewal.fits(row, edition)]
    running = numbers_of(rows)
    renewed = {one.licence_id for one in renewal.running_on(rows)}
    found = [choice(row, running, renewing=row.pk in renewed, now=now) for row in rows]
    return sorted(found, key=lambda one: bool(one.refused))


def numbers_of(rows: "Iterable[Licence]") -> dict[int, str]:
    """Return the numbers of the cases that ask for these licences' end; "" ex officio."""
    found = Cancellation.objects.filter(outcome="", licence__in=[row.pk for row in rows])
    return {
        row.licence_id: row.case.item.number if row.case else ""
        for row in found.select_related("case__item")
    }


def offers(rows: "Sequence[Licence]", now: datetime) -> dict[int, Offer]:
    """Return what the wallet says of ending each of these licences: where to ask, or since when."""
    found = _told(rows)
    living = [row for row in rows if row.status in LIVE]
    types = {name for row in living for name in (row.type.code, row.type.document_type)}
    editions = catalogue.editions_upon("cancels", types, on=local_date(now)) if types else []
    if editions:
        running = numbers_of(living)
        for row in living:
            edition = next((one for one in editions if renewal.fits(row, one)), None)
            if edition is not None and row.pk not in running:
                found[row.pk] = _offer(row, edition)
    return found


def _offer(row: "Licence", edition: "Edition") -> Offer:
    begin = reverse("cases-begin", args=[edition.implementation.task_code])
    text = "不再经营的，可以申请注销。注销后不能恢复。"
    return Offer("cancel", "申请注销", text, f"{begin}?licence={row.token}")


def _told(rows: "Sequence[Licence]") -> dict[int, Offer]:
    """Return of each cancelled licence when and why, with the paper where there is one."""
    gone = {row.pk: row for row in rows if row.status == Status.CANCELLED}
    if not gone:
        return {}
    found: dict[int, Offer] = {}
    done = Cancellation.objects.filter(outcome=DONE, licence__in=list(gone))
    papers = newest_of(row.subject for row in done)
    for row in done:
        day = local_date(row.decided_at) if row.decided_at else ""
        text = f"这份证照已于 {day} 注销：{ground_title(row.ground)}。"
        paper = papers.get(row.subject)
        url = reverse("papers-download", args=[paper.token]) if paper else ""
        found[row.licence_id] = Offer("cancelled", "查看注销决定书", text, url)
    return found
