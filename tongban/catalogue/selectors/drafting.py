"""Drafts on the desk: one, those that wait, what is fixed in them, who saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.catalogue import ports, rules
from tongban.catalogue.errors import DraftUnknown
from tongban.catalogue.models import DocumentType, Edition, EditionDraft, Implementation, Rebasing
from tongban.workflow import selectors as workflow

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor

GENERIC = "approval"  # 批文: of many kinds, so that no matter renews "it"


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One page of drafts; `after` continues behind the last row ("" at the end)."""

    rows: Sequence[EditionDraft]
    after: str


def draft_of(actor: "Actor", draft_id: int) -> EditionDraft:
    """Return a draft that `actor` may see, with its matter, body and place; raises DraftUnknown."""
    found = (
        EditionDraft.objects.visible_to(actor)
        .with_names()
        .select_related("base", "implementation__organisation__division")
        .filter(pk=draft_id)
        .first()
    )
    if found is None:
        raise DraftUnknown()
    return found


def unified_of(draft: EditionDraft) -> Mapping[str, Any]:
    """Return the elements that the catalogue above fixes in this draft."""
    version = draft.implementation.matter.versions.filter(number=draft.matter_version).first()
    return version.unified if version else {}


def newest_edition(draft: EditionDraft) -> Edition | None:
    """Return the newest edition of the draft's implementation: what the draft would follow."""
    return draft.implementation.editions.order_by("-number").first()


def rebasing_of(edition: Edition) -> Rebasing | None:
    """Return how far the open applications are moved to an edition; None if none had to be."""
    return Rebasing.objects.filter(edition=edition).first()


def codes_offered() -> dict[str, list[tuple[str, str]]]:
    """Return the fields of a list that hold the code of something, with what they may be."""
    types = list(DocumentType.objects.values_list("code", "name", "licence_type"))
    held = [(licence, name) for _, name, licence in types if licence not in {"", GENERIC}]
    return {
        "system": list(ports.outside.titles().items()),
        "renews": held,
        "cancels": held,
        "renewal_rule": list(rules.renewal_rules().items()),
        "document_type": [(code, name) for code, name, _ in types],
        "licence_type": [(licence, name) for _, name, licence in types if licence],
        "procedure": workflow.titles(),
    }


def may_read_file(actor: "Actor", subject: str) -> bool:
    """Whether `actor` may open a list's files (`catalogue:<task code>`): who sees its drafts."""
    lists = Implementation.objects.visible_to(actor)
    return lists.filter(task_code=subject.partition(":")[2]).exists()


def drafts_in(actor: "Actor", state: str, *, after: str = "", limit: int = 30) -> DraftPage:
    """Return a page of the drafts in a state that `actor` may see; who waits longest comes first.

    `after` is the key of a former page; what makes no sense starts from the first.
    """
    found = EditionDraft.objects.visible_to(actor).with_names().filter(state=state).order_by("id")
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    rows = list(found[: limit + 1])
    return DraftPage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def waiting_for(actor: "Actor", limit: int) -> Sequence[EditionDraft]:
    """Return the drafts that wait for `actor`'s own act, those that wait longest first."""
    waiting = EditionDraft.objects.visible_to(actor).waiting_for(actor).with_names()
    return list(waiting.order_by("moved_at", "id")[:limit])
