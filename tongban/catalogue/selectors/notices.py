"""Changes from above that reached the lists of one's bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.catalogue import states
from tongban.catalogue.errors import DraftRefused
from tongban.catalogue.models import ChangeNotice, Edition, MatterVersion

if TYPE_CHECKING:
    from tongban.core.accounts.types import Actor


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of notices; `after` continues behind the last row ("" at the end)."""

    rows: Sequence[ChangeNotice]
    after: str


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """A notice with what it is about: the version before, and the newest edition of the list."""

    notice: ChangeNotice
    former: MatterVersion | None
    newest: Edition | None

    @property
    def mine(self) -> Mapping[str, Any]:
        """What the list says now."""
        return self.newest.raw if self.newest else {}

    @property
    def settled(self) -> bool:
        """Whether nothing is left to mend: the fixed elements stand in the newest edition."""
        if "ended" in self.notice.content:
            return self.notice.implementation.state == states.CANCELLED
        mine = self.mine
        unified = self.notice.version.unified
        return not self.notice.content.get("problems") or all(
            mine.get(name) == value for name, value in unified.items()
        )


def notices_of(
    actor: "Actor", *, state: str = states.ASKED, after: str = "", limit: int = 50
) -> NoticePage:
    """Return a page of the notices that `actor` may see, the newest first; `state` "" for all."""
    found = (
        ChangeNotice.objects.visible_to(actor)
        .select_related("implementation__matter", "implementation__organisation", "version")
        .order_by("-id")
    )
    if state:
        found = found.filter(state=state)
    if after.isdecimal() and len(after) < 19:
        found = found.filter(pk__lt=int(after))
    rows = list(found[: limit + 1])
    return NoticePage(rows[:limit], str(rows[limit - 1].pk) if len(rows) > limit else "")


def notice_of(actor: "Actor", notice_id: int) -> NoticeRead:
    """Return one of them; raises DraftRefused (`notice_gone`)."""
    found = (
        ChangeNotice.objects.visible_to(actor)
        .select_related(
            "implementation__matter", "implementation__organisation__division",
            "implementation__division", "version",
        )
        .filter(pk=notice_id)
        .first()
    )  # fmt: skip
    if found is None:
        raise DraftRefused("notice_gone")
    former = MatterVersion.objects.filter(
        matter_id=found.version.matter_id, number=found.version.number - 1
    ).first()
    newest = found.implementation.editions.order_by("-number").first()
    return NoticeRead(found, former, newest)


def waiting_notices(actor: "Actor", limit: int) -> list[ChangeNotice]:
    """Return the changes from above that wait for `actor`'s own act, the oldest first."""
    found = ChangeNotice.objects.waiting_for(actor).select_related(
        "implementation__matter", "implementation__organisation"
    )
    return list(found.order_by("at", "id")[:limit])
