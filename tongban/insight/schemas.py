"""What the machines' face says of figures."""

from datetime import date, datetime

from ninja import Field, Schema

from tongban.core.figures.types import Figure, Number, Row, Value
from tongban.insight.types import Board


def _plain(number: Number | None) -> float | None:
    return None if number is None else float(number)


class FigureOut(Schema):
    """A declared figure with its basis."""

    code: str
    title: str
    unit: str
    kind: str
    basis: str = Field(description="口径")
    numerator_title: str
    denominator_title: str
    lower_is_better: bool

    @classmethod
    def of(cls, figure: Figure) -> "FigureOut":
        return cls(
            code=figure.code,
            title=figure.title,
            unit=figure.unit,
            kind=figure.kind,
            basis=figure.basis,
            numerator_title=figure.numerator_title,
            denominator_title=figure.denominator_title,
            lower_is_better=figure.lower_is_better,
        )


class ValueOut(Schema):
    """A value for one division; `value` null means that there is nothing to divide by."""

    division: str
    name: str
    value: float | None
    text: str
    numerator: float | None
    denominator: float | None
    rank: int | None = Field(None, description="名次，1 为最好；没有值或全市为 null")

    @classmethod
    def of(cls, row: Row) -> "ValueOut":
        value: Value = row.value
        return cls(
            division=row.division,
            name=row.name,
            value=_plain(value.value),
            text=value.text,
            numerator=_plain(value.numerator),
            denominator=_plain(value.denominator),
            rank=row.rank,
        )


class BoardOut(Schema):
    """A figure for the city and for each division right below it, at one cut-off."""

    figure: FigureOut
    at: datetime = Field(description="截止时间")
    first: date | None = Field(description="期间的第一天；时点指标为 null")
    last: date | None
    city: ValueOut
    divisions: list[ValueOut]

    @classmethod
    def of(cls, board: Board) -> "BoardOut":
        return cls(
            figure=FigureOut.of(board.figure),
            at=board.at,
            first=board.period.first if board.period else None,
            last=board.period.last if board.period else None,
            city=ValueOut.of(Row(board.city.division, "全市", board.city, None)),
            divisions=[ValueOut.of(row) for row in board.rows],
        )
