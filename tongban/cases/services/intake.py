"""From submission to acceptance: submit, accept, refuse."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.cases import permissions, rules
from tongban.cases.errors import (
    CaseForbidden,
    CaseUnknown,
    DraftGone,
    EditionChanged,
    Incomplete,
    ReasonMissing,
    TooLong,
)
from tongban.cases.models import Case, Channel, Draft
from tongban.cases.selectors.rows import by_id
from tongban.cases.selectors.waiting import still_deferred
from tongban.cases.services import cancellation, commitment, custody, deferral, outcome, renewal
from tongban.cases.services.materials import keep_first
from tongban.cases.types import Received
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.rules import asked
from tongban.core.numbers.services import formatted
from tongban.core.once.services import once
from tongban.core.workdays.rules import local_date
from tongban.forms import rules as forms
from tongban.parties.selectors import account_of_party
from tongban.workflow import services as engine
from tongban.workflow.types import Accept, Involved, Refuse

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.catalogue.types import Asked
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence
    from tongban.parties.models import Party
    from tongban.workflow.models import WorkItem

KIND = "case"
REDIRECT_MOST = 200  # the name of a body
NUMBER_PREFIX = "XN"


@dataclass(frozen=True, slots=True)
class Application:
    """What is submitted: under which edition, for whom, with what. `party` ids are of parties."""

    edition: "Edition"
    applicant: int
    applicant_name: str
    received: Received
    channel: str
    agent: int | None = None
    account: int | None = None  # who is told of its progress
    moved_from: str = ""
    taken_by: int | None = None  # the body of a window elsewhere that takes it in (异地代收)
    licence: "Licence | None" = None  # what it is about, where the matter renews or ends one


def check(application: Application, *, now: datetime) -> "Asked":
    """Return what is asked of the application; raises Incomplete with every error at its place."""
    received, content = application.received, application.edition.parsed
    wanted = asked(content, received.answers, received.proven.keys())
    committed = commitment.chosen(content, wanted)
    errors = rules.lacking(wanted, received, committed=committed)
    if committed:
        errors += commitment.problems(application.applicant, received.signature, now=now)
    errors += [
        (error.path, error.code, error.message)
        for error in forms.validate(wanted.form, received.data, wanted.answers)
    ]
    for about in (renewal, cancellation):
        errors += about.problems(
            application.edition, application.licence, application.applicant, now=now
        )
    if errors:
        raise Incomplete(errors)
    return wanted


@transaction.atomic
def submit_draft(
    *, actor: "Actor", now: datetime, token: str, key: str | None = None, signature: str = ""
) -> Case:
    """Submit the actor's draft: once, however often it is asked for.

    `signature` is the name signed under a 告知承诺, where that way was chosen.

    The draft is itself the key: a second submission answers with the case of the first.
    Raises CaseUnknown, DraftGone (discarded), EditionChanged, Incomplete, CaseForbidden.
    """
    rows = Draft.objects.select_for_update(of=("self",)).visible_to(actor)
    draft = rows.select_related("edition", "applicant", "licence__type").filter(token=token).first()
    if draft is None:
        raise CaseUnknown("draft_unknown")
    if draft.case_id is not None:
        return by_id(draft.case_id)
    if draft.discarded_at is not None:
        raise DraftGone()
    edition = catalogue.edition_in_force(draft.edition.implementation.task_code, on=local_date(now))
    if edition.pk != draft.edition_id:
        raise EditionChanged(name=edition.implementation.matter.name)
    if draft.applicant is None or draft.applicant_id is None:
        raise Incomplete([("applicant", "applicant_unknown", "请先完成实名认证，再提交申请。")])
    matter = edition.implementation.matter.catalog_code
    # Asked again: whoever let the actor apply may have taken that back since the draft was begun.
    if not permissions.may_apply_for(actor, draft.applicant_id, matter=matter):
        raise CaseForbidden("case_not_for_them")
    if draft.channel == Channel.HALL:  # who did it and for whom are two columns, always both kept
        actor = actor.for_(f"party:{draft.applicant_id}")
    application = _application(
        draft, draft.applicant, edition, actor=actor, now=now, signature=signature
    )
    case = _open(actor=actor, now=now, application=application)
    draft.case = case
    draft.save(update_fields=["case"])
    return case


def _application(
    draft: Draft,
    applicant: "Party",
    edition: "Edition",
    *,
    actor: "Actor",
    now: datetime,
    signature: str,
) -> Application:
    """Make an application of what was written, with what registers prove."""
    assisted = draft.channel == Channel.HALL
    proven = catalogue.proven(edition.parsed, holder=applicant.pk, at=now)
    wanted = asked(edition.parsed, draft.answered, proven.found.keys())
    received = Received(
        draft.answered,
        # What another answer had asked for is not asked any more: it is no error, and not kept.
        forms.prune(wanted.form, draft.typed, wanted.answers),
        _files_of(draft),
        proven.found,
        defers=draft.defers,
        silent=proven.silent,
        signature=signature,
    )
    return Application(
        edition=edition,
        applicant=applicant.pk,
        applicant_name=applicant.name,
        received=received,
        channel=draft.channel,
        agent=None if assisted else permissions.agent_for(actor, applicant.pk),
        account=account_of_party(applicant.pk) if assisted else actor.account_id,
        moved_from=draft.subject,
        licence=draft.licence,
        taken_by=draft.taken_by_id,
    )


def _files_of(draft: Draft) -> dict[str, tuple[str, ...]]:
    """Return the draft's file tokens by material, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for row in draft.files.all():
        found[row.material] = (*found.get(row.material, ()), row.token)
    return found


