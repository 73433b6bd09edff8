"""Definitions that must not be published, each with the place that is named."""

import pytest

from tongban.workflow.errors import ProcedureInvalid
from tongban.workflow.rules import parse
from tongban.workflow.tests import factories as f


def invalid(definition):
    with pytest.raises(ProcedureInvalid) as caught:
        parse("p", definition)
    return caught.value.detail["where"]


@pytest.mark.parametrize(
    ("steps", "where"),
    [
        ([], "steps: empty"),
        ([f.step("a", "r", "b")], "steps[0].after: unknown b"),
        ([f.step("a", "r", "b"), f.step("b", "r", "a")], "steps: a circle through a, b"),
        ([f.step("a", "r"), f.step("a", "r")], "steps: twice a"),
        ([f.step("a", "")], "steps[0].seats[0]: no role"),
        ([f.step("a", "r", seats=2, quorum=3)], "steps[0].quorum"),
        ([f.step("a", "r", seats=0)], "steps[0].seats"),
        ([f.step("a", "r", not_by=["z"])], "steps[0].not_by: unknown z"),
        ([f.step("a", "r", when={"eq": ["outcome.z", 1]})], "steps[0].when: outcome.z"),
        ([f.step("a", "r", when={"eq": ["other", 1]})], "steps[0].when: other"),
        ([f.step("a", "r", when="x")], "steps[0].when"),
        ([f.step("a", "r", at="somewhere")], "steps[0].seats[0].at"),
        ([f.step("a", "r", kind="act", colour=1)], "steps[0]: unknown colour"),
        ([{"code": "w", "title": "w", "kind": "wait"}], "steps[0]: a wait needs"),
        ([f.step("a", "r", decides=True)], "steps[0].decides"),
        ([f.step("a", "r", limit={"value": -1})], "steps[0].limit"),
        ([f.step("a", "r", intake=True), f.step("b", "r")], "steps: not after the intake: b"),
        ([f.step("a", "r", rectify=["promised"])], "steps[0].rectify: unknown promised"),
        ([f.step("a", "applicant")], "steps[0].seats: the applicant"),
    ],
)
def test_what_is_refused(steps, where):
    assert invalid({"title": "t", "steps": steps}).startswith(where)


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"clocks": [{**f.INTAKE_CLOCK, "starts": "opened:zz"}]}, "clocks[0].starts"),
        ({"clocks": [{**f.INTAKE_CLOCK, "on_expiry": "explode"}]}, "clocks[0].on_expiry"),
        ({"requests": [f.EXTEND]}, "requests[0].clocks: unknown statutory"),
        ({"suspend": {"reasons": ["site_visit"]}}, "suspend.reasons: unknown site_visit"),
        ({"title": ""}, "procedure.title: missing"),
        ({"steps": [f.step("a", "r", outcomes=["y", "n"], decides=True)] * 1
          + [f.step("b", "r", "a", outcomes=["y", "n"], decides=True)]}, "steps: one decision"),
    ],
)  # fmt: skip
def test_what_else_is_refused(more, where):
    assert invalid({"title": "t", "steps": [f.step("a", "r")], **more}).startswith(where)


DECIDING = {
    "code": "renewal", "title": "届满前", "starts": "submitted", "stops": "decided",
    "limit": "given.renewal", "on_expiry": "deem_decided:approve",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"suspend": {"clocks": ["renewal"]}}, "suspend.clocks"),
        ({"requests": [{**f.EXTEND, "clocks": ["renewal"]}]}, "requests[extend].clocks"),
        ({"steps": [f.step("a", "r", rectify=["renewal"])]}, "steps[a].rectify"),
    ],
)
def test_what_decides_by_itself_is_neither_stopped_nor_lengthened(change, where):
    """许可法 §50: the licence's last day is the law's."""
    whole = {"title": "t", "steps": [f.step("a", "r")], "clocks": [DECIDING], **change}
    assert invalid(whole).startswith(where)


def test_steps_stand_in_order_whatever_order_they_are_written_in():
    data = f.permit()
    data["steps"].reverse()
    codes = [step.code for step in parse("p", data).steps]
    assert codes == ["intake", "review", "visit", "check", "decide", "deliver"]
