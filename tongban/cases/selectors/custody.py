"""Reads: what a window took in for bodies elsewhere, and the originals that it still keeps."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Case, Custody
from tongban.cases.selectors import rows
from tongban.lib.keys import key_in

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


def taken(actor: "Actor", *, text: str = "", before: int = 0, limit: int) -> Sequence[Custody]:
    """Return what the actor's window took in, the latest first; `text` a whole case number,
    `before` the key after which the list goes on; one more than `limit` where there are more."""
    found = Custody.objects.visible_to(actor).with_names()
    if text:
        found = found.filter(case__item__number=text)
    if before:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: limit + 1])


def to_return(actor: "Actor", limit: int) -> Sequence[Custody]:
    """Return the kept originals whose case is over, the longest kept first."""
    found = Custody.objects.visible_to(actor).to_return().with_names()
    return list(found.order_by("kept_at", "pk")[:limit])


def by_key(actor: "Actor", key: int) -> Custody:
    """Return one; raises CaseUnknown (404) where it is not the actor's window's."""
    row: Custody | None = Custody.objects.visible_to(actor).with_names().filter(pk=key).first()
    if row is None:
        raise CaseUnknown()
    return row


def may_read_papers(actor: "Actor", subject: str) -> bool:
    """Say whether the actor may read the papers of a case ("case:5"): whoever may see the case,
    and the window that took it in, which hands them out."""
    if rows.may_read(actor, subject):
        return True
    return Custody.objects.visible_to(actor).filter(case_id=key_in(subject)).exists()


def of_case(case: Case) -> Custody | None:
    """Return where a case was taken in, for whoever may see the case; None at its own body."""
    row: Custody | None = (
        Custody.objects.filter(case=case).select_related("organisation", "division").first()
    )
    return row


def papers_asked(row: Custody) -> list[str]:
    """Return the names of the materials of the case, of which originals may be kept."""
    found = row.case.materials.filter(dropped=False).order_by("pk")
    return list(found.values_list("name", flat=True))
