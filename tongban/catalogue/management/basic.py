"""`tongban catalogue basic-import` and `basic-export`: the basic catalogue at a terminal."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from tongban.catalogue.management.runs import begun, worked
from tongban.catalogue.selectors import above as reading
from tongban.catalogue.services import above, imports
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell import clock

SHOWN = 200


def arguments(verbs: Any) -> None:
    """Add the two verbs."""
    taking: ArgumentParser = verbs.add_parser(
        "basic-import", help="检查省级目录的文件（xlsx 或 JSON Lines），加 --apply 才导入"
    )
    taking.add_argument("file", type=Path)
    taking.add_argument("--apply", action="store_true", help="没有问题就全部导入")
    giving: ArgumentParser = verbs.add_parser("basic-export", help="把基本目录导出到一个新文件")
    giving.add_argument("file", type=Path)


def take_in(say: Any, file: Path, *, apply: bool) -> None:
    """Look through a file and say every problem, or what it would change; then apply it."""
    run = worked(begun(file, reading.KIND))
    counts = run.counts
    say(
        f"文件里 {counts['rows']:,} 项：新增 {counts['new']:,} 项，变更 {counts['changed']:,} 项，"
        f"没有变化 {counts['same']:,} 项，省里已没有 {counts['gone']:,} 项。"
    )
    if not counts["new"] + counts["changed"] + counts["gone"]:
        say("文件和现有的目录完全一样，不用导入。")
    elif apply:
        imports.apply(actor=SYSTEM, now=clock.now(), run_id=run.pk, queued=False)
        worked(run)
        say("已导入。省里已没有的事项没有取消，请在工作台“基本目录”里决定。")
    else:
        say("还没有导入。确认后加 --apply 再执行一次。")


def give(say: Any, file: Path) -> None:
    """Write the catalogue in use to a new file of JSON Lines."""
    count = -1  # the head is no entry
    try:
        with file.open("x", encoding="utf-8") as target:
            for line in above.as_lines(reading.exported()):
                target.write(line)
                count += 1
    except FileExistsError:
        raise CommandError(f"{file} 已经存在，请换一个文件名。") from None
    except OSError as error:
        raise CommandError(f"写不进 {file}：{error.strerror}。请检查文件夹和权限。") from None
    say(f"已导出 {count:,} 项。")
