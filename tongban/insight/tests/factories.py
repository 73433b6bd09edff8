"""A city with decided cases whose figures can be counted by hand."""

import itertools
import secrets
from datetime import UTC, date, datetime
from typing import Any

from tongban.cases.models import Case
from tongban.catalogue import demo as catalogue
from tongban.catalogue import selectors as editions
from tongban.catalogue.models import Edition
from tongban.core.accounts.tests import factories as people
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import services as organisations
from tongban.core.organisations.models import Organisation
from tongban.lib.identifiers import demo_identity, demo_uscc
from tongban.parties import services as parties
from tongban.workflow import states
from tongban.workflow.models import Pause, ProcedureVersion, WorkItem

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""2026-11-23 09:00 in Asia/Shanghai, a Monday."""
_serial = itertools.count(1)


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    """An instant of 2026 in Asia/Shanghai."""
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


class City:
    """Two counties that handle one matter: 20 working days by law, 6 promised."""

    def __init__(self) -> None:
        people.divisions()
        catalogue.load_words(now=NOW)
        matter = next(one for one in catalogue.matters() if one["slug"] == "road-occupy")
        catalogue.enter(matter, now=NOW)
        self.bodies: dict[str, Organisation] = {}
        self.editions: dict[str, Edition] = {}
        for place, code in enumerate((people.XIANAN, people.CHIBI), 1):
            body = organisations.save(
                actor=SYSTEM, now=NOW, code=f"cgzf-{code}", uscc=demo_uscc(place),
                name=f"演示城管局{place}", division=code, phone=f"0715-000000{place}",
                complaint_phone=f"0715-000001{place}", address="演示路 1 号", hours="09:00-17:00",
            )  # fmt: skip
            task_code = catalogue.publish(matter, body, now=NOW)
            self.bodies[code] = body
            self.editions[code] = editions.edition_in_force(task_code, on=date(2026, 11, 23))
        self.procedure = ProcedureVersion.objects.latest("pk")
        self.party = parties.identify(
            actor=SYSTEM, now=NOW, kind="natural", name="演示申请人", identity_type="resident_id",
            number=demo_identity(7, date(1990, 1, 1)),
        )  # fmt: skip

    def case(
        self,
        county: str,
        accepted: datetime,
        decided: datetime | None = None,
        due: datetime | None = None,
        **item: Any,
    ) -> Case:
        """Put a case straight into the tables: what figures read, and nothing else."""
        body = self.bodies[county]
        row = WorkItem.objects.create(
            **{
                "number": f"F{next(_serial):06d}", "kind": "case", "title": "演示事项",
                "procedure": self.procedure, "division": body.division, "county": county,
                "division_path": body.division.path, "organisation": body,
                "organisation_path": body.path,
                "state": states.CLOSED if decided else states.ACCEPTED,
                "opened_at": accepted, "opened_by": "account:1", "accepted_at": accepted,
                "decided_at": decided, "decided_due_at": due, "due_at": states.NEVER,
                "warn_at": states.NEVER, "last_at": accepted, "last_by": "account:1",
                **item,
            }
        )  # fmt: skip
        return Case.objects.create(
            item=row, edition=self.editions[county], applicant=self.party, applicant_name="演示",
            token=secrets.token_urlsafe(16), received_at=accepted, accepted_at=accepted,
            decided_at=decided,
        )  # fmt: skip


def pause(case: Case, since: datetime, until: datetime) -> None:
    """Stop the case's clocks for a while."""
    seq = case.item.pauses.count() + 1
    Pause.objects.create(
        item=case.item, seq=seq, clocks=["promised"], reason="testing", started_at=since,
        ended_at=until,
    )  # fmt: skip
