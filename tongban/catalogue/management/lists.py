"""`tongban catalogue export` and `import`: implementation lists at a terminal."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandError

from tongban.catalogue.management.runs import begun, worked
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors import outgoing
from tongban.catalogue.services import imports
from tongban.catalogue.services.imports.lists import LISTS
from tongban.catalogue.services.imports.looking import DRAFT, PUBLISH, SUBMIT
from tongban.catalogue.wording import tables
from tongban.core.accounts.types import SYSTEM
from tongban.core.sheets.services import write_together
from tongban.core.shell import clock

Say = Callable[[str], Any]
MODES = {SUBMIT: "提交审核", DRAFT: "存为草稿", PUBLISH: "直接发布"}


def arguments(verbs: Any) -> None:
    """Add the two verbs."""
    giving: ArgumentParser = verbs.add_parser(
        "export", help="导出实施清单到一个新文件：.xlsx 是表格，其余是 JSON Lines"
    )
    giving.add_argument("file", type=Path)
    giving.add_argument("--body", default="", help="只导出一个机构的（机构代码）")
    giving.add_argument("--empty", action="store_true", help="空白模板（.xlsx）")
    taking: ArgumentParser = verbs.add_parser(
        "import", help="检查实施清单的文件（xlsx 或 JSON Lines），加 --apply 才导入"
    )
    taking.add_argument("file", type=Path)
    taking.add_argument("--apply", action="store_true", help="没有问题就全部写入")
    taking.add_argument("--mode", choices=list(MODES), default=SUBMIT, help="写入以后怎么办")
    taking.add_argument("--over", action="store_true", help="覆盖正在编写的草稿")
    taking.add_argument("--reason", default="", help="修改原因，文件里写了的按文件")
    taking.add_argument("--from", dest="day", default="", help="生效日期，例如 2026-12-01")


def give(say: Say, file: Path, *, body: str, empty: bool) -> None:
    """Write lists to a new file; never over one that is there."""
    try:
        with file.open("xb") as target:
            count = _written(target, file.suffix == ".xlsx", body, empty)
    except FileExistsError:
        raise CommandError(f"{file} 已经存在，请换一个文件名。") from None
    except OSError as error:
        raise CommandError(f"写不进 {file}：{error.strerror}。请检查文件夹和权限。") from None
    say(f"已导出 {count:,} 份实施清单。")


def _written(target: BinaryIO, xlsx: bool, body: str, empty: bool) -> int:
    found = outgoing.listed(outgoing.of_actor(SYSTEM, body=body).filter(edition_count__gt=0))
    if xlsx:
        rows = () if empty else outgoing.table_rows(found)
        counts = write_together(tables.SHEETS, rows, target, now=clock.now(), notes=tables.notes())
        return counts[LISTS]
    count = -1  # the head is no list
    for line in exchange.lines(outgoing.entries(found)):
        target.write(line.encode())
        count += 1
    return count


def take_in(say: Say, file: Path, options: dict[str, Any]) -> None:
    """Look through a file and say every problem, or what it would change; then apply it."""
    given = {
        "mode": options["mode"],
        "over": options["over"],
        "reason": options["reason"],
        "effective_from": options["day"],
    }
    run = worked(begun(file, LISTS, given))
    counts = run.counts
    say(
        f"文件里 {counts['lists']:,} 份：修改 {counts['changed']:,} 份，"
        f"首次编写 {counts['new']:,} 份，没有变化 {counts['same']:,} 份。"
    )
    if not counts["new"] + counts["changed"]:
        say("没有要导入的。")
    elif options["apply"]:
        imports.apply(actor=SYSTEM, now=clock.now(), run_id=run.pk, queued=False)
        run = worked(run)
        say(f"已全部写入：{MODES[options['mode']]} {run.counts['applied']:,} 份。")
    else:
        say("还没有导入。确认后加 --apply 再执行一次。")
