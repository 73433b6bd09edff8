"""Acts on papers: typeset, file, make."""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from django.db import IntegrityError, transaction

from tongban.core.accounts.types import Actor
from tongban.core.files import services as files
from tongban.core.papers.errors import PaperFailed
from tongban.core.papers.models import Paper, PaperState, TemplateText
from tongban.core.papers.ports import later, templates
from tongban.core.papers.services import typesetting

logger = logging.getLogger(__name__)
PURPOSE = "papers.pdf"
PATIENCE = timedelta(minutes=5)


def render(
    *, template: str, data: Mapping[str, Any], at: datetime | None = None, seal: bool = True
) -> bytes:
    """Typeset `template` (a registered code) with `data` (JSON values) into PDF/A-2b bytes.

    No database; the same input with the same `at` (the PDF's creation date) gives the same bytes.
    `seal=False` leaves the drawn seal out. Takes some 50 ms. Raises UnknownTemplate, PaperFailed.
    """
    main, library = typesetting.texts(templates.get(template).path)
    return typesetting.typeset(main, library, dict(data), at=at, seal=seal)


@transaction.atomic
def file_paper(
    *,
    actor: Actor,
    now: datetime,
    subject: str,
    template: str,
    data: Mapping[str, Any],
    number: str = "",
    title: str = "",
) -> Paper:
    """Write a paper of `subject` ("case:12") and have its PDF made after commit; gives the row.

    `data` (JSON values; RFC 8785 canonical text is kept) and the template's text are frozen now.
    The same paper (subject, template, number, data) filed again is the same row. `title` replaces
    the template's. The caller writes the ledger: it knows what the act was. Raises UnknownTemplate.
    """
    registered = templates.get(template)
    main, library = typesetting.texts(registered.path)
    content = rfc8785.dumps(dict(data)).decode()
    digest = hashlib.sha256(content.encode()).hexdigest()
    known = Paper.objects.filter(
        subject=subject, code=template, number=number, data_sha256=digest
    ).first()
    if known is not None:
        return known
    paper = Paper(
        token=secrets.token_urlsafe(16),
        subject=subject,
        template_id=_text(registered.code, main, library, now),
        code=template,
        title=title or registered.title,
        number=number,
        content=content,
        data_sha256=digest,
        actor=actor.ref,
        created_at=now,
    )
    try:
        with transaction.atomic():
            paper.save()
    except IntegrityError:
        return Paper.objects.get(subject=subject, code=template, number=number, data_sha256=digest)
    later.make(paper.pk)
    return paper


def _text(code: str, main: str, library: str, now: datetime) -> str:
    """Keep the template's text, if it is new; gives its hash, which is its key."""
    digest = typesetting.template_hash(main, library)
    if not TemplateText.objects.filter(sha256=digest).exists():
        TemplateText.objects.get_or_create(
            sha256=digest,
            defaults={"code": code, "main": main, "library": library, "first_used_at": now},
        )
    return digest


def make(*, paper_id: int, now: datetime) -> Paper:
    """Make the PDF of a paper and store it; outside any transaction of others, idempotent.

    Two that run at once make the same bytes; the first one's file stays. A failure is logged,
    leaves state `failed` and raises PaperFailed, so that the job is tried again.
    """
    paper = Paper.objects.select_related("template", "file").get(pk=paper_id)
    if paper.state == PaperState.READY:
        return paper
    try:
        pdf = typesetting.typeset(
            paper.template.main,
            paper.template.library,
            {"number": paper.number, **paper.data},
            at=paper.created_at,
        )
    except PaperFailed:
        logger.exception("paper could not be typeset", extra={"paper": paper.pk})
        Paper.objects.filter(pk=paper.pk, file=None).update(state=PaperState.FAILED)
        raise
    stored = files.keep(
        owner="system",
        now=now,
        name=f"{paper.title}{paper.number}.pdf",
        data=pdf,
        media_type="application/pdf",
        purpose=PURPOSE,
        subject=f"paper:{paper.pk}",
    )
    changed = Paper.objects.filter(pk=paper.pk, file=None).update(
        state=PaperState.READY, file=stored, made_at=now
    )
    if not changed:
        files.drop(file_id=stored.pk)
    return Paper.objects.select_related("template", "file").get(pk=paper.pk)


def make_pending(now: datetime) -> int:
    """Make what a job left unmade for five minutes (a dead worker, a fault); gives how many."""
    waiting = Paper.objects.filter(file=None, created_at__lt=now - PATIENCE).order_by("id")
    count = 0
    for pk in list(waiting.values_list("pk", flat=True)[:100]):
        try:
            make(paper_id=pk, now=now)
        except PaperFailed:
            continue
        count += 1
    return count
