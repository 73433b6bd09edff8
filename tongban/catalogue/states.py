"""The lives of the catalogue: a draft on its way to publication, an implementation, a claim.

A draft is written, reviewed by its own body, reviewed by the service office, published. Both
reviewers may send it back with a reason; its writer may take it back while it waits, or drop it.
"""

from types import MappingProxyType

EDITING, BODY_REVIEW, OFFICE_REVIEW = "editing", "body_review", "office_review"
PUBLISHED, DROPPED = "published", "dropped"

DRAFT = MappingProxyType(
    {
        EDITING: "草稿",
        BODY_REVIEW: "待部门审核",
        OFFICE_REVIEW: "待政务办审核",
        PUBLISHED: "已发布",
        DROPPED: "已放弃",
    }
)
# What a draft may become, by act. Whoever acts must hold the act's power (permissions).
DRAFT_ACTS = MappingProxyType(
    {
        "submit": ((EDITING,), BODY_REVIEW),
        "take_back": ((BODY_REVIEW, OFFICE_REVIEW), EDITING),
        "pass": ((BODY_REVIEW,), OFFICE_REVIEW),
        "send_back": ((BODY_REVIEW, OFFICE_REVIEW), EDITING),
        "publish": ((OFFICE_REVIEW,), PUBLISHED),
        "drop": ((EDITING,), DROPPED),
    }
)
OPEN_DRAFT = (EDITING, BODY_REVIEW, OFFICE_REVIEW)

PENDING = "pending"
IN_USE, SUSPENDED, CANCELLED = "in_use", "suspended", "cancelled"
IMPLEMENTATION = MappingProxyType(
    {PENDING: "未发布", IN_USE: "在用", SUSPENDED: "挂起", CANCELLED: "取消"}
)
# Cancelling is for good: what was cancelled never comes back under the same code.
IMPLEMENTATION_ACTS = MappingProxyType(
    {
        "suspend": ((IN_USE,), SUSPENDED),
        "resume": ((SUSPENDED,), IN_USE),
        "cancel": ((IN_USE, SUSPENDED), CANCELLED),
    }
)

CLAIMED, DECLINED, RELEASED = "claimed", "declined", "released"
CLAIM = MappingProxyType({CLAIMED: "已认领", DECLINED: "不认领", RELEASED: "已退回"})

# A change from above that a claim is asked about: waiting, taken into a draft, kept as it was.
ASKED, TAKEN, KEPT, SETTLED = "asked", "taken", "kept", "settled"
NOTICE = MappingProxyType(
    {ASKED: "待处理", TAKEN: "已采用", KEPT: "保留本地内容", SETTLED: "已自动更新"}
)

# A file on its way in: looked through first (a dry run), then taken whole or not at all.
WAITING, CHECKING, FAULTY, READY = "waiting", "checking", "faulty", "ready"
APPLYING, APPLIED, REFUSED = "applying", "applied", "refused"
IMPORT = MappingProxyType(
    {
        WAITING: "等待检查",
        CHECKING: "正在检查",
        FAULTY: "有问题，没有导入",
        READY: "没有问题，等您确认",
        APPLYING: "正在导入",
        APPLIED: "已导入",
        REFUSED: "文件读不了",
        DROPPED: "已放弃",
    }
)
IMPORT_ACTS = MappingProxyType(
    {
        "recheck": ((FAULTY, READY), WAITING),
        "look": ((WAITING, CHECKING), CHECKING),
        "find_faulty": ((CHECKING,), FAULTY),
        "find_ready": ((CHECKING,), READY),
        "refuse": ((CHECKING,), REFUSED),
        "apply": ((READY,), APPLYING),
        "settle": ((APPLYING,), APPLIED),
        "meet": ((APPLYING,), FAULTY),
        "drop": ((WAITING, FAULTY, READY), DROPPED),
    }
)
RUNNING_IMPORT = (WAITING, CHECKING, APPLYING)

# What the followers of a guide are told of. A new edition that holds at once is told once.
NEW_EDITION, EDITION_HOLDS = "published", "effective"
GUIDE_CHANGE = MappingProxyType(
    {
        NEW_EDITION: "发布新版",
        EDITION_HOLDS: "新版施行",
        SUSPENDED: "暂停办理",
        IN_USE: "恢复办理",
        CANCELLED: "取消",
    }
)


def after(acts: "MappingProxyType[str, tuple[tuple[str, ...], str]]", act: str, state: str) -> str:
    """Return the state that `act` leads to from `state`; "" where it is not possible."""
    before, result = acts[act]
    return result if state in before else ""
