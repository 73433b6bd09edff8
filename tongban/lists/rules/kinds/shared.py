"""Columns that several kinds have."""

from tongban.lists.types import Choice, Column, ColumnType, Source

CONDITIONS = "优化营商环境条例"
BASIS_HELP = "写成《法律名称》第几条，每行一个；没有核对过原文的，在后面写（待核实）。"

MATTERS = Column(
    "matters",
    "涉及的政务服务事项",
    ColumnType.MATTERS,
    help="每行一个：事项全称，或者 12、14 位编码。填了，办事指南就会显示这一条。",
    listed=False,
)


def basis(title: str, *, name: str = "basis", required: bool = True, listed: bool = True) -> Column:
    """Return a column of laws and articles."""
    return Column(name, title, ColumnType.BASIS, required=required, help=BASIS_HELP, listed=listed)


def choices(*rows: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return choices from (code, title) or (code, title, hint)."""
    return tuple(Choice(*row) for row in rows)


def article(number: str, *, certain: bool = False) -> Source:
    """Return an article of 优化营商环境条例, on which most of these lists rest; `certain` where it
    was read in the text."""
    return Source(CONDITIONS, f"第{number}条", certain)
