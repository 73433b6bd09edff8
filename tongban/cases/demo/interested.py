"""Somebody whom a demo application touches: told, and not heard yet."""

from datetime import datetime

from tongban.cases.demo.stories import CITIZENS
from tongban.cases.models import Case
from tongban.cases.services import interested
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts import selectors as accounts
from tongban.parties.selectors import party_of_account
from tongban.workflow import selectors as engine
from tongban.workflow.states import ACCEPTED

MATTER, DIVISION = "food-permit", "421202"
WHY = "拟开办的餐馆排烟口正对其住宅窗户，直接影响居住。（演示）"


def tell(*, now: datetime) -> None:
    """Have whoever reviews the demo's restaurant tell the citizen next door."""
    task_code = catalogue.task_code_of(MATTER, DIVISION)
    running = Case.objects.filter(
        edition__implementation__task_code=task_code, item__state=ACCEPTED
    ).select_related("item")
    neighbour = accounts.by_phone(CITIZENS[1])
    party = party_of_account(neighbour.pk) if neighbour else None
    for case in running[:1]:
        hands = engine.hands(engine.snapshot(case.item_id), case.item.division_path, now)
        if party is None or not hands:
            return
        interested.tell(
            actor=accounts.actor_for_account(min(hands), now=now), now=now, case=case,
            version=None, name=party.name, interest=WHY, identity_type=party.identity_type,
            number=party.identity_number,
        )  # fmt: skip
