"""Stock licences 存量证照 as a table: its columns, and what is wrong with one row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.core.sheets.types import Column, SheetSpec
from tongban.forms.rules.formats import is_party_name, is_person_name
from tongban.licences.rules import fields
from tongban.licences.types import LIVE, STATUS_TITLES, FieldProblem, Status, TypeField
from tongban.parties.rules import is_identity, normal_name, normal_number
from tongban.parties.types import IDENTITY_TYPES

SHEET = "licences"
ROWS_MOST = 5_000
_FIELD = "field_"
_FIRST = (
    Column("number", "证照编号", required=True, max_length=80, strip=True,
           hint="纸质证照上的编号，一字不差"),
    Column("holder", "持证人", required=True, max_length=120, strip=True,
           hint="单位写全称，个人写姓名"),
    Column("identity_type", "证件类型", kind="choice", required=True, choices=IDENTITY_TYPES),
    Column("identity_number", "证件号码", required=True, max_length=30, strip=True),
    Column("issued_on", "颁发日期", kind="date", required=True),
    Column("valid_from", "有效期自", kind="date", hint="空着就是颁发日期"),
    Column("valid_to", "有效期至", kind="date", hint="空着是长期"),
    Column("status", "状态", kind="choice", choices=STATUS_TITLES, hint="空着是有效"),
    Column("status_reason", "状态原因", max_length=300, strip=True,
           hint="不是有效的，写明原因和文号"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stock:
    """One row that may be taken in. `kind` is the holder's (parties.types.KINDS)."""

    number: str
    holder: str
    kind: str
    identity_type: str
    identity_number: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    status: str
    status_reason: str
    data: Mapping[str, str]


def spec(title: str, own: Sequence[TypeField]) -> SheetSpec:
    """The table of a type: what every licence has, then the fields of its face."""
    taken = {one.title for one in _FIRST}
    more = tuple(
        Column(
            _FIELD + one.key,
            one.label if one.label not in taken else f"照面{one.label}",
            required=one.required,
            max_length=fields.TEXT_MOST,
            strip=True,
        )
        for one in own
        if one.key not in fields.OWN
    )
    name = "".join("" if letter in "[]:*?/\\'" else letter for letter in title).strip()[:31]
    return SheetSpec(SHEET, name or "证照", (*_FIRST, *more))


def kind_of(identity_type: str, number: str) -> str:
    """What kind of holder a number stands for: a unified code that begins with 9 is registered by
    market supervision (GB 32100)."""
    if identity_type != "uscc":
        return "natural"
    return "market" if number.startswith("9") else "organisation"


def read(
    values: Mapping[str, Any], own: Sequence[TypeField], *, kinds: frozenset[str], today: date
) -> tuple[Stock | None, list[FieldProblem]]:
    """The row as it would be taken in, and every problem at its column ("" the whole row).

    `values` has every column (sheets.types.Row.values of a sound row), `kinds` the holders that
    the type is issued to (empty: all).
    """
    number = normal_number(values["identity_number"])
    kind = kind_of(values["identity_type"], number)
    status = values["status"] or Status.VALID.value
    row = Stock(
        number=values["number"],
        holder=normal_name(values["holder"]) if kind == "natural" else " ".join(
            values["holder"].split()
        ),
        kind=kind,
        identity_type=values["identity_type"],
        identity_number=number,
        issued_on=values["issued_on"],
        valid_from=values["valid_from"] or values["issued_on"],
        valid_to=values["valid_to"],
        status=status,
        status_reason=values["status_reason"],
        data={
            one.key: values[_FIELD + one.key]
            for one in own
            if one.key not in fields.OWN and values.get(_FIELD + one.key)
        },
    )  # fmt: skip
    found = [*_of_holder(row, kinds), *_of_term(row, today)]
    found += [
        FieldProblem(_FIELD + one.key, one.code, one.message)
        for one in fields.problems(own, row.data)
        if one.code != "field_required"  # the table says so at the cell already
    ]
    return (None if found else row), found


def _of_holder(row: Stock, kinds: frozenset[str]) -> Iterator[FieldProblem]:
    if not is_identity(row.identity_type, row.identity_number):
        title = IDENTITY_TYPES[row.identity_type]
        yield FieldProblem("identity_number", "identity", f"不是正确的{title}号码，请核对。")
    elif kinds and row.kind not in kinds:
        yield FieldProblem("identity_type", "holder_kind", "这种证照不发给这类主体，请核对。")
    named = is_person_name if row.kind == "natural" else is_party_name
    if not named(row.holder):
        yield FieldProblem("holder", "holder_name", "持证人名称里有不能用的字符，请核对。")


def _of_term(row: Stock, today: date) -> Iterator[FieldProblem]:
    if row.issued_on > today:
        yield FieldProblem("issued_on", "issued_later", "颁发日期在今天之后，请核对。")
    if row.valid_to is not None and row.valid_to < row.valid_from:
        yield FieldProblem("valid_to", "dates", "有效期至早于有效期自，请核对。")
    elif row.status in LIVE and row.valid_to is not None and row.valid_to < today:
        yield FieldProblem("status", "over", "有效期已过，状态应当是失效或其他已终止的状态。")
    if row.status != Status.VALID and not row.status_reason:
        yield FieldProblem("status_reason", "reason", "状态不是有效，请写明原因。")
