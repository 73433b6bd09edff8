"""Filed at night or on a day off: from when the limits count, on the page and on paper."""

from datetime import datetime

import pytest

from tongban.cases.selectors import papers
from tongban.cases.tests import factories as f
from tongban.core.papers.models import Paper
from tongban.core.workdays.rules import ZONE, local_date

FRIDAY_NIGHT = datetime(2026, 11, 27, 23, 30, tzinfo=ZONE)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "first", "last"),
    [
        (FRIDAY_NIGHT, "", "2026-12-04"),
        (SATURDAY, "2026-11-30", "2026-12-04"),
        (datetime(2026, 9, 30, 22, 0, tzinfo=ZONE), "", "2026-10-13"),
        (datetime(2026, 10, 3, 9, 0, tzinfo=ZONE), "2026-10-08", "2026-10-13"),
    ],
    ids=["Friday night", "Saturday", "the night before 国庆", "in 国庆"],
)
def test_when_five_working_days_begin_and_end(
    city: f.City, at: datetime, first: str, last: str
) -> None:
    case = city.submitted(at=at)
    begins = papers.counts_from(case)
    assert (begins.isoformat() if begins else "") == first
    assert local_date(case.item.due_at).isoformat() == last


def test_the_receipt_and_the_page_say_so(city: f.City) -> None:
    case = city.submitted(at=SATURDAY)
    page = city.client("agent").get(f"/my/cases/{case.item.number}/submitted/").content.decode()
    assert "提交的这天不是工作日" in page
    assert "2026-11-30" in page
    assert "2026-12-04" in page
    receipt = Paper.objects.get(subject=case.subject, code="cases.receipt")
    assert receipt.data["counts_from"] == "2026-11-30"
    later = city.submitted("road-dig", at=FRIDAY_NIGHT)
    page = city.client("agent").get(f"/my/cases/{later.item.number}/submitted/").content.decode()
    assert "不是工作日" not in page
