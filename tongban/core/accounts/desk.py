"""The desk's page of deputies."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.core.accounts import selectors, services
from tongban.core.accounts.forms import DeputyForm
from tongban.core.accounts.types import Actor
from tongban.core.shell.clock import now
from tongban.core.shell.wording import errors_text
from tongban.lib.errors import Refusal

_HERE = ZoneInfo("Asia/Shanghai")


def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in, and a form to appoint somebody for some days."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.account_id is None or not actor.is_staff:
        raise PermissionDenied
    at = now()
    colleagues = selectors.colleagues_of(actor.account_id, now=at)
    form = DeputyForm(request.POST or None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data
        try:
            services.appoint_deputy(
                actor=actor,
                now=at,
                absent_id=actor.account_id,
                deputy_id=days["deputy"],
                valid_from=datetime.combine(days["begin"], time(), _HERE),
                valid_to=datetime.combine(days["end"] + timedelta(days=1), time(), _HERE),
                reason=days["reason"],
            )
        except Refusal as refusal:
            form.add_error(
                {"valid_to": "end"}.get(refusal.field, refusal.field) or None, errors_text(refusal)
            )
        else:
            messages.success(request, _("已安排代班。"))
            return redirect("accounts-desk-deputies")
    context = {
        "form": form,
        "colleagues": colleagues,
        "mine": selectors.deputies_of(actor.account_id, now=at),
        "standing": selectors.standing_in_for(actor.account_id, now=at),
        "at": at,
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/deputies.html", context, status=status)


@require_POST
def end(request: HttpRequest, row: int) -> HttpResponse:
    """End a deputyship now."""
    try:
        services.end_deputy(actor=request.actor, now=now(), deputy_row=row)  # type: ignore[attr-defined]
    except Refusal as refusal:
        messages.error(request, errors_text(refusal))
    else:
        messages.success(request, _("代班已结束。"))
    return redirect("accounts-desk-deputies")
