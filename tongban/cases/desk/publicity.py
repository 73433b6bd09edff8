"""Whether the grant of a permit is public, on the page of its case."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.cases import permissions, states
from tongban.cases.selectors import grants, rows
from tongban.cases.services import withholding
from tongban.core.accounts.requests import Request
from tongban.core.accounts.types import Actor
from tongban.core.shell import clock, errors_text
from tongban.lib.errors import Refusal


def case_panel(request: HttpRequest) -> dict[str, Any] | None:
    """Say that a permit is, or will not be, public; to who decides, and to all where withheld."""
    case = getattr(request, "case", None)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if case is None or not grants.concerns(case):
        return None
    may = permissions.withholds(actor, case)
    row = grants.withheld(case) if may or case.item.decided_at else None
    if row is None and not may:
        return None
    return {
        "case": case,
        "row": row,
        "may": may,
        "grounds": list(states.WITHHELD.items()),
    }


@require_POST
def withhold(request: Request, number: str) -> HttpResponse:
    """Keep it from the public, or make it public again."""
    case = rows.by_number(number, request.actor)
    try:
        if request.POST.get("publish"):
            withholding.publish(actor=request.actor, now=clock.now(), case=case)
            said = _("已恢复公开。")
        else:
            withholding.withhold(
                actor=request.actor, now=clock.now(), case=case,
                ground=request.POST.get("ground", ""),
                reason=request.POST.get("reason", "").replace("\x00", ""),
            )  # fmt: skip
            said = _("已决定不予公开，许可公示里不再出现。")
        messages.success(request, said)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        messages.error(request, errors_text(refusal))
    return redirect("cases-desk-detail", number=number)
