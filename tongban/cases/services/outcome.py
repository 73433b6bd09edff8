"""What acts on a case bring about: papers, the licence, the applicant's notices.

Called inside the act's transaction; PDFs, signatures and messages are made by jobs after commit.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.cases import rules
from tongban.cases.models import Case, Interested, Renewal
from tongban.cases.selectors import papers
from tongban.cases.services import cancellation, renewal
from tongban.core.accounts import selectors as accounts
from tongban.core.notices.services import notify
from tongban.core.numbers.services import formatted
from tongban.core.papers.services import file_paper
from tongban.core.workdays.rules import local_date
from tongban.licences import services as licences
from tongban.parties.selectors import accounts_of_party

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence

RECEIPT = "cases.receipt"  # 收件凭证
ACCEPTANCE = "cases.acceptance"  # 受理通知书
CORRECTION = "cases.correction"  # 补正通知书
REFUSAL = "cases.refusal"  # 不予受理通知书
HEARING_RIGHT = "cases.hearing_right"  # 听证告知书
INTERESTED = "cases.interested"  # 利害关系人告知书
HEARING_NOTICE = "cases.hearing_notice"  # 听证通知书
HEARING_MINUTES = "cases.hearing_minutes"  # 听证笔录
DEFERRED = "cases.deferred"  # 容缺受理通知书
PROMISE = "cases.promise"  # 告知承诺书
REVOCATION_NOTICE = "cases.revocation_notice"  # 拟撤销告知书
REVOCATION = "cases.revocation"  # 撤销决定书
EXTENSION = "cases.extension"  # 延长办理期限告知书
SPECIAL = "cases.special"  # 特别程序告知书
DELIVERY = "cases.delivery"  # 送达回证
DEEMED = "cases.deemed"  # 视为撤回申请告知书
TERMINATION = "cases.termination"  # 终止办理通知书
GRANT = "cases.grant"  # 准予决定书
DENIAL = "cases.denial"  # 不予决定书
SILENCE = "cases.silence"  # 视为准予延续通知书
DECISIONS = frozenset({GRANT, DENIAL, SILENCE})  # what has to be delivered (许可法 §44)
GENERIC = "approval"  # 批文: the one licence type that bears the name of its own document


def paper(
    case: Case, template: str, *, actor: "Actor", now: datetime, prefix: str, **more: Any
) -> None:
    """File a paper of the case: what it says is frozen here, its PDF comes later."""
    file_paper(
        actor=actor,
        now=now,
        subject=case.subject,
        template=template,
        number=formatted(prefix, now=now),
        data={**papers.paper_facts(case, now=now), **more},
    )


def paper_to(
    row: Interested, template: str, *, actor: "Actor", now: datetime, prefix: str, **more: Any
) -> None:
    """File a paper to somebody whom the case touches; it is theirs and the body's."""
    facts = papers.paper_facts(row.case, now=now)
    asker = facts["applicant"]
    file_paper(
        actor=actor, now=now, subject=row.subject, template=template,
        number=formatted(prefix, now=now),
        data={**facts, "applicant": row.name, "asker": asker, "interest": row.interest, **more},
    )  # fmt: skip


def tell_interested(row: Interested, template: str, *, now: datetime, **context: Any) -> None:
    """Tell whoever acts for somebody whom the case touches; nothing is sent without an account."""
    item = row.case.item
    for account in accounts_of_party(row.party_id)[:1] if row.party_id else ():
        notify(
            to_account=account, template=template, now=now, link=f"/my/told/{row.token}/",
            context={"number": item.number, "matter": item.title, **context},
        )  # fmt: skip


def tell(case: Case, template: str, *, now: datetime, **context: Any) -> None:
    """Tell the applicant; nothing is sent where nobody with an account applied."""
    if case.account_id is None:
        return
    item = case.item
    if "reason" in context:  # the sentence around it has its own full stop
        context["reason"] = str(context["reason"]).rstrip("。")
    notify(
        to_account=case.account_id,
        template=template,
        now=now,
        link=f"/my/cases/{item.number}/",
        context={"number": item.number, "matter": item.title, **context},
    )


def received(case: Case, *, actor: "Actor", now: datetime) -> None:
    """At submission: the 收件凭证, at once, which is not yet the 受理通知书."""
    answer_by = local_date(case.item.due_at).isoformat()  # as the engine has just set it
    paper(
        case,
        RECEIPT,
        actor=actor,
        now=now,
        prefix="SJ",
        answer_by=answer_by,
        counts_from=first.isoformat() if (first := papers.counts_from(case)) else "",
        **papers.received_materials(case),
    )
    tell(case, "cases.received", now=now)


