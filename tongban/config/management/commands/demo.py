"""`tongban demo`: fill the demonstration city, safe to repeat."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tongban.config.areas import rooms
from tongban.core.shell import clock


class Command(BaseCommand):
    help = "Fill the demonstration city 演示城市 (safe to repeat)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这是正式库(TONGBAN_DEMO=0)，不写入演示数据。")
        for room in rooms("demo"):
            area = room.__name__.removeprefix("tongban.").removesuffix(".demo")
            begun = time.monotonic()
            with transaction.atomic():  # an area whole or not at all, and one write to the disk
                room.fill(now=clock.now(), say=lambda text: self.stdout.write(f"    {text}"))
            self.stdout.write(f"  {area:<22} {time.monotonic() - begun:5.1f} s")
