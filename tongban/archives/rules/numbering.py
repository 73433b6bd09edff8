"""档号 and retention classes 保管期限."""

from datetime import date

FOR_EVER = 0
CATEGORY = "ZW"  # 政务服务


def retention_code(years: int) -> str:
    """Y for what is kept for ever, D30 and D10 for a term (DA/T 13-2022)."""
    return "Y" if years == FOR_EVER else f"D{years}"


def retention_title(years: int) -> str:
    """永久, or the years."""
    return "永久" if years == FOR_EVER else f"{years} 年"


def series_of(fonds: str, year: int, years: int) -> str:
    """The series in which an item takes its number."""
    return f"archive:{fonds}:{year}:{retention_code(years)}"


def archive_number(fonds: str, year: int, years: int, number: int) -> str:
    """全宗号-类别·年度-保管期限-件号, as DA/T 13-2022 joins them."""
    return f"{fonds}-{CATEGORY}·{year}-{retention_code(years)}-{number:06d}"


def kept_until(closed_on: date, years: int) -> date | None:
    """The last day of the term, counted from the year after; None for ever."""
    return None if years == FOR_EVER else date(closed_on.year + years, 12, 31)
