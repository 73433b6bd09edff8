"""The states of an item, its tasks and its requests.

    submitted <-> correcting, submitted -> accepted -> decided -> closed
    submitted -> refused;  until the decision -> withdrawn;  until closed -> terminated

A procedure without an intake step starts as accepted; one without a deciding step closes from
there. Suspension is a flag beside the state: the rows of its pauses.
"""

from datetime import UTC, datetime
from typing import Final

SUBMITTED: Final = "submitted"
CORRECTING: Final = "correcting"
ACCEPTED: Final = "accepted"
DECIDED: Final = "decided"
CLOSED: Final = "closed"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"
TERMINATED: Final = "terminated"

ITEM: Final = {
    SUBMITTED: "待受理",
    CORRECTING: "待补正",
    ACCEPTED: "办理中",
    DECIDED: "已决定",
    CLOSED: "已办结",
    REFUSED: "不予受理",
    WITHDRAWN: "已撤回",
    TERMINATED: "已终止",
}
BEFORE_DECISION: Final = frozenset({SUBMITTED, CORRECTING, ACCEPTED})
RUNNING: Final = BEFORE_DECISION | {DECIDED}
ENDED: Final = frozenset({CLOSED, REFUSED, WITHDRAWN, TERMINATED})

OPEN: Final = "open"
DONE: Final = "done"
SKIPPED: Final = "skipped"
SUPERSEDED: Final = "superseded"  # annulled by a sending back: its step is done anew
DROPPED: Final = "dropped"  # not needed any more: the quorum is reached or the item has ended
TASK: Final = {
    OPEN: "待办",
    DONE: "已办",
    SKIPPED: "略过",
    SUPERSEDED: "已退回",
    DROPPED: "已取消",
}

GRANTED: Final = "granted"
DENIED: Final = "denied"
ANSWERED: Final = "answered"
REQUEST: Final = {
    OPEN: "待批复",
    GRANTED: "已同意",
    DENIED: "未同意",
    ANSWERED: "已反馈",
    DROPPED: "已取消",
}

INTERESTED: Final = "interested"  # whom the decision touches 利害关系人 (行政许可法 §36)
APPLICANT: Final = "applicant"  # the role, seat and address of whoever asked
# Where what waits or is over sorts: after everything that has a day. Late enough for any clock,
# early enough for every database and time zone.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
