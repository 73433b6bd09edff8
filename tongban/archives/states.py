"""The life of an item."""

WAITING, FAILED, ARCHIVED, PACKED = "waiting", "failed", "archived", "packed"
ITEM = {WAITING: "待归档", FAILED: "检测未通过", ARCHIVED: "已归档", PACKED: "已制作移交包"}
CHECKABLE = frozenset({WAITING, FAILED})

MAKING, READY, BROKEN = "making", "ready", "failed"
PACK = {MAKING: "正在制作", READY: "已制成", BROKEN: "制作失败"}
