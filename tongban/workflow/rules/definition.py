"""From data to a procedure that can run: parse and validate.

Every error names its place, as `steps[2].after`. A definition is checked wholly before anything
runs on it, so that a running item never meets a step that cannot be reached or left.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from tongban.core.workdays.errors import BadLimit
from tongban.core.workdays.types import Limit
from tongban.lib import conditions
from tongban.workflow.errors import ProcedureInvalid
from tongban.workflow.states import APPLICANT
from tongban.workflow.types import (
    LAWFUL_REASONS,
    ClockSpec,
    OrganisationRule,
    Procedure,
    RequestSpec,
    Seat,
    Step,
)
from tongban.workflow.types.procedure import decides

_CODE: Final = re.compile(r"[^\W\d][\w-]{0,39}")
_STEP_KEYS: Final = frozenset(
    {
        "code", "title", "kind", "role", "at", "after", "when", "limit", "form", "seats", "quorum",
        "not_by", "outcomes", "intake", "decides", "signal", "rectify",
    }
)  # fmt: skip
_KEYS: Final = frozenset(
    {
        "title", "steps", "clocks", "requests", "suspend", "supervisors", "terminators",
        "description",
    }
)  # fmt: skip
_CLOCK_KEYS: Final = frozenset({"code", "title", "starts", "stops", "limit", "on_expiry"})
_REQUEST_KEYS: Final = frozenset({"code", "title", "ruler", "limit", "clocks", "times", "answer"})
_EVENTS: Final = frozenset(
    {"submitted", "accepted", "decided", "closed", "correction_asked", "corrected", "deferred"}
)
_DEFAULT_SUPERVISORS: Final = ("service_office", "chief")
_DEFAULT_TERMINATORS: Final = ("decider", "chief")


def _fail(where: str, why: str) -> NoReturn:
    raise ProcedureInvalid(where=f"{where}: {why}")


def parse(code: str, data: Mapping[str, Any], *, version: int = 0, id: int = 0) -> Procedure:
    """Give the compiled procedure; raises ProcedureInvalid naming the place that is wrong."""
    _known_keys(data, _KEYS, "procedure")
    steps = tuple(_step(raw, f"steps[{n}]") for n, raw in enumerate(_list(data, "steps", "")))
    if not steps:
        _fail("steps", "empty")
    by_code = _unique([step.code for step in steps], "steps")
    ordered = _in_order(steps)
    _check_references(steps, by_code)
    clocks = tuple(
        _clock(raw, f"clocks[{n}]", by_code) for n, raw in enumerate(_list(data, "clocks", ""))
    )
    _unique([clock.code for clock in clocks], "clocks")
    known_clocks = frozenset(clock.code for clock in clocks)
    requests = tuple(
        _request(raw, f"requests[{n}]", known_clocks)
        for n, raw in enumerate(_list(data, "requests", ""))
    )
    _unique([request.code for request in requests], "requests")
    for n, step in enumerate(steps):
        _subset(step.rectify, known_clocks, f"steps[{n}].rectify")
    reasons, stopped = _suspension(data.get("suspend"), known_clocks)
    procedure = Procedure(
        code=code,
        title=_text(data, "title", "procedure"),
        steps=ordered,
        clocks=clocks,
        requests=requests,
        suspend_reasons=reasons,
        suspend_clocks=stopped,
        supervisors=tuple(_words(data, "supervisors", _DEFAULT_SUPERVISORS)),
        terminators=tuple(_words(data, "terminators", _DEFAULT_TERMINATORS)),
        version=version,
        id=id,
    )
    _check_intake(procedure)
    _check_fixed(procedure)
    return procedure


# --- steps ----------------------------------------------------------------------------------------


def _step(raw: Any, where: str) -> Step:
    _known_keys(raw, _STEP_KEYS, where)
    code = _code(raw, where)
    kind = raw.get("kind", "act")
    if kind not in {"act", "auto", "wait"}:
        _fail(f"{where}.kind", "unknown")
    seats = _seats(raw, where, code) if kind == "act" else ()
    limit = _limit(raw.get("limit"), f"{where}.limit")
    signal = raw.get("signal", "")
    if kind == "wait" and not signal and limit is None:
        _fail(where, "a wait needs a signal or a limit")
    outcomes = tuple(_words(raw, "outcomes", ("done",)))
    if not outcomes:
        _fail(f"{where}.outcomes", "empty")
    try:
        when = conditions.parse(raw.get("when"))
    except conditions.ConditionError as error:
        _fail(f"{where}.when", error.problems[0].path)
    return Step(
        code=code,
        title=_text(raw, "title", where),
        kind=kind,
        role=raw.get("role", ""),
        after=tuple(_words(raw, "after")),
        when=when,
        limit=limit,
        form=raw.get("form", ""),
        seats=seats,
        quorum=_quorum(raw.get("quorum", "all"), len(seats), f"{where}.quorum"),
        not_by=tuple(_words(raw, "not_by")),
        outcomes=outcomes,
        intake=bool(raw.get("intake", False)),
        decides=bool(raw.get("decides", False)),
        signal=signal,
        rectify=tuple(_words(raw, "rectify")),
    )


def _seats(raw: Mapping[str, Any], where: str, step: str) -> tuple[Seat, ...]:
    given = raw.get("seats", 1)
    role, at = raw.get("role", ""), raw.get("at", "owner")
    if isinstance(given, int) and not isinstance(given, bool):
        given = [{"code": str(n + 1)} for n in range(given)]
    if not isinstance(given, list) or not given:
        _fail(f"{where}.seats", "needs a number or a list")
    seats = tuple(
        Seat(
            code=str(one.get("code", "")) or _fail(f"{where}.seats[{n}]", "no code"),
            role=one.get("role", role) or _fail(f"{where}.seats[{n}]", "no role"),
            at=organisation_rule(one.get("at", at), f"{where}.seats[{n}].at"),
        )
        for n, one in enumerate(given)
    )
    _unique([seat.code for seat in seats], f"{where}.seats")
    if any(APPLICANT in (seat.code, seat.role) for seat in seats):
        _fail(f"{where}.seats", "the applicant has no seat; send back instead")
    return seats


def organisation_rule(data: Any, where: str = "at") -> OrganisationRule:
    """Give the rule that "owner", "above", "code:<code>" or "kind:<kind>" stands for."""
    rule, _, value = str(data).partition(":")
    if rule == "owner" and not value:
        return OrganisationRule("owner")
    if rule == "above" and not value:
        return OrganisationRule("above")
    if rule == "code" and value:
        return OrganisationRule("code", value)
    if rule == "kind" and value:
        return OrganisationRule("kind", value)
    _fail(where, "unknown organisation rule")


def _quorum(data: Any, seats: int, where: str) -> int:
    if not seats:
        return 0
    number = {"all": seats, "any": 1}.get(data, data) if isinstance(data, str) else data
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= seats:
        _fail(where, "not between one and the number of seats")
    return number


def _in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Give the steps so that each stands after what it waits for; among equals as written."""
    codes = {step.code for step in steps}
    for n, step in enumerate(steps):
        _subset(step.after, codes, f"steps[{n}].after")
    placed: list[Step] = []
    seen: set[str] = set()
    waiting = list(steps)
    while waiting:
        ready = next((step for step in waiting if seen.issuperset(step.after)), None)
        if ready is None:
            _fail("steps", "a circle through " + ", ".join(step.code for step in waiting))
        placed.append(ready)
        seen.add(ready.code)
        waiting.remove(ready)
    return tuple(placed)


