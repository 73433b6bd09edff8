"""An outside system, and a matter that is typed into it. Fixed instant: as in the city of cases."""

from typing import Any

from tongban.cases.models import Case
from tongban.cases.tests import factories as f
from tongban.cases.tests.test_moving import next_edition
from tongban.reentry.models import Duty, System
from tongban.reentry.services import systems
from tongban.reentry.services.systems import About

CODE = "drug-national"
ABOUT = About(name="演示药品监管系统", keeper="演示国家局", pattern=r"YJ\d{8}", sample="YJ20260001")
BASIS = "演示文件〔2026〕1号"
FIRST, SECOND = "YJ20260001", "YJ20260002"


def system(city: f.City, code: str = CODE, about: About = ABOUT) -> System:
    return systems.add(actor=city.actor("service"), now=f.NOW, code=code, about=about)


def asked(city: f.City, timing: str = "after", *codes: str) -> Any:
    """Let the matter's list ask for re-entry from today on."""
    rows = [{"system": code, "timing": timing, "basis": BASIS} for code in codes or (CODE,)]
    return next_edition(city, outside=rows)


def duty(case: Case) -> Duty:
    found: Duty = Duty.objects.select_related("system").get(case=case)
    return found


def begun(city: f.City, timing: str = "after") -> tuple[Case, Duty]:
    """An accepted case that waits to be typed in."""
    system(city)
    asked(city, timing)
    case = city.accepted()
    return case, duty(case)
