"""降级受理: with the source of licences down cases are taken, and only the decision waits."""

import pytest

from tongban.cases.errors import CaseRefused, Incomplete
from tongban.cases.models import Material
from tongban.cases.selectors import rows
from tongban.cases.services import awaiting, calling, deferral, intake
from tongban.cases.tests import factories as f
from tongban.cases.types import Origin
from tongban.catalogue import ports
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices.models import Notice
from tongban.forms import ports as forms
from tongban.forms.selectors import prefill
from tongban.lib.errors import Unavailable
from tongban.licences import services as licences
from tongban.workflow import selectors as engine
from tongban.workflow.errors import NotNow

OBTAINED = "licence"  # what the body gets from the register of licences by itself
ASKED = "pharmacist"  # what the applicant hands in where no licence proves it


def down(_holder, _types, _at):
    raise Unavailable("演示：证照库连不上")


def nothing(_holder, _types, _at):
    return ()


def answer(monkeypatch, source):
    monkeypatch.setitem(ports.proofs._sources, "licences", source)
    known = {"business-licence", "pharmacist-registration"}
    monkeypatch.setitem(ports.proofs._types, "licences", lambda: known)


@pytest.fixture
def proving():
    """The source as it is."""
    return ports.proofs._sources["licences"]


def submitted(city, monkeypatch, *, without=()):
    """Submitted while the source is down."""
    draft = city.draft(without=without)
    answer(monkeypatch, down)
    return intake.submit_draft(actor=city.actor("agent"), now=f.NOW, token=draft.token)


def origins(case):
    return {row.code: row.origin for row in Material.objects.filter(case=case)}


def worked(city, case):
    """Everything before the decision."""
    intake.accept(actor=city.actor("window"), now=f.NOW, case=case, version=None)
    city.complete("reviewer", case, "review")
    city.complete("inspector", case, "visit", "pass")
    city.complete("inspector2", case, "visit", "pass")
    city.complete("checker", case, "check")


def decide(city, case):
    return city.complete("decider", case, "decide", "approve")


def test_it_is_taken_and_only_the_decision_waits(city, proving, monkeypatch):
    licences.issue(
        actor=SYSTEM, now=f.NOW, type_code="business-licence", holder=city.parties["firm"].pk,
        organisation=city.bodies["scjg-421202"].pk, division=f.XIANAN, data={},
    )  # fmt: skip
    case = submitted(city, monkeypatch)
    assert origins(case)[OBTAINED] == Origin.AWAITED
    worked(city, case)
    with pytest.raises(NotNow) as caught:
        decide(city, case)
    assert "等待来源系统恢复" in str(caught.value)
    assert awaiting.ask_again(f.NOW) == 0
    answer(monkeypatch, proving)
    assert awaiting.ask_again(f.NOW) == 1
    row = Material.objects.get(case=case, code=OBTAINED)
    assert (row.origin, bool(row.proof)) == (Origin.PROOF, True)
    decide(city, case)
    assert rows.by_id(case.pk).item.outcome == "approve"


def test_what_is_not_found_is_to_be_handed_in_and_told_once(city, monkeypatch):
    case = submitted(city, monkeypatch, without=(ASKED,))
    assert origins(case)[ASKED] == Origin.AWAITED
    worked(city, case)
    answer(monkeypatch, nothing)
    assert awaiting.ask_again(f.NOW) == 1
    assert awaiting.ask_again(f.NOW) == 0
    assert origins(case)[ASKED] == Origin.DEFERRED
    assert OBTAINED not in origins(case)  # never asked of the applicant, and not now either
    assert Notice.objects.filter(template="cases.not_found").count() == 1
    with pytest.raises(NotNow):
        decide(city, case)
    deferral.supply(
        actor=city.actor("agent"), now=f.NOW, case=rows.by_id(case.pk), version=None,
        given={ASKED: (city.file("agent"),)},
    )  # fmt: skip
    decide(city, case)
    assert "没有查到" in " ".join(one.text for one in engine.timeline(case.item_id))


def test_a_file_that_was_given_waits_for_nobody(city, monkeypatch):
    assert origins(submitted(city, monkeypatch))[ASKED] == Origin.UPLOAD


def test_the_page_says_that_the_source_does_not_answer(city, monkeypatch):
    draft = city.draft(without=(ASKED,))
    answer(monkeypatch, down)
    page = city.client("agent").get(f"/apply/draft/{draft.token}/materials/")
    assert "现在连不上" in page.content.decode()


def test_a_call_says_so_too(city, monkeypatch):
    case = submitted(city, monkeypatch)
    with pytest.raises(CaseRefused) as caught:
        calling.call_licence(actor=city.actor("window"), now=f.NOW, case=case, code=OBTAINED)
    assert caught.value.reason == "source_silent"


def test_what_no_source_proves_is_required_as_ever(city, monkeypatch):
    draft = city.draft(without=("plan",))
    answer(monkeypatch, down)
    assert not ports.proofs.find(1, frozenset({"nobody-knows"}), f.NOW).silent
    with pytest.raises(Incomplete):
        intake.submit_draft(actor=city.actor("agent"), now=f.NOW, token=draft.token)


def test_a_prefill_source_that_is_down_leaves_its_fields_to_be_typed(city, monkeypatch):
    schema, actor = city.draft().edition.parsed.form, city.actor("agent")
    before = prefill(schema, actor=actor, subject=f"party:{city.parties['firm'].pk}")
    assert before
    broken = [lambda _actor, _subject: down(0, 0, 0)]
    for role in {prop["x-role"] for prop in schema["properties"].values()}:
        monkeypatch.setitem(forms.sources._by_role, role, broken)
    assert prefill(schema, actor=actor) == {}
