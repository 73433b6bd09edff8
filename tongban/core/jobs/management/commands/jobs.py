from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tongban.core.jobs.management.worker import POLL, Loop


class Command(BaseCommand):
    help = "运行后台任务和定时任务，直到收到停止信号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完到期的就退出")
        parser.add_argument("--poll", type=float, default=POLL, help="空闲时多少秒看一次")
        parser.add_argument("--detached", action="store_true", help="父进程退出后继续运行")

    def handle(self, *args: Any, once: bool, poll: float, detached: bool, **options: Any) -> None:
        loop = Loop(poll=poll, with_parent=not detached)
        loop.listen()
        ran = loop.run(once=once)
        if once:
            self.stdout.write(f"已运行 {ran} 个任务。")
