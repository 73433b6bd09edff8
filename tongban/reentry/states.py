"""The life of a duty: it waits, and is done by a receipt number or released without one."""

from typing import Final

WAITING, DONE, RELEASED = "waiting", "done", "released"
DUTY: Final = {WAITING: "待录入", DONE: "已录入", RELEASED: "不用录入"}
