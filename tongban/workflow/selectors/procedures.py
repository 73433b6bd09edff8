"""Procedures: versions never change, so each is compiled once a process."""

from datetime import date
from functools import lru_cache

from tongban.core.params import selectors as params
from tongban.core.workdays.types import Limit
from tongban.workflow.errors import ProcedureInvalid
from tongban.workflow.models import ProcedureVersion
from tongban.workflow.rules import parse
from tongban.workflow.types import Procedure

_COMPILED = 1000


def compiled(row: ProcedureVersion) -> Procedure:
    """Give the procedure of a row; its definition is read only the first time."""
    # The digest is part of the key: an id alone may be given out again where tests roll back.
    return _compile(_Key(row))


class _Key:
    """What tells one version from another; holds the row so that a miss can read it."""

    def __init__(self, row: ProcedureVersion) -> None:
        self.row = row
        self.same = (row.pk, row.code, row.version, row.digest)

    def __hash__(self) -> int:
        return hash(self.same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.same == other.same


@lru_cache(maxsize=_COMPILED)
def _compile(key: _Key) -> Procedure:
    row = key.row
    return parse(row.code, row.definition, version=row.version, id=row.pk)


def version(code: str, number: int | None = None) -> ProcedureVersion:
    """Give the newest (or the given) version's row; raises ProcedureInvalid if there is none."""
    found = ProcedureVersion.objects.filter(code=code).defer("definition").order_by("-version")
    row = (found if number is None else found.filter(version=number)).first()
    if row is None:
        raise ProcedureInvalid(where=code if number is None else f"{code} v{number}")
    return row


def procedure(code: str, number: int | None = None) -> Procedure:
    """Give the newest (or the given) version; raises ProcedureInvalid if there is none."""
    return compiled(version(code, number))


def parameters(procedure: Procedure, *, on: date, division: str) -> dict[str, Limit]:
    """Give the dated parameters that the procedure counts with, as they are on a day in a division.

    Raises NoSuchParam: a limit of the law that nobody has set is not guessed.
    """
    found = params.values(procedure.parameters, on=on, division=division)
    return {name: Limit.parse(param.as_limit()) for name, param in found.items()}


def titles() -> list[tuple[str, str]]:
    """Give every published procedure once, as (code, title of its newest version), by code."""
    found = dict(ProcedureVersion.objects.order_by("code", "version").values_list("code", "title"))
    return list(found.items())
