"""Stock licences in: an importer of catalogue.ports, looked through, then whole or not at all.

Identity numbers wait sealed between the two. What is taken in is numbered, kept in the ledger and
made into a paper like any other licence; holders are not told, since nothing happened to them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO

from tongban.catalogue.errors import CatalogueForbidden, ImportStale
from tongban.catalogue.types import Incoming, Job
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.divisions import selectors as divisions
from tongban.core.organisations import selectors as organisations
from tongban.core.sheets.errors import SheetRefused
from tongban.core.sheets.selectors import read_xlsx
from tongban.core.sheets.types import Limits, Problem, Row
from tongban.core.shell.wording import errors_text
from tongban.core.vault.rules import mask_name
from tongban.core.vault.services import seal, unseal
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.licences.errors import NumberKnown
from tongban.licences.models import Licence, TypeVersion
from tongban.licences.permissions import ISSUE, may_issue
from tongban.licences.rules import stock
from tongban.licences.selectors import type_version
from tongban.licences.services.issuing import issue
from tongban.licences.types import LIVE, FieldProblem
from tongban.parties import selectors as parties
from tongban.parties import services as party_services

KIND = "licences.stock"
_SEALED = "licences.stock"
_BATCH = 500
LIMITS = Limits(max_rows=stock.ROWS_MOST, file_bytes=20_000_000, problems=10 * stock.ROWS_MOST)


def may_begin(actor: Actor) -> bool:
    """Whether the actor may take stock in anywhere."""
    return actor.can(ISSUE)


def place_of(actor: Actor, options: Mapping[str, Any]) -> tuple[TypeVersion, int, str]:
    """Type, body and division that an import is for. Raises UnknownType, UnknownOrganisation,
    UnknownDivision, CatalogueForbidden where the actor may not issue there."""
    version = type_version(str(options.get("type", "")))
    body = organisations.by_id(int(options.get("organisation", 0)))
    division = divisions.get(str(options.get("division", "")))
    if not may_issue(actor, organisation_path=body.path, division_path=division.path, source=""):
        raise CatalogueForbidden
    return version, body.pk, division.code


def check(actor: Actor, now: datetime, job: Job, file: BinaryIO, report: Any) -> Mapping[str, int]:
    """Read the table to its end and name every problem at its cell; nothing is changed."""
    if job.format != "xlsx":
        raise SheetRefused("sheet_not_xlsx")
    version, _body, _division = place_of(actor, job.options)
    table = stock.spec(version.title, version.fields)
    reading = read_xlsx(file, [table], limits=LIMITS)
    look = _Look(version, local_date(now), table.title)
    told = 0
    rows = iter(reading)
    while batch := list(islice(rows, _BATCH)):
        for problem in reading.problems[told:]:
            report.problem(problem)
        told = len(reading.problems)
        for row, found, wrong in look.through(batch):
            for one in wrong:
                reading.add(row, one.key, one.code, one.message)
            if found is not None:
                report.item(_incoming(row, found))
        for problem in reading.problems[told:]:
            report.problem(problem)
        told = len(reading.problems)
        report.step(reading.counts[stock.SHEET], reading.counts[stock.SHEET])
    for problem in reading.problems[told:]:
        report.problem(problem)
    if not reading.problem_count and not reading.counts.get(stock.SHEET):
        report.problem(Problem(table.title, 0, "", "empty", "表里没有证照，请填好后再导入。"))
    return {"rows": reading.counts.get(stock.SHEET, 0)}


class _Look:
    """What has been met so far in one file, and what the register has."""

    def __init__(self, version: TypeVersion, today: date, title: str) -> None:
        self._version, self._today, self._title = version, today, title
        self._numbers: dict[str, int] = {}
        self._holders: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, str], tuple[str, int]] = {}

    def through(
        self, batch: Iterable[Row]
    ) -> Iterator[tuple[Row, stock.Stock | None, list[FieldProblem]]]:
        """Give each sound row with what it would be and what is wrong with it."""
        read = [
            (row, *stock.read(
                row.values, self._version.fields, kinds=self._version.type.kinds,
                today=self._today,
            ))
            for row in batch
            if row.sound
        ]  # fmt: skip
        sound = [one for _row, one, _wrong in read if one is not None]
        known = parties.by_identities([(one.identity_type, one.identity_number) for one in sound])
        numbers = set(
            Licence.objects.filter(
                type=self._version.type_id, number__in={one.number for one in sound}
            ).values_list("number", flat=True)
        )
        live: set[int] = set()
        if not self._version.type.multi:
            holders = [party.pk for party in known.values()]
            found = Licence.objects.live().filter(type=self._version.type_id)
            live = set(found.filter(holder_id__in=holders).values_list("holder_id", flat=True))
        for row, one, wrong in read:
            if one is None:
                yield row, None, wrong
                continue
            party = known.get((one.identity_type, one.identity_number))
            met = [
                *self._in_file(row, one),
                *self._in_register(one, party, numbers=numbers, live=live),
            ]
            yield row, (None if met else one), met

    def _in_file(self, row: Row, one: stock.Stock) -> Iterator[FieldProblem]:
        first = self._numbers.setdefault(one.number, row.number)
        if first != row.number:
            yield FieldProblem("number", "number_twice", f"编号与第 {first} 行相同。")
        identity = (one.identity_type, one.identity_number)
        name, first = self._names.setdefault(identity, (one.holder, row.number))
        if name != one.holder:
            yield FieldProblem(
                "holder", "name_differs", f"同一证件号码在第 {first} 行是另一个名称。"
            )
        if not self._version.type.multi and one.status in LIVE:
            first = self._holders.setdefault(identity, row.number)
            if first != row.number:
                yield FieldProblem(
                    "identity_number", "already_live",
                    f"第 {first} 行已有这位持证人的一份有效证照，这种证照只能有一份。",
                )  # fmt: skip

    def _in_register(
        self, one: stock.Stock, party: Any, *, numbers: set[str], live: set[int]
    ) -> Iterator[FieldProblem]:
        if one.number in numbers:
            yield FieldProblem("number", "number_known", "登记库里已有这个编号的证照。")
        if party is None:
            return
        if party.name != one.holder:
            yield FieldProblem(
                "holder", "name_differs", "这个证件号码登记的是另一个名称，请核对或先办理更名。"
            )
        if party.pk in live and one.status in LIVE:
            yield FieldProblem(
                "identity_number", "already_live", "持证人已有一份有效的这种证照，只能有一份。"
            )


def _incoming(row: Row, one: stock.Stock) -> Incoming:
    content = asdict(one) | {"identity_number": seal(one.identity_number, purpose=_SEALED)}
    for name in ("issued_on", "valid_from", "valid_to"):
        content[name] = content[name].isoformat() if content[name] else ""
    content["data"] = json.dumps(dict(one.data), ensure_ascii=False)
    shown = mask_name(one.holder) if one.kind == "natural" else one.holder
    return Incoming(str(row.number), f"{one.number} {shown}", row.number, "new", content, {})


def apply(actor: Actor, now: datetime, job: Job, items: Iterable[Incoming]) -> Iterator[str]:
    """Issue every licence that was found, in the caller's one transaction; gives its number.

    Raises ImportStale at the first that the register does not take any more.
    """
    version, body, division = place_of(actor, job.options)
    for one in items:
        try:
            yield _take(actor, now, job, one, (version, body, division)).number
        except Refusal as refused:
            problem = Problem(version.title, one.row, "", refused.code, errors_text(refused))
            raise ImportStale(found=[(problem, one.ref)]) from refused


def _take(
    actor: Actor, now: datetime, job: Job, one: Incoming, place: tuple[TypeVersion, int, str]
) -> Licence:
    version, body, division = place
    said = one.content
    if Licence.objects.filter(type=version.type_id, number=said["number"]).exists():
        raise NumberKnown(number=said["number"])
    # The officer's power is to issue, which was asked for this place; whom they issue to, the
    # platform writes down.
    holder = party_services.identify(
        actor=SYSTEM, now=now, kind=said["kind"], name=said["holder"],
        identity_type=said["identity_type"],
        number=unseal(said["identity_number"], purpose=_SEALED), source="存量证照入库",
    )  # fmt: skip
    return issue(
        actor=actor,
        now=now,
        type_code=version.type.code,
        holder=holder.pk,
        organisation=body,
        division=division,
        data=json.loads(said["data"]),
        number=said["number"],
        issued_on=date.fromisoformat(said["issued_on"]),
        valid_from=date.fromisoformat(said["valid_from"]),
        valid_to=date.fromisoformat(said["valid_to"]) if said["valid_to"] else None,
        endless=not said["valid_to"],
        status=said["status"],
        status_reason=said["status_reason"],
        source=f"licence-stock:{job.id}:{one.row}",
        version_kind="import",
    )
