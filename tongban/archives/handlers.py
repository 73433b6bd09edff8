"""What the area plugs into lower ones: ticks, audit words."""

from collections.abc import Mapping
from datetime import datetime

from tongban.archives import services

VERBS: Mapping[str, str] = {
    "archives.archive": "四性检测通过，归档为 {archive}",
    "archives.fail": "四性检测未通过，没有归档",
    "archives.pack": "开始制作移交包，{count} 件",
}


def enter_and_archive(now: datetime) -> int:
    """The tick that looks for what is over and archives what is due."""
    return services.look_for(now) + services.archive_due(now)


def make_left_behind(now: datetime) -> int:
    """The tick that makes packs whose job was lost."""
    return services.make_waiting(now)
