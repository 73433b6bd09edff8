"""The staff's pages: who sends, what came, what was wrong with it."""

import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.core.accounts.requests import page_key
from tongban.core.accounts.types import Actor
from tongban.core.sheets.services import write_csv
from tongban.core.sheets.types import Column, SheetSpec
from tongban.core.shell import clock
from tongban.core.vault.rules import mask_identity, mask_name, mask_phone
from tongban.hub import selectors
from tongban.hub.errors import HubForbidden
from tongban.hub.models import Record
from tongban.hub.permissions import may_read
from tongban.hub.rules.titles import title_of
from tongban.hub.schemas import sentence
from tongban.hub.states import OUTCOMES, STATES

PAGE = 50
WRONG = SheetSpec(
    "wrong",
    "未收下的行",
    (
        Column("line", "行", "integer"),
        Column("number", "办件编号"),
        Column("field", "字段"),
        Column("title", "字段名称"),
        Column("code", "规则"),
        Column("said", "说明"),
    ),
)


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_read(actor):
        raise HubForbidden
    return actor


def _name(record: Record) -> str:
    natural = record.applicant_kind == "natural"
    return mask_name(record.applicant_name) if natural else record.applicant_name


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every source with its records, the share filled in afterwards, and the newest batches."""
    actor = _reader(request)
    sendings = selectors.sendings(actor, clock.now())
    found = selectors.batches(actor, limit=20)[:20]
    return render(request, "hub/home.html", {"sendings": sendings, "batches": found})


@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The list in scope, narrowed by state, source, words and lateness."""
    actor = _reader(request)
    state, source = request.GET.get("state", "")[:2], request.GET.get("source", "")[:80]
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    late = bool(request.GET.get("late"))
    rows = selectors.listing(
        actor,
        state=state,
        source=source,
        text=text,
        late=late,
        before=page_key(request),
        limit=PAGE,
    )
    context = {
        "rows": [(row, _name(row), STATES[row.state]) for row in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "chosen": {"state": state, "source": source, "q": text, "late": late},
        "states": [("", "全部状态"), *STATES.items()],
    }
    return render(request, "hub/records.html", context)


@require_safe
def record(request: HttpRequest, record: int) -> HttpResponse:
    """One case of another system: its times beside when they were entered, its steps."""
    row = selectors.record_of(_reader(request), record)
    context: dict[str, Any] = {
        "row": row,
        "name": _name(row),
        "number": mask_identity(row.applicant_number),
        "phone": mask_phone(row.contact_phone) if row.contact_phone else "",
        "state": STATES[row.state],
        "outcome": OUTCOMES.get(row.outcome, ""),
        "sent": [
            {"at": one.at, "title": f"报送为“{STATES.get(str(one.payload.get('state')), '')}”"}
            for one in reversed(selectors.timeline(row))
        ],
    }
    return render(request, "hub/record.html", context)


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch in scope, newest first."""
    actor = _reader(request)
    source = request.GET.get("source", "")[:80]
    before = page_key(request)
    found = selectors.batches(actor, source=source, before=before, limit=PAGE)
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"batches": found[:PAGE], "next": more, "source": source}
    return render(request, "hub/batches.html", context)


@require_safe
def batch(request: HttpRequest, token: str) -> HttpResponse:
    """One batch: its tally, and every line that was refused with the reason."""
    found = selectors.batch_of(_reader(request), token)
    wrong = [(one, title_of(one.field), sentence(one)) for one in found.wrong]
    return render(request, "hub/batch.html", {"batch": found, "wrong": wrong})


@require_safe
def wrong_csv(request: HttpRequest, token: str) -> HttpResponse:
    """What is wrong in a batch as CSV, for those who mend the sending system."""
    found = selectors.batch_of(_reader(request), token)
    content = io.BytesIO()
    rows = (
        {
            "line": one.line,
            "number": one.number,
            "field": one.field,
            "title": title_of(one.field),
            "code": one.code,
            "said": sentence(one),
        }
        for one in found.wrong
    )
    write_csv(WRONG, rows, content)
    answer = HttpResponse(content.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="hub-{found.pk}.csv"'
    return answer