@transaction.atomic
def submit(
    *, actor: "Actor", now: datetime, application: Application, key: str | None = None
) -> Case:
    """Submit an application that comes whole, as a machine client's does.

    With the same `key` the first case comes back. Raises Incomplete, CaseForbidden, KeyReused.
    """
    if not permissions.may_apply_for(actor, application.applicant):
        raise CaseForbidden("case_not_for_them")
    request = {
        "edition": application.edition.pk,
        "applicant": application.applicant,
        "answers": dict(application.received.answers),
        "data": dict(application.received.data),
        "files": {k: list(v) for k, v in application.received.files.items()},
        "defers": application.received.defers,
        "signature": application.received.signature,
        **({"licence": application.licence.pk} if application.licence else {}),
    }
    done = once(
        scope=f"cases.submit:{actor.ref}",
        key=key,
        request=request,
        now=now,
        act=lambda: str(_open(actor=actor, now=now, application=application).pk),
    )
    return by_id(int(done.reference))


def _open(*, actor: "Actor", now: datetime, application: Application) -> Case:
    """Check, then bring case, materials and work item into being; the caller's transaction."""
    wanted = check(application, now=now)
    edition, received = application.edition, application.received
    committed = commitment.chosen(edition.parsed, wanted)
    item = _item(actor, now, application, wanted, committed=committed)
    case = Case.objects.create(
        item=item,
        edition=edition,
        applicant_id=application.applicant,
        agent_id=application.agent,
        account_id=application.account,
        channel=application.channel,
        token=secrets.token_urlsafe(16),
        answers=json.dumps(dict(wanted.answers), ensure_ascii=False),
        data=json.dumps(dict(received.data), ensure_ascii=False),
        applicant_name=application.applicant_name,
        received_at=now,
    )
    if edition.parsed.renews and application.licence is not None:
        renewal.opened(case, application.licence, now=now)
    if edition.parsed.cancels and application.licence is not None:
        cancellation.opened(case, application.licence, actor=actor, now=now)
    if application.taken_by is not None:
        custody.opened(case, application.taken_by, actor=actor, now=now)
    keep_first(
        actor=actor,
        now=now,
        case=case,
        wanted=wanted,
        received=received,
        moved_from=application.moved_from,
    )
    signer = received.signature.strip() or application.applicant_name
    if committed:
        text = commitment.text_of(edition.parsed, wanted)
        commitment.signed(case, actor=actor, now=now, text=text, signed_by=signer)
    else:
        later = [one.code for one in rules.deferrable(wanted, received)]
        deferral.promised(case, now=now, codes=later, signed_by=signer)
    outcome.received(case, actor=actor, now=now)
    return case


def _item(
    actor: "Actor", now: datetime, application: Application, wanted: "Asked", *, committed: bool
) -> "WorkItem":
    """Start the work item: its clocks run from now."""
    edition, received = application.edition, application.received
    implementation = edition.implementation
    return engine.start(
        actor=actor,
        now=now,
        kind=KIND,
        procedure=edition.procedure_code,
        version=edition.procedure_version,
        number=formatted(NUMBER_PREFIX, now=now),
        title=implementation.matter.name,
        division=implementation.division,
        organisation=implementation.organisation,
        parties=[Involved(party=application.applicant, agent=application.agent)],
        facts={
            "answers": dict(wanted.answers),
            "edition": edition.pk,
            "delivery": rules.delivery_way(wanted.form, received.data),
            **({"commitment": True} if committed else {}),
        },
        limits={
            name: term.limit
            for name, term in (("statutory", wanted.statutory), ("promised", wanted.promised))
            if term.limit is not None
        }
        | renewal.limits(edition, application.licence, now=now),
        subject=f"matter:{implementation.task_code}",
    )


@transaction.atomic
def accept(
    *, actor: "Actor", now: datetime, case: Case, version: int | None, note: str = ""
) -> Case:
    """Accept 受理: the decision's clocks start and the 受理通知书 is written.

    With materials that were promised for later it is 容缺受理: they are due by a day of their own.
    """
    engine.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Accept(note=note, deferred=still_deferred(case)),
        expected_version=version,
    )
    case.refresh_from_db()
    return case


@transaction.atomic
def refuse(
    *,
    actor: "Actor",
    now: datetime,
    case: Case,
    version: int | None,
    reason: str,
    redirect: str = "",
) -> Case:
    """Refuse 不予受理, in writing, with reasons, naming the right body if there is one (§32)."""
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if len(redirect.strip()) > REDIRECT_MOST:
        raise TooLong(field="redirect", most=REDIRECT_MOST)
    case.reason, case.redirect = reason.strip(), redirect.strip()
    case.save(update_fields=["reason", "redirect"])
    engine.perform(
        actor=actor,
        now=now,
        item=case.item_id,
        command=Refuse(reason=reason.strip(), redirect_to=redirect.strip()),
        expected_version=version,
    )
    case.refresh_from_db()
    return case
