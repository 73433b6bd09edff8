"""Which of one's licences may be renewed, from when to when, and which renewals run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from tongban.cases.models import Case, Renewal
from tongban.cases.rules import renewal as rules
from tongban.cases.types import RenewalRule, Window
from tongban.catalogue import selectors as catalogue
from tongban.core.params import selectors as params
from tongban.core.workdays import selectors as workdays
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.types import Limit
from tongban.licences import selectors as licences
from tongban.licences.ports import Offer
from tongban.licences.types import LIVE, STATUS_TITLES, Status

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence

TAKE = "take"  # what comes late is taken all the same


@dataclass(frozen=True, slots=True)
class Choice:
    """One licence that an application may be about: what to know of it, and why not, if not."""

    licence: "Licence"
    text: str
    refused: str = ""


def rule_of(code: str, *, on: date, division: str) -> RenewalRule:
    """Return the rule `code` as it is in force on the day `on`; raises NoSuchParam."""
    names = [f"{code}.renewal_{end}" for end in ("from", "until", "late")]
    found = params.values(names, on=on, division=division)
    since, until, late = (found[name] for name in names)
    return RenewalRule(
        since=Limit.parse(since.as_limit()),
        until=Limit.parse(until.as_limit()),
        takes_late=late.value == TAKE,
        source=until.source,
    )


def window_of(licence: "Licence", edition: "Edition", *, on: date) -> Window | None:
    """Return the window in which a licence may be renewed under an edition; None: it never ends."""
    if licence.valid_to is None:
        return None
    division = licence.division_id
    rule = rule_of(edition.parsed.renewal_rule, on=on, division=division)
    return rules.window(licence.valid_to, rule, workdays.calendar(division))


def chosen_type(edition: "Edition") -> str:
    """Return the type of licence that applications under an edition are about; "" for none."""
    return edition.parsed.renews or edition.parsed.cancels


def fits(licence: "Licence", edition: "Edition") -> bool:
    """Whether a licence is of the edition's type and of its own body (原发证机关)."""
    codes = {licence.type.code, licence.type.document_type}
    of_body = licence.organisation_id == edition.implementation.organisation_id
    return chosen_type(edition) in codes and of_body


def choices(actor: "Actor", edition: "Edition", *, now: datetime) -> list[Choice]:
    """Return the actor's own licences that an application may be about, what can be first."""
    rows = [row for row in licences.own_newest(actor) if fits(row, edition)]
    running = numbers_of(running_on(rows))
    found = [judged(row, edition, on=local_date(now), running=running) for row in rows]
    return sorted(found, key=lambda one: bool(one.refused))


def judged(
    licence: "Licence", edition: "Edition", *, on: date, running: Mapping[int, str]
) -> Choice:
    """Return a licence with what its holder should know, and why it cannot be renewed now."""
    state = STATUS_TITLES.get(licence.status, licence.status)
    if licence.pk in running:
        text = f"已有一件延续申请在办（{running[licence.pk]}）。"
        return Choice(licence, text, text)
    if licence.status == Status.SUSPENDED:
        text = "证照在暂扣期间，恢复使用后才能延续。"
        return Choice(licence, text, text)
    if licence.status not in LIVE:
        text = f"这份证照已经{state}，不能延续，需要的请重新申请。"
        return Choice(licence, text, text)
    found = window_of(licence, edition, on=on)
    if found is None:
        return Choice(licence, "长期有效，不用延续。", "长期有效，不用延续。")
    return Choice(licence, rules.told(found), rules.refused(found, on))


# --- what runs ------------------------------------------------------------------------------------


def running_on(rows: Iterable["Licence"]) -> list[Renewal]:
    """Return the running renewals of these licences; one statement."""
    found = Renewal.objects.filter(outcome="", licence__in=[row.pk for row in rows])
    return list(found.select_related("case__item"))


def numbers_of(rows: Iterable[Renewal]) -> dict[int, str]:
    """Return the numbers of the cases by licence."""
    return {row.licence_id: row.case.item.number for row in rows}


def running_of(licence: "Licence") -> Renewal | None:
    """Return the running renewal of a licence, in whichever version it was asked for."""
    found = running_on(licences.versions_of(licence))
    return found[0] if found else None


def renewal_of(case: Case) -> Renewal | None:
    """Return the renewal that a case is, with its licence; None for every other case."""
    return Renewal.objects.select_related("licence", "renewed").filter(case=case).first()


def kept(now: datetime) -> list[int]:
    """Return the licences past their last day that were asked to be renewed in time, undecided:
    they do not lapse, for silence has renewed them (许可法 §50), or will when nothing bars it."""
    late = Renewal.objects.filter(outcome="", late=False, ends__lt=local_date(now))
    return [licences.newest(row.licence).pk for row in late.select_related("licence")]


def running_licences() -> list[int]:
    """Return the licences, in their newest versions, of which a renewal is undecided and whose old
    term is over: whether they end is open."""
    rows = Renewal.objects.filter(outcome="").values_list("licence_id", flat=True)
    return list(rows)


# --- the wallet -----------------------------------------------------------------------------------


def offers(rows: Sequence["Licence"], now: datetime) -> dict[int, Offer]:
    """Return what the wallet says of renewing each of these licences; three statements."""
    living = [row for row in rows if row.status in LIVE and row.valid_to is not None]
    if not living:
        return {}
    on = local_date(now)
    types = {name for row in living for name in (row.type.code, row.type.document_type)}
    editions = catalogue.editions_upon("renews", types, on=on)
    if not editions:
        return {}
    running = numbers_of(running_on(living))
    found = {}
    for row in living:
        edition = next((one for one in editions if fits(row, one)), None)
        if edition is not None:
            found[row.pk] = _offer(judged(row, edition, on=on, running=running), edition, running)
    return found


def _offer(one: Choice, edition: "Edition", running: Mapping[int, str]) -> Offer:
    if one.licence.pk in running:
        progress = reverse("cases-my-detail", args=[running[one.licence.pk]])
        return Offer("renewing", "延续在办，看进度", one.text, progress)
    begin = reverse("cases-begin", args=[edition.implementation.task_code])
    url = "" if one.refused else f"{begin}?licence={one.licence.token}"
    text = one.refused or one.text
    return Offer("renewal", "申请延续", text, url)
