"""The citizens' face: the public figures on the map, each with its parts and its basis."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongban.core.figures import rules as figure_rules
from tongban.core.figures import selectors as figures
from tongban.core.figures.errors import UnknownFigure
from tongban.core.shell.clock import now
from tongban.insight import rules, selectors
from tongban.insight.types import Board

# The shapes of divisions' outlines: six counties; a zone lies within a county and has none.
SHAPES = ("421202", "421221", "421222", "421223", "421224", "421281")


def _board(code: str) -> Board:
    try:
        return selectors.board(code, now=now())
    except UnknownFigure as error:
        raise Http404 from error


def _card(board: Board) -> dict[str, Any]:
    """Return one figure as a card: the number, its unit apart, its parts, where it leads."""
    value, figure = board.city, board.figure
    text = value.text.removesuffix(figure.unit).strip()
    return {
        "code": figure.code,
        "title": figure.title,
        "text": text,
        "unit": figure.unit if value.value is not None else "",
        "url": reverse("insight-figure", args=[figure.code]),
        "parts": rules.parts_text(figure, value),
        "basis": figure.basis,
        "span": board.span,
    }


def _by_place(board: Board) -> dict[str, Any]:
    return {
        "board": board,
        "columns": rules.columns(board),
        "table": rules.table(board),
        "source": f"{board.span}。全市数含市本级，可以大于各县市区之和。",
    }


def _printed(code: str = "") -> list[dict[str, Any]]:
    """Return the rows of the comparison with reports, as the page shows them."""
    return [
        {
            "title": one.printed.title,
            "url": reverse("insight-figure", args=[one.printed.figure]),
            "source": one.printed.source,
            "printed": figure_rules.text(figures.get(one.printed.figure), one.printed.value),
            "now": one.value.text,
            "parts": rules.parts_text(figures.get(one.printed.figure), one.value),
            "same": one.same,
            "note": one.printed.note,
        }
        for one in selectors.compared(now=now(), code=code)
    ]


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The headlines, and one of them on the map with its table; `?figure=` chooses which."""
    boards = selectors.headlines(now=now())
    if not boards:
        raise Http404
    chosen = request.GET.get("figure", "")
    by_code = {board.figure.code: board for board in boards}
    board = by_code.get(chosen, boards[0])
    tabs = [
        {
            "code": code,
            "label": one.figure.title,
            "url": f"{reverse('insight-figures')}?figure={code}#by-county",
        }
        for code, one in by_code.items()
    ]
    others = [figure for figure in selectors.public() if figure.code not in by_code]
    cards = [_card(one) for one in boards]
    context = {
        **_by_place(board),
        "cards": cards,
        "bases": [(card["title"], card["basis"], card["url"], "明细") for card in cards],
        "tabs": tabs,
        "printed": _printed(),
        "map": rules.map_option(board, drawn=SHAPES),
        "others": [
            {"title": figure.title, "url": reverse("insight-figure", args=[figure.code])}
            for figure in others
        ],
    }
    return render(request, "insight/index.html", context)


@login_not_required
@require_safe
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: value, parts, basis, bars and table by county; 404 for a code nobody declares."""
    board = _board(code)
    context = {
        **_by_place(board),
        "card": _card(board),
        "bars": rules.bar_option(board),
        "printed": _printed(code),
    }
    return render(request, "insight/figure.html", context)


@login_not_required
@require_safe
def figure_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The figure as a CSV file, UTF-8 with a mark, so that spreadsheets read the Chinese."""
    board = _board(code)
    answer = HttpResponse(rules.as_csv(board), content_type="text/csv; charset=utf-8")
    name = f"{code}-{board.at.astimezone(rules.ZONE):%Y%m%d%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def home_panel(request: HttpRequest) -> dict[str, Any] | None:
    """Return three headlines for the home page; None where there are none."""
    boards = selectors.headlines(now=now(), codes=selectors.HOME)
    return {"cards": [_card(board) for board in boards], "at": boards[0].at} if boards else None