def _check_references(steps: Sequence[Step], codes: frozenset[str]) -> None:
    before: dict[str, frozenset[str]] = {}
    for step in _in_order(steps):
        before[step.code] = frozenset(step.after).union(*(before[code] for code in step.after))
    for n, step in enumerate(steps):
        _subset(step.not_by, before[step.code], f"steps[{n}].not_by")
        for path in sorted(conditions.variables(step.when)):
            head, _, rest = path.partition(".")
            if head not in {"facts", "outcome"} or not rest:
                _fail(f"steps[{n}].when", f"{path}: asks neither facts nor outcome")
            if head == "outcome" and rest not in before[step.code]:
                _fail(f"steps[{n}].when", f"{path}: no earlier step")
        if step.intake and step.after:
            _fail(f"steps[{n}].intake", "an intake step comes first")
        if step.decides and (step.kind != "act" or len(step.outcomes) < 2):
            _fail(f"steps[{n}].decides", "a decision needs somebody and at least two outcomes")
    if sum(step.decides for step in steps) > 1:
        _fail("steps", "one decision an item, so one deciding step")


def _check_intake(procedure: Procedure) -> None:
    intakes = [step for step in procedure.steps if step.intake]
    if not intakes:
        return
    intake = intakes[0]
    if len(intakes) > 1 or intake.kind != "act" or len(intake.seats) != 1:
        _fail("steps", "there is one intake step, with one seat")
    if intake.when != conditions.ALWAYS:
        _fail("steps", "the intake step has no condition")
    others = {step.code for step in procedure.steps} - {intake.code}
    loose = others - procedure.followers[intake.code]
    if loose:
        _fail("steps", "not after the intake: " + ", ".join(sorted(loose)))


# --- the rest -------------------------------------------------------------------------------------


