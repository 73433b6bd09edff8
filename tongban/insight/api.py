"""The machines' face: public figures, no token asked."""

from django.http import HttpRequest
from ninja import Path, Router

from tongban.core.shell.clock import now
from tongban.insight import selectors
from tongban.insight.schemas import BoardOut, FigureOut

PREFIX = "/figures"
router = Router(tags=["figures"], auth=None)


@router.get("", response=list[FigureOut], summary="指标目录")
def list_figures(request: HttpRequest) -> list[FigureOut]:
    """Every figure with its unit and basis. Public."""
    return [FigureOut.of(figure) for figure in selectors.public()]


@router.get("/{code}", response=BoardOut, summary="指标的值")
def figure_values(request: HttpRequest, code: Path[str]) -> BoardOut:
    """The figure for the city and each county at the last full minute. Public."""
    return BoardOut.of(selectors.board(code, now=now()))
