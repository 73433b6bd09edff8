"""Which cases and drafts, in whose scope, and what hangs on them."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from tongban.cases.errors import CaseUnknown
from tongban.cases.models import Case, Draft, Material, MaterialNote
from tongban.cases.querysets import CaseQuerySet
from tongban.cases.types import Received
from tongban.catalogue import selectors as catalogue
from tongban.catalogue.rules import asked
from tongban.core.accounts.selectors import names_of
from tongban.core.workdays.rules import local_date
from tongban.lib.keys import key_in
from tongban.licences import selectors as licences
from tongban.licences.rules import snapshot
from tongban.parties.selectors import my_limited, my_refs

if TYPE_CHECKING:
    from tongban.catalogue.types import Asked
    from tongban.core.accounts.types import Actor
    from tongban.licences.models import Licence


def visible(actor: "Actor") -> CaseQuerySet:
    """Return the cases that the actor sees, with the names every list shows."""
    return Case.objects.visible_to(actor).with_names()


def by_number(number: str, actor: "Actor") -> Case:
    """Return the case if the actor sees it; raises CaseUnknown (404) otherwise."""
    return _numbered(visible(actor), number)


def at_work(number: str, actor: "Actor") -> Case:
    """Like `by_number`, without what was typed and what the guide says."""
    return _numbered(Case.objects.visible_to(actor).for_work(), number)


def _numbered(among: CaseQuerySet, number: str) -> Case:
    case: Case | None = among.filter(item__number=number).first()
    if case is None:
        raise CaseUnknown(number=number)
    return case


def by_item(item: int) -> Case:
    """Return the case of a work item with its hearing; for guards and effects, which act on items.
    Asks no permission."""
    case: Case = Case.objects.with_names().select_related("hearing").get(item_id=item)
    return case


def by_id(case_id: int) -> Case:
    """Return the case with this id, for acts that hold it already. Asks no permission."""
    case: Case = Case.objects.with_names().get(pk=case_id)
    return case


def by_subject(subject: str) -> Case | None:
    """Return the case of "case:12", or None."""
    if not subject.startswith("case:"):
        return None
    return Case.objects.with_names().filter(pk=key_in(subject)).first()


def by_token(token: str) -> Case | None:
    """Return the case of a public token (the rating link), or None."""
    return Case.objects.with_names().filter(token=token).first()


def may_read(actor: "Actor", subject: str) -> bool:
    """Say whether the actor sees the case or draft that a file or paper belongs to."""
    key = key_in(subject)
    if subject.startswith("draft:"):
        return Draft.objects.visible_to(actor).filter(pk=key).exists()
    return Case.objects.visible_to(actor).filter(pk=key).exists()


def mine(actor: "Actor") -> CaseQuerySet:
    """Return the cases of the parties that the actor may act for, the latest first."""
    found = Case.objects.of_parties(my_refs(actor), my_limited(actor))
    return found.for_lists().order_by("-pk")


def draft(actor: "Actor", token: str) -> Draft:
    """Return the actor's draft with its edition; raises CaseUnknown."""
    rows = Draft.objects.visible_to(actor).select_related(
        "edition__implementation__matter",
        "edition__implementation__organisation",
        "edition__implementation__division",
        "applicant",
        "case__item",
        "licence__terms",
    )
    found: Draft | None = rows.filter(token=token).first()
    if found is None:
        raise CaseUnknown("draft_unknown")
    return found


def open_drafts(actor: "Actor") -> Sequence[Draft]:
    """Return what the actor has begun and not submitted, the latest first."""
    rows = Draft.objects.visible_to(actor).open()
    return list(rows.select_related("edition__implementation__matter", "applicant"))


def asked_of(draft: Draft, *, now: datetime) -> "tuple[Asked, Received]":
    """Return what the draft's edition asks in its scenario, and what the draft holds so far."""
    content = draft.edition.parsed
    files: dict[str, list[str]] = {}
    for row in draft.files.all():
        files.setdefault(row.material, []).append(row.token)
    proven = catalogue.proven(content, holder=draft.applicant_id, at=now)
    received = Received(
        draft.answered,
        draft.typed,
        {k: tuple(v) for k, v in files.items()},
        proven.found,
        defers=draft.defers,
        silent=proven.silent,
    )
    return asked(content, received.answers, received.proven.keys()), received


def materials(case: Case) -> Sequence[Material]:
    """Return the case's materials with their files, in two queries."""
    return list(case.materials.prefetch_related("files"))


def materials_seen(case: Case, *, now: datetime) -> Sequence[Material]:
    """As `materials`, each that a record stands in for with `seen`: the record as it was seen at
    submission, whether that is intact, and what is so of the licence now (one query more)."""
    found = materials(case)
    proofs = {row.pk: proof_of(row) for row in found if row.proof}
    states = licences.statuses(
        [str(proof.get("subject", "")) for proof in proofs.values()], on=local_date(now)
    )
    for row in found:
        proof = proofs.get(row.pk)
        if proof is None:
            continue
        kept = proof.get("extra") or {}
        present = states.get(str(proof.get("subject", "")))
        row.seen = {  # type: ignore[attr-defined]
            "proof": proof,
            "snapshot": kept,
            "at": datetime.fromisoformat(kept["seen_at"]) if kept.get("seen_at") else None,
            "intact": snapshot.intact(kept) if kept else True,
            "changed": present is not None and not present[0],
            "status": present[1] if present else "",
            "reason": present[2] if present else "",
        }
    return found


def proof_of(material: Material) -> Mapping[str, Any]:
    """Return the record that stands in for a material; {} where there is none."""
    return dict(json.loads(material.proof)) if material.proof else {}


def licence_of(case: Case) -> "Licence | None":
    """Return the licence that the case brought about, if any."""
    found = licences.by_source(case.subject)
    return found[-1] if found else None


STATES = (
    ("", "全部"),
    ("submitted", "待受理"),
    ("correcting", "待补正"),
    ("accepted", "办理中"),
    ("decided", "已决定"),
    ("closed", "已办结"),
)


def found(actor: "Actor", *, state: str = "", text: str = "") -> CaseQuerySet:
    """Return the cases in the actor's scope in a state, whose number or applicant is `text`."""
    rows = Case.objects.visible_to(actor).for_lists().order_by("-pk")
    if state in dict(STATES) and state:
        rows = rows.filter(item__state=state)
    if text:
        rows = rows.filter(Q(item__number=text) | Q(applicant_name__startswith=text))
    return rows


def notes_on(case: Case) -> dict[int, list[dict[str, Any]]]:
    """Return the notes on a case's materials, by material, with their writers; two queries."""
    notes = list(
        MaterialNote.objects.filter(material__case=case, taken_back_at=None).order_by("pk")
    )
    names = names_of(note.by for note in notes) if notes else {}
    found: dict[int, list[dict[str, Any]]] = {}
    for note in notes:
        shown = {"pk": note.pk, "text": note.text, "at": note.at, "by": note.by}
        found.setdefault(note.material_id, []).append(shown | {"name": names.get(note.by, "")})
    return found


def accepted_by_body(first: datetime, until: datetime) -> dict[int, int]:
    """Count the cases accepted from `first` and before `until` by their body's key; one query."""
    found = Case.objects.filter(item__accepted_at__gte=first, item__accepted_at__lt=until)
    rows = found.order_by().values_list("item__organisation")
    return dict(rows.annotate(number=Count("id")))
