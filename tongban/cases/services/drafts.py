"""Drafts: opened, saved as they are typed, given files, discarded."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.cases.errors import CaseForbidden, CaseUnknown, DraftGone
from tongban.cases.models import Channel, Draft, DraftFile
from tongban.cases.permissions import own_window, takes_in
from tongban.catalogue.selectors import edition_in_force
from tongban.core.files import services as files
from tongban.core.organisations import selectors as organisations
from tongban.core.workdays.rules import local_date
from tongban.licences import selectors as licences
from tongban.parties.selectors import may_act_for, parties_i_may_act_for

if TYPE_CHECKING:
    from tongban.catalogue.models import Edition
    from tongban.core.accounts.types import Actor

MAX_FILES = 20  # of one material: more is a mistake, and a page nobody can read


@transaction.atomic
def open_draft(*, actor: "Actor", now: datetime, task_code: str) -> Draft:
    """Return the actor's open draft for the matter, or begin one under the edition in force.

    A draft of a former edition comes over to the new one with what was typed and uploaded.
    Raises MatterUnknown or MatterNotInForce (catalogue), CaseForbidden for who has no account.
    """
    if actor.account_id is None:
        raise CaseForbidden("case_login_first")
    edition = edition_in_force(task_code, on=local_date(now))
    same = Draft.objects.visible_to(actor).open().select_for_update(of=("self",))
    own = same.exclude(channel=Channel.HALL)  # what one enters for others is not one's own
    running = own.filter(edition__implementation=edition.implementation_id).first()
    if running is not None:
        return _brought_over(running, edition)
    return Draft.objects.create(
        token=secrets.token_urlsafe(16),
        account_id=actor.account_id,
        applicant_id=_likely_applicant(actor, edition, now),
        edition=edition,
        created_at=now,
        saved_at=now,
    )


@transaction.atomic
def assist(*, actor: "Actor", now: datetime, task_code: str, party: int) -> Draft:
    """帮办代办: begin, or take up again, an application for whoever stands at the counter.

    The matter must be one of the actor's own window, or of another place whose list may be handed
    in here (通办范围); and none about a licence: its holder chooses that. Raises MatterUnknown or
    MatterNotInForce (catalogue), CaseForbidden.
    """
    if actor.account_id is None:
        raise CaseForbidden("case_login_first")
    edition = edition_in_force(task_code, on=local_date(now))
    implementation = edition.implementation
    if edition.renews or edition.cancels:
        raise CaseForbidden("case_from_wallet")
    taken_by = None
    if not own_window(actor, edition):
        windows = takes_in(actor, edition)
        if not windows:
            raise CaseForbidden("case_not_taken_here")
        taken_by = organisations.alike(windows, implementation.organisation)
    same = Draft.objects.visible_to(actor).open().select_for_update(of=("self",))
    running = same.filter(
        edition__implementation=implementation, channel=Channel.HALL, applicant=party
    ).first()
    if running is not None:
        return _brought_over(running, edition)
    return Draft.objects.create(
        token=secrets.token_urlsafe(16),
        account_id=actor.account_id,
        applicant_id=party,
        edition=edition,
        channel=Channel.HALL,
        taken_by_id=taken_by,
        created_at=now,
        saved_at=now,
    )


def _likely_applicant(actor: "Actor", edition: "Edition", now: datetime) -> int | None:
    """Return whom it is most likely for: oneself, or a firm where only firms can apply.

    The form's first question lets the actor choose another.
    """
    standings = parties_i_may_act_for(actor, now=now)
    firms = [one.party_id for one in standings if one.kind != "natural"]
    if firms and "person" not in edition.parsed.audience:
        return firms[0]
    return next((one.party_id for one in standings if one.relation == "self"), None)


def _brought_over(draft: Draft, edition: "Edition") -> Draft:
    """Return the draft under this edition; only what the new form does not know is left behind."""
    if draft.edition_id != edition.pk:
        known = edition.parsed.form["properties"]
        kept = {name: value for name, value in draft.typed.items() if name in known}
        draft.edition, draft.data = edition, json.dumps(kept, ensure_ascii=False)
        draft.revision += 1
        draft.save(update_fields=["edition", "data", "revision"])
    return draft


def _locked(actor: "Actor", token: str) -> Draft:
    """Return the actor's draft, locked; raises CaseUnknown, or DraftGone once it was submitted."""
    rows = Draft.objects.select_for_update(of=("self",)).visible_to(actor)
    draft: Draft | None = rows.select_related("edition").filter(token=token).first()
    if draft is None:
        raise CaseUnknown("draft_unknown")
    if draft.case_id is not None or draft.discarded_at is not None:
        raise DraftGone()
    return draft


