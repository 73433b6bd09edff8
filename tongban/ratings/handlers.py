"""What ratings plug into the engine: what each step of a follow-up means, who hears of it."""

from typing import TYPE_CHECKING

from tongban.core.accounts.types import Actor
from tongban.core.notices.services import notify
from tongban.parties.selectors import by_id as party_by_id
from tongban.ratings import permissions, selectors
from tongban.ratings.errors import NotYours, UnknownSubject
from tongban.ratings.services import followup
from tongban.workflow import selectors as engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tongban.workflow.models import WorkItem
    from tongban.workflow.ports import Context, Effect


def on_done(context: "Context") -> None:
    row = selectors.by_item(context.item.pk)
    followup.stepped(
        row,
        actor=context.actor,
        now=context.now,
        step=context.event.step,
        outcome=context.event.outcome,
        words=str(getattr(context.command, "opinion", "")).strip(),
    )


def on_sent_back(context: "Context") -> None:
    row = selectors.by_item(context.item.pk)
    followup.undone(row, to=str(context.event.detail.get("to", "")))


def on_closed(context: "Context") -> None:
    followup.finished(selectors.by_item(context.item.pk), now=context.now)


def on_urged(context: "Context") -> None:
    _tell(context, "ratings.urged")


def on_supervised(context: "Context") -> None:
    _tell(context, "ratings.supervised")


def _tell(context: "Context", template: str) -> None:
    item = context.item
    reason = str(context.event.detail.get("reason", "")) or "请尽快办理"
    for account in sorted(engine.hands(context.snapshot, item.division_path, context.now)):
        notify(
            to_account=account,
            template=template,
            now=context.now,
            link=desk_url(item),
            context={"number": item.number, "matter": item.title, "reason": reason},
        )


EFFECTS: tuple[tuple[str, str, "Effect"], ...] = (
    ("done", "rating_step", on_done),
    ("sent_back", "rating_undone", on_sent_back),
    ("closed", "rating_finished", on_closed),
    ("urged", "rating_urged", on_urged),
    ("supervised", "rating_supervised", on_supervised),
)


def desk_url(item: "WorkItem") -> str:
    """Return the desk page of a follow-up: its rating's."""
    return f"/desk/ratings/{item.subject.removeprefix('rating:')}/"


def read_sealed(actor: object, subject: str, fields: "Iterable[str]") -> "Mapping[str, str]":
    """Give the telephone of who gave a bad rating, to those who must call them back.

    The recording is `accounts.services.unmask`'s. Raises UnknownSubject, NotYours.
    """
    key = subject.removeprefix("rating:")
    if not isinstance(actor, Actor) or not key.isdecimal() or len(key) >= selectors.DIGITS:
        raise UnknownSubject()
    row = selectors.visible_by_id(actor, int(key))
    if not permissions.may_unmask(actor, row):
        raise NotYours()
    party = party_by_id(row.party_id) if row.party_id else None
    known = {"phone": party.phone if party else "", "name": party.name if party else ""}
    return {name: known[name] for name in fields if name in known}
