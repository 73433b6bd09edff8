from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tongban.catalogue.models import Edition
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors.exporting import exported
from tongban.core.workdays.rules import local_date


class Command(BaseCommand):
    help = "事项目录：export 导出现行有效的实施清单（JSON Lines）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="导出到一个新文件，每行一份实施清单")
        export.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        editions = Edition.objects.in_force(local_date(timezone.now()))
        count = -1  # the head is no list
        try:
            with file.open("x", encoding="utf-8") as target:
                for line in exchange.lines(exported(editions)):
                    target.write(line)
                    count += 1
        except FileExistsError:
            raise CommandError(f"{file} 已经存在，请换一个文件名。") from None
        except OSError as error:
            raise CommandError(f"写不进 {file}：{error.strerror}。请检查文件夹和权限。") from None
        self.stdout.write(f"已导出 {count} 份实施清单。")