def _check_fixed(procedure: Procedure) -> None:
    """A clock that decides by itself (许可法 §50) is neither stopped nor lengthened by anybody."""
    fixed = {one.code for one in procedure.clocks if decides(one.on_expiry)}
    moved = [("suspend.clocks", procedure.suspend_clocks)]
    moved += [(f"steps[{step.code}].rectify", step.rectify) for step in procedure.steps]
    moved += [(f"requests[{one.code}].clocks", one.clocks) for one in procedure.requests]
    for where, codes in moved:
        if fixed.intersection(codes):
            _fail(where, "a clock that decides by itself is not moved")


def _clock(raw: Any, where: str, steps: frozenset[str]) -> ClockSpec:
    _known_keys(raw, _CLOCK_KEYS, where)
    limit = _limit(raw.get("limit"), f"{where}.limit")
    if limit is None:
        _fail(f"{where}.limit", "missing")
    for key in ("starts", "stops"):
        event, _, step = str(raw.get(key, "")).partition(":")
        whole = event in _EVENTS and not step
        own = event == "own" and bool(_CODE.fullmatch(step))
        if not whole and not own and not (event in {"opened", "done"} and step in steps):
            _fail(f"{where}.{key}", "unknown event")
    expiry = raw.get("on_expiry", "")
    plain = {"", "warn", "lapse", "deem_accepted", "deem_withdrawn"}
    if expiry not in plain and not re.fullmatch(r"(signal|deem_decided):[\w-]+", str(expiry)):
        _fail(f"{where}.on_expiry", "unknown")
    return ClockSpec(
        code=_code(raw, where),
        title=_text(raw, "title", where),
        starts=raw["starts"],
        stops=raw["stops"],
        limit=limit,
        on_expiry=expiry,
    )


def _request(raw: Any, where: str, clocks: frozenset[str]) -> RequestSpec:
    _known_keys(raw, _REQUEST_KEYS, where)
    limit, answer = (_limit(raw.get(key), f"{where}.{key}") for key in ("limit", "answer"))
    if isinstance(answer, str):
        _fail(where, "the time for an answer is written out")
    code = _code(raw, where)
    if code == "supervise":
        _fail(f"{where}.code", "is the engine's own")
    moved = tuple(_words(raw, "clocks"))
    _subset(moved, clocks, f"{where}.clocks")
    if bool(moved) != (limit is not None):
        _fail(where, "clocks and limit belong together")
    times = raw.get("times", 1)
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        _fail(f"{where}.times", "at least one")
    title, ruler = _text(raw, "title", where), _text(raw, "ruler", where)
    return RequestSpec(code, title, ruler, limit, moved, times, answer)


def _suspension(data: Any, clocks: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the reasons and clocks of suspension; without a word, every lawful reason stops what the
    law's time for a decision is counted by."""
    lawful = tuple(LAWFUL_REASONS)
    usual = tuple(code for code in ("statutory", "promised") if code in clocks)
    if data is None:
        return lawful, usual
    _known_keys(data, frozenset({"reasons", "clocks"}), "suspend")
    reasons, stopped = tuple(_words(data, "reasons", lawful)), tuple(_words(data, "clocks", usual))
    _subset(reasons, frozenset(lawful), "suspend.reasons")
    _subset(stopped, clocks, "suspend.clocks")
    return reasons, stopped


def _limit(data: Any, where: str) -> Limit | str | None:
    if data is None or (isinstance(data, str) and data):
        return data
    if not isinstance(data, Mapping):
        _fail(where, "neither a limit nor a name of one")
    try:
        limit = Limit.parse(data)
    except BadLimit as error:
        _fail(where, error.reason)
    if limit.direction != "forward":
        _fail(where, "runs backward")
    return limit


# --- small checks ---------------------------------------------------------------------------------


def _known_keys(data: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(data, Mapping):
        _fail(where, "not an object")
    unknown = sorted(set(data) - known)
    if unknown:
        _fail(where, "unknown " + ", ".join(unknown))


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list):
        _fail(f"{where}{key}", "not a list")
    return value


def _words(data: Mapping[str, Any], key: str, default: Sequence[str] = ()) -> list[str]:
    value = data.get(key, list(default))
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        _fail(key, "not a list of words")
    return list(value)


def _code(data: Mapping[str, Any], where: str) -> str:
    code = data.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        _fail(f"{where}.code", "not a code")
    return code


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        _fail(f"{where}.{key}", "missing")
    return value


def _unique(codes: Sequence[str], where: str) -> frozenset[str]:
    if len(set(codes)) != len(codes):
        _fail(where, "twice " + ", ".join(sorted({c for c in codes if codes.count(c) > 1})))
    return frozenset(codes)


def _subset(given: Sequence[str], known: "frozenset[str] | set[str]", where: str) -> None:
    unknown = [code for code in given if code not in known]
    if unknown:
        _fail(where, "unknown " + ", ".join(unknown))
