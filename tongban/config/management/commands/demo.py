"""`tongban demo`: fill the demonstration city, safe to repeat."""

import time
from argparse import ArgumentParser
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tongban.config.areas import demo_acts, rooms
from tongban.core.shell import clock
from tongban.lib.progress import Progress


class Command(BaseCommand):
    help = "Fill the demonstration city 演示城市 (safe to repeat and to interrupt)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            choices=("small", "full"),
            default="small",
            help="small：演示样例；full：全市六县、与工作报告同量的事项目录",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这是正式库(TONGBAN_DEMO=0)，不写入演示数据。")
        for area, act in demo_acts():
            begun = time.monotonic()
            with transaction.atomic():  # an area whole or not at all, and one write to the disk
                act(now=clock.now(), say=self.say)
            self.done(area, begun)
        if options["scale"] == "full":
            self.fill_full()

    def fill_full(self) -> None:
        """What the whole city has besides; areas commit it by batches, so that a run that breaks
        off goes on where it stopped."""
        self.stdout.write("  全量演示（可以随时中断，再次运行会接着做）")
        progress = Progress(cast(TextIO, self.stdout._out), time.monotonic)
        for room in rooms("demo"):
            fill = getattr(room, "fill_full", None)
            if fill is None:
                continue
            begun = time.monotonic()
            fill(now=clock.now(), say=self.say, bar=progress.bar)
            self.done(room.__name__.removeprefix("tongban.").removesuffix(".demo"), begun)

    def say(self, text: str) -> None:
        self.stdout.write(f"    {text}")

    def done(self, area: str, begun: float) -> None:
        self.stdout.write(f"  {area:<22} {time.monotonic() - begun:5.1f} s")
