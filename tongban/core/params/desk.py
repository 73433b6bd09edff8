"""The staff's page of parameters: every number with its source, to read."""

from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.core.params import selectors

GROUPS = {
    "permit": "行政许可",
    "remedy": "救济",
    "online": "网上申请",
    "deferred": "容缺受理",
    "commitment": "告知承诺",
    "rating": "好差评",
    "window": "窗口",
    "estate": "不动产登记",
    "company": "企业开办、变更、注销",
    "drug": "药品",
    "device3": "第三类医疗器械",
    "food": "食品",
    "insurance": "医保",
    "hotline": "12345 热线",
    "credit": "信用公示",
    "bid": "招标投标",
    "inspection": "双随机检查",
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All parameters by their field, with value, period and source; `?q=` narrows them down."""
    if not getattr(getattr(request, "actor", None), "is_staff", False):
        raise PermissionDenied
    q = request.GET.get("q", "").strip()[:60]
    rows = [
        (row, selectors.plain(row))
        for row in selectors.listing()
        if not q or q in row.name or q in row.code or q in row.source
    ]
    order = list(GROUPS)
    rows.sort(key=lambda pair: _place(order, pair[1].code))
    sections = [
        {"title": GROUPS.get(head, head), "rows": list(some)}
        for head, some in groupby(rows, key=lambda pair: pair[1].code.split(".")[0])
    ]
    context = {"sections": sections, "q": q, "count": len(rows)}
    return render(request, "params/list.html", context)


def _place(order: list[str], code: str) -> int:
    head = code.split(".", maxsplit=1)[0]
    return order.index(head) if head in order else len(order)
