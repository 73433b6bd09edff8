import time
from argparse import ArgumentParser
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand

from tongban.catalogue.management import basic, lists
from tongban.catalogue.rules.checkup import RULES
from tongban.catalogue.selectors.checkup import FindingFilters, finding_counts
from tongban.catalogue.services import checking
from tongban.core.accounts.types import SYSTEM
from tongban.core.shell import clock
from tongban.lib.progress import Progress


class Command(BaseCommand):
    help = (
        "事项目录：export、import 导出导入实施清单，checkup 体检，"
        "basic-import、basic-export 导入导出基本目录。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        lists.arguments(verbs)
        basic.arguments(verbs)
        verbs.add_parser("checkup", help="体检全部在用的实施清单，结果在工作台“目录体检”里看")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "checkup":
            self.checkup()
        elif verb == "basic-import":
            basic.take_in(self.stdout.write, options["file"], apply=options["apply"])
        elif verb == "basic-export":
            basic.give(self.stdout.write, options["file"])
        elif verb == "import":
            lists.take_in(self.stdout.write, options["file"], options)
        else:
            lists.give(
                self.stdout.write, options["file"], body=options["body"], empty=options["empty"]
            )

    def checkup(self) -> None:
        """Do a check-up here and now, or carry on with the one that is on its way."""
        run = checking.begin(actor=SYSTEM, now=clock.now(), queued=False)
        progress = Progress(cast(TextIO, self.stdout._out), time.monotonic)
        step = progress.bar("实施清单", run.total - run.done)
        while checking.step(now=clock.now(), run_id=run.pk):
            before, run = run.done, checking.current(run.pk)
            step(run.done - before)
        counts = finding_counts(SYSTEM, FindingFilters())
        for code, rule in RULES.items():
            if code in counts:
                self.stdout.write(f"  {counts[code]:>6,}  {rule.title}")
        self.stdout.write(f"已检查 {run.total:,} 份实施清单，发现 {sum(counts.values()):,} 处。")