def accepted(case: Case, *, actor: "Actor", now: datetime, since: datetime) -> None:
    """At acceptance: the 受理通知书 with the promised day.

    `since` is the day that it counts from: of receipt, where silence made the acceptance (§32).
    """
    case.accepted_at = since
    case.save(update_fields=["accepted_at"])
    due = papers.due_day(case)
    paper(case, ACCEPTANCE, actor=actor, now=now, prefix="SL", due=due)
    promise = f"，承诺于{due}前办结" if due else "，当场办理"
    tell(case, "cases.accepted", now=now, promise=promise)


def correction_asked(case: Case, *, actor: "Actor", now: datetime) -> None:
    """The one full list 一次性告知, on paper."""
    correction = case.corrections.order_by("-round").first()
    if correction is None:
        return
    lacks = [{"title": lack.title, "what": lack.what} for lack in correction.lacks]
    until = papers.clock_day(case, "answer")
    paper(
        case,
        CORRECTION,
        actor=actor,
        now=now,
        prefix="BZ",
        lacks=lacks,
        note=correction.note,
        until=until,
    )
    by = f"{until}前" if until else ""
    tell(case, "cases.correction", now=now, count=len(lacks), by=by)


def refused(case: Case, *, actor: "Actor", now: datetime, **more: Any) -> None:
    """不予受理, with the reason, the right body and the remedies."""
    paper(
        case,
        REFUSAL,
        actor=actor,
        now=now,
        prefix="BS",
        reason=case.reason,
        redirect=case.redirect,
        remedies=papers.remedies(case, on=local_date(now)),
        **more,
    )
    tell(case, "cases.refused", now=now, reason=case.reason)


def decided(
    case: Case, *, actor: "Actor", now: datetime, outcome: str, silent: bool = False
) -> "Licence | None":
    """The decision: granted, the licence is in force with this commit; denied, with reasons.

    `silent`: nobody decided, and the law makes that the renewal of the licence (许可法 §50).
    """
    case.decided_at = now
    case.save(update_fields=["decided_at"])
    if outcome != "approve":
        kept = renewal.over(case, now=now, outcome=renewal.DENIED)
        cancellation.over(case, now=now)
        paper(
            case,
            DENIAL,
            actor=actor,
            now=now,
            prefix="BY",
            reason=case.reason,
            remedies=papers.remedies(case, on=local_date(now)),
            **renewal.words(kept),
        )
        tell(case, "cases.denied", now=now)
        return None
    if (renewed := renewal.grant(case, actor=actor, now=now, silent=silent)) is not None:
        return _renewed(case, renewed, actor=actor, now=now, silent=silent)
    ended = cancellation.grant(case, now=now)
    licence = None if ended else issue(case, actor=actor, now=now)
    paper(
        case,
        GRANT,
        actor=actor,
        now=now,
        prefix="ZY",
        licence=licence.number if licence else "",
        result=case.edition.parsed.result.name,
        cancels=ended.licence.number if ended else "",
    )
    if ended:
        tell(case, "cases.cancelled", now=now, number_of=ended.licence.number)
    else:
        tell(case, "cases.granted", now=now, result=case.edition.parsed.result.name)
    return licence


def _renewed(
    case: Case, row: Renewal, *, actor: "Actor", now: datetime, silent: bool
) -> "Licence | None":
    """The paper of a renewal, and the holder told: by the body's decision, or by its silence."""
    result = case.edition.parsed.result.name
    said = {"result": result, "licence": row.licence.number, **renewal.words(row)}
    template, prefix = (SILENCE, "YX") if silent else (GRANT, "ZY")
    paper(case, template, actor=actor, now=now, prefix=prefix, **said)
    until = row.term_to.isoformat() if row.term_to else "长期"
    if silent:
        _tell_chiefs(case, now=now)
    told = "cases.renewed_by_silence" if silent else "cases.renewed"
    tell(case, told, now=now, result=result, until=until)
    return row.renewed


def _tell_chiefs(case: Case, *, now: datetime) -> None:
    """Tell the heads of the body that the law has decided in its place."""
    item = case.item
    for one in accounts.holders("chief", item.organisation_id, now=now):
        notify(
            to_account=one.pk,
            template="cases.undecided",
            now=now,
            key=f"cases.undecided.{case.pk}.{one.pk}",
            link=f"/desk/cases/{item.number}/",
            context={"number": item.number, "matter": item.title},
        )


def issue(case: Case, *, actor: "Actor", now: datetime) -> "Licence | None":
    """Issue the matter's result document, where it has one that is a licence."""
    result = case.edition.parsed.result
    if not result.licence_type:
        return None
    start = local_date(now)
    return licences.issue(
        actor=actor,
        now=now,
        type_code=result.licence_type,
        holder=case.applicant_id,
        organisation=case.item.organisation_id,
        division=case.item.division_id,
        data=papers.licence_data(case),
        valid_from=start,
        valid_to=rules.valid_until(start, result.valid_months),
        source=case.subject,
        title=result.name if result.licence_type == GENERIC else "",
    )
