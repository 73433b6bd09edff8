"""注销 (行政许可法 §70): which ground fits a licence, and what the public is told."""

from datetime import date

from tongban.licences.rules import grounds
from tongban.licences.types import LIVE, STATUS_TITLES, Status

REQUEST, LAPSED, DEATH, DISSOLVED, ENDED = "request", "lapsed", "death", "dissolved", "ended"
# The grounds on which a body acts by itself; what the holder asks for is a case.
GROUNDS: dict[str, str] = {
    one.code: f"{one.title}（{one.law}）"
    for one in grounds.GROUNDS["cancel"]
    if one.code != REQUEST
}
_UNDONE = frozenset({Status.WITHDRAWN, Status.REVOKED, Status.OTHER})


def misfit(
    ground: str, *, status: str, ends: date | None, on: date, kind: str, renewing: bool
) -> str:
    """Say why a licence cannot be cancelled on `ground` on the day `on`; "" where it can.

    `kind` is the holder's (natural, market, organisation); `renewing`: a renewal is undecided, so
    that the licence may go on (§50).
    """
    over = status == Status.LAPSED or (ends is not None and ends < on)
    barred = (
        (status == Status.CANCELLED, "这份证照已经注销，不用再办"),
        (renewing, "这份证照的延续申请还没有办完，不能注销"),
        (
            ground == REQUEST and status not in LIVE,
            f"这份证照已经{STATUS_TITLES[status]}，不用申请注销",
        ),
        (ground == LAPSED and not over, "有效期还没有届满，不能以这一情形注销"),
        (
            ground == ENDED and status not in _UNDONE,
            "许可没有被撤销、撤回，证件没有被吊销，不能以这一情形注销",
        ),
        (ground == DEATH and kind != "natural", "持证人不是公民，不能以这一情形注销"),
        (ground == DISSOLVED and kind == "natural", "持证人是公民，不能以这一情形注销"),
    )
    return next((why for holds, why in barred if holds), "")


def notice(
    *, title: str, number: str, holder: str, organisation: str, ground: str, on: date
) -> str:
    """Return the public notice 注销公告 in words; `holder` masked where it is a natural person."""
    found = grounds.ground("cancel", ground)
    why = f"{found.title}（{found.law}）" if found else ""
    return (
        f"{holder}持有的《{title}》（编号：{number}）因{why}，由{organisation}"
        f"于{on.year}年{on.month}月{on.day}日依法注销。自注销之日起，该证照不得继续使用。"
    )
