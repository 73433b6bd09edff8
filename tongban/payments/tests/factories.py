"""A fee, its bill, and what is done to it: pressed, told, decided."""

from tongban.cases.tests import factories as f
from tongban.catalogue.types import Fee
from tongban.core.accounts import services as account_services
from tongban.payments import adapter, services, states
from tongban.payments.types import Told

FEE = Fee("card", "演示工本费", 4000, "每证 40 元", "演示依据（2026）1号")


def charge(case, fee=FEE):
    """A bill for the case, as if its edition asked `fee`."""
    return services.draw(
        actor=f.SYSTEM, now=f.NOW, subject=case.subject, item=case.item, edition=case.edition,
        fees=[fee], payer=case.applicant_id, account=case.account_id,
    )  # fmt: skip


def begin(city, bill, who="citizen", now=f.NOW):
    services.begin(actor=city.actor(who), now=now, token=bill.token, provider=adapter.SIMULATOR)
    return bill.attempts.get(state=states.OPEN)


def hear(attempt, amount=4000, state=states.PAID, reference="R1", now=f.NOW):
    told = Told(attempt.number, state, amount, reference)
    return services.settle(now=now, provider=adapter.SIMULATOR, told=told)


def chief(city):
    account_services.grant_role(
        actor=f.SYSTEM, now=f.SINCE, account_id=city.accounts["chief"].pk, role_code="chief",
        organisation_id=city.bodies[f"mzj-{f.XIANAN}"].pk, division=f.XIANAN, valid_from=f.SINCE,
    )  # fmt: skip
    return city.actor("chief")