@transaction.atomic
def save(
    *,
    actor: "Actor",
    now: datetime,
    token: str,
    answers: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    defers: bool | None = None,
) -> Draft:
    """Keep what was typed, right or wrong; what is not given stays as it was."""
    draft = _locked(actor, token)
    if answers is not None:
        draft.answers = json.dumps({**draft.answered, **answers}, ensure_ascii=False)
    if data is not None:
        draft.data = json.dumps(dict(data), ensure_ascii=False)
    if defers is not None:
        draft.defers = defers
    draft.revision, draft.saved_at = draft.revision + 1, now
    draft.save(update_fields=["answers", "data", "defers", "revision", "saved_at"])
    return draft


@transaction.atomic
def apply_as(*, actor: "Actor", now: datetime, token: str, party: int) -> Draft:
    """Make the draft one of `party`, for which the actor may act (self, company, principal)."""
    draft = _locked(actor, token)
    if draft.channel == Channel.HALL:  # it stays whose it was begun for
        raise CaseForbidden("case_not_for_them")
    matter = draft.edition.implementation.matter.catalog_code
    if not may_act_for(actor, party, matter=matter):
        raise CaseForbidden("case_not_for_them")
    draft.applicant_id, draft.saved_at = party, now
    if draft.licence is not None and draft.licence.holder_id != party:
        draft.licence = None  # another's licence is not theirs to renew
    draft.save(update_fields=["applicant", "licence", "saved_at"])
    return draft


@transaction.atomic
def choose_licence(*, actor: "Actor", now: datetime, token: str, licence: str) -> Draft:
    """Make the draft one about a licence of the actor's wallet (its token), for its holder.

    Whether it may be renewed, or ended, just now is asked when it is submitted. Raises
    UnknownLicence, CaseForbidden.
    """
    row = licences.own_by_token(actor, licence)
    draft = apply_as(actor=actor, now=now, token=token, party=row.holder_id)
    draft.licence, draft.revision = row, draft.revision + 1
    draft.save(update_fields=["licence", "revision"])
    return draft


@transaction.atomic
def keep_files(
    *, actor: "Actor", now: datetime, token: str, given: Mapping[str, Sequence[str]]
) -> Draft:
    """Make the files of each named material exactly these (tokens of received files, in order).

    Materials that are not named keep theirs. Files taken out stay received for a week, so that
    taking out can be undone. Raises CaseUnknown (no such material), CaseForbidden (too many), and
    FileRefused for files that are not the actor's.
    """
    draft = _locked(actor, token)
    known = {material.code for material in draft.edition.parsed.materials}
    for material, tokens in given.items():
        if material not in known:
            raise CaseUnknown("material_unknown", field=f"material:{material}")
        if len(tokens) > MAX_FILES:
            raise CaseForbidden("material_too_many", field=f"material:{material}", most=MAX_FILES)
        draft.files.filter(material=material).exclude(token__in=tokens).delete()
        for file in files.bind(tokens=tokens, subject=draft.subject, now=now, actor=actor):
            DraftFile.objects.update_or_create(
                token=file.token,
                defaults={
                    "draft": draft,
                    "material": material,
                    "name": file.name,
                    "media_type": file.media_type,
                    "size": file.size,
                    "added_at": now,
                },
            )
    draft.revision, draft.saved_at = draft.revision + 1, now
    draft.save(update_fields=["revision", "saved_at"])
    return draft


@transaction.atomic
def discard(*, actor: "Actor", now: datetime, token: str) -> Draft:
    """Put the draft away; `restore` brings it back."""
    draft = _locked(actor, token)
    draft.discarded_at = now
    draft.save(update_fields=["discarded_at"])
    return draft


@transaction.atomic
def restore(*, actor: "Actor", now: datetime, token: str) -> Draft:
    """Bring a discarded draft back (undo)."""
    rows = Draft.objects.select_for_update(of=("self",)).visible_to(actor)
    draft: Draft | None = rows.filter(token=token, case__isnull=True).first()
    if draft is None:
        raise CaseUnknown("draft_unknown")
    draft.discarded_at, draft.saved_at = None, now
    draft.save(update_fields=["discarded_at", "saved_at"])
    return draft
