"""Values, comparisons, frozen values; the numbers are those of the 2020 report."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tongban.core.divisions.models import Division
from tongban.core.figures import ports, rules, selectors, services
from tongban.core.figures.errors import FigureRefused, UnknownFigure
from tongban.core.figures.models import Frozen
from tongban.core.figures.types import Figure, FigureQuery, Parts, Period

AT = datetime(2020, 11, 30, 16, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))


def ratio(code: str = "test.ratio", part: int = 1, whole: int = 2, **changes: Any) -> Figure:
    given: dict[str, Any] = {
        "code": code,
        "title": "即办率",
        "unit": "%",
        "kind": "ratio",
        "basis": "即办事项数除以事项总数。",
        "numerator": lambda _query: part,
        "denominator": lambda _query: whole,
    }
    return Figure(**(given | changes))


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    known = {figure.code for figure in ports.figures}
    yield
    for figure in ports.figures:
        if figure.code not in known:
            ports.figures.remove(figure.code)


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "text"),
    [
        (12015, 12019, 2, "99.97%"),  # printed as 99.99 in the report
        (6898, 12019, 2, "57.39%"),
        (5854, 12019, 2, "48.71%"),
        (3619, 12019, 2, "30.11%"),
        (43555, 44770, 1, "97.3%"),
        (363, 491, 2, "73.93%"),
        (1, 8, 2, "12.50%"),
        (1, 800, 2, "0.13%"),  # 0.125: half goes up, not to the even neighbour
        (0, 5, 2, "0.00%"),
        (0, 0, 2, "—"),
    ],
)
def test_ratios_are_rounded_half_up_from_whole_numbers(
    part: int, whole: int, decimals: int, text: str
) -> None:
    ports.figures.register(ratio(part=part, whole=whole, decimals=decimals))
    value = selectors.value("test.ratio", at=AT)
    assert (value.numerator, value.denominator, value.text) == (part, whole, text)
    assert (value.value is None) == (whole == 0)


def test_counts_sums_means_and_quantiles_read_as_people_read_them() -> None:
    def figure(kind: Any, **changes: Any) -> Figure:
        return ratio(f"test.{kind}", kind=kind, unit="件", **changes)

    for one in (
        figure("count", part=12019, denominator=None, decimals=0),
        figure("sum", part=0, denominator=None, decimals=0),
        figure("mean", part=10, whole=3, decimals=1),
        figure("quantile", part=7, whole=0),
    ):
        ports.figures.register(one)
    texts = [selectors.value(f"test.{kind}", at=AT).text for kind in ("count", "sum", "mean")]
    assert texts == ["12,019 件", "0 件", "3.3 件"]
    assert selectors.value("test.quantile", at=AT).text == "—"


def test_a_figure_is_declared_once_and_completely() -> None:
    figure = ratio()
    ports.figures.register(figure)
    ports.figures.register(figure)
    for wrong in (
        ratio(title="另一个"),
        ratio("test.b", basis=" "),
        ratio("test.c", numerator=None),
        ratio("test.d", denominator=None),
    ):
        with pytest.raises(ValueError, match="figure"):
            ports.figures.register(wrong)
    with pytest.raises(UnknownFigure):
        selectors.value("test.nothing", at=AT)


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), "2020"),
        (date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (date(2020, 12, 1), date(2020, 12, 31), "2020-12"),
        (date(2020, 1, 1), date(2021, 12, 31), "2020-01-01/2021-12-31"),
        (date(2020, 2, 1), date(2020, 2, 28), "2020-02-01/2020-02-28"),
    ],
)
def test_a_period_is_called_as_people_call_it(first: date, last: date, label: str) -> None:
    assert Period(first, last).label == label


def test_ranks_share_a_place_and_follow_what_is_better() -> None:
    values = [Decimal(3), None, Decimal(5), Decimal(3), Decimal(1)]
    assert rules.ranks(values, lower_is_better=False) == [2, None, 1, 2, 4]
    assert rules.ranks(values, lower_is_better=True) == [2, None, 4, 2, 1]


def _counties(settings: Any) -> list[str]:
    settings.CITY = "429900"
    city, _made = Division.objects.get_or_create(
        code="429900", defaults=_row("429900", "演示市", None, 1)
    )
    for code, name in (("429901", "演示甲县"), ("429902", "演示乙县"), ("429903", "演示丙县")):
        Division.objects.get_or_create(code=code, defaults=_row(code, name, city, 2))
    return ["429901", "429902", "429903"]


def _row(code: str, name: str, parent: Division | None, depth: int) -> dict[str, Any]:
    fields = {field.name for field in Division._meta.get_fields()}
    path = f"{parent.path}{code}/" if parent else f"{code}/"
    row = {
        "name": name,
        "parent": parent,
        "path": path,
        "level": "city" if depth == 1 else "county",
        "pinyin": name,
    }
    return {key: value for key, value in row.items() if key in fields}


@pytest.mark.django_db
def test_by_division_asks_once_and_shows_places_that_have_nothing(
    settings: Any, django_assert_num_queries: Any
) -> None:
    codes = _counties(settings)
    asked: list[FigureQuery] = []

    def grouped(query: FigureQuery) -> dict[str, Parts]:
        asked.append(query)
        return {codes[0]: Parts(1, 2), codes[1]: Parts(9, 10)}

    ports.figures.register(ratio(numerator=None, denominator=None, grouped=grouped))
    with django_assert_num_queries(1):  # the divisions; the figure's own query is the callable's
        rows = selectors.by_division("test.ratio", at=AT)
    assert [query.division for query in asked] == ["429900"]  # "" is the city's: so it is asked
    assert [(row.name, row.value.text, row.rank) for row in rows] == [
        ("演示甲县", "50.00%", 2),
        ("演示乙县", "90.00%", 1),
        ("演示丙县", "—", None),
    ]
    assert selectors.value("test.ratio", at=AT).text == "83.33%"


@pytest.mark.django_db
def test_a_frozen_value_stays_whatever_the_rows_say_later() -> None:
    numbers = {"part": 12015}
    ports.figures.register(
        ratio(numerator=lambda _query: numbers["part"], denominator=lambda _query: 12019)
    )
    frozen = services.freeze(code="test.ratio", at=AT, now=NOW, period=YEAR)
    assert (frozen.text, frozen.frozen) == ("99.97%", True)
    numbers["part"] = 1
    assert services.freeze(code="test.ratio", at=AT, now=NOW, period=YEAR).text == "99.97%"
    assert selectors.value("test.ratio", at=AT, period=YEAR).text == "0.01%"
    row = Frozen.objects.get()
    assert (row.numerator, row.denominator, row.basis) == (12015, 12019, "即办事项数除以事项总数。")
    for change in (row.save, row.delete, Frozen.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        Frozen.objects.update(value=1)


@pytest.mark.django_db
def test_the_database_keeps_one_value_a_place_period_and_cut_off() -> None:
    row = {"figure": "a", "cut_off": AT, "numerator": 1, "basis": "甲", "at": NOW, "by": "system"}
    Frozen.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Frozen.objects.create(**row)
    Frozen.objects.create(**row, span=YEAR.span)


@pytest.mark.django_db
def test_freezing_all_covers_the_city_and_each_county(settings: Any) -> None:
    _counties(settings)
    ports.figures.register(ratio())
    assert services.freeze_all(codes=["test.ratio"], at=AT, now=NOW) == 4
    assert services.freeze_all(codes=["test.ratio"], at=AT, now=NOW) == 4
    assert Frozen.objects.count() == 4


@pytest.mark.django_db
def test_parts_that_cannot_be_true_are_never_frozen() -> None:
    ports.figures.register(ratio(part=3, whole=2))
    with pytest.raises(FigureRefused) as caught:
        services.freeze(code="test.ratio", at=AT, now=NOW)
    assert caught.value.reason == "figure_numbers"


def _report(part: int, whole: int | None, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "code": "test.reported",
        "numerator": part,
        "denominator": whole,
        "cut_off": AT,
        "now": NOW,
        "by": "account:1",
        "source": "省平台月报",
        "period": YEAR,
    }
    return services.report(**(given | changes))


@pytest.mark.django_db
def test_a_reported_value_keeps_its_source_and_is_corrected_by_a_new_cut_off() -> None:
    ports.figures.register(
        ratio("test.reported", kind="reported", numerator=None, denominator=None)
    )
    assert selectors.value("test.reported", at=AT, period=YEAR).text == "—"
    assert _report(363, 491).text == "73.93%"
    assert _report(363, 491).text == "73.93%"
    with pytest.raises(FigureRefused) as caught:
        _report(364, 491)
    assert caught.value.reason == "figure_frozen"
    later = AT.replace(month=12)
    assert _report(364, 491, cut_off=later).text == "74.13%"
    assert selectors.value("test.reported", at=AT, period=YEAR).text == "73.93%"
    assert selectors.value("test.reported", at=NOW, period=YEAR).text == "74.13%"
    assert Frozen.objects.filter(source="省平台月报", origin="reported").count() == 2


@pytest.mark.django_db
def test_a_computed_figure_is_never_reported() -> None:
    ports.figures.register(ratio())
    with pytest.raises(FigureRefused) as caught:
        _report(1, 2, code="test.ratio")
    assert caught.value.reason == "figure_computed"
