"""`tongban archive verify PACK`: no network, no database."""

import json
from argparse import ArgumentParser
from base64 import b64decode
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongban.archives.errors import NotAPack
from tongban.archives.rules import packs
from tongban.core.shell import errors_text


class Command(BaseCommand):
    """Exit code 0 when everything holds, 1 when something does not."""

    help = "核对归档移交包（不需要网络和数据库）"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="逐个核对移交包里的文件和签名")
        verify.add_argument("file", help="移交包（zip）")
        verify.add_argument("--key", help="移交单位公布的公钥：key.json 或 base64 文本")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            public = _key(options["key"]) if options["key"] else b""
            with Path(options["file"]).open("rb") as stream:
                proof = packs.verify(stream, public=public)
        except NotAPack as error:
            raise CommandError(errors_text(error)) from error
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"读不出来：{error}") from error
        for problem in proof.problems:
            self.stdout.write(problem)
        self.stdout.write(
            f"{proof.items} 件，{proof.files} 个文件，签名：{proof.signer} {proof.signed_at}"
        )
        if not public:
            self.stdout.write(f"公钥 {proof.key}：请与移交单位公布的公钥比对（--key）")
        if proof.problems:
            raise CommandError(f"有 {len(proof.problems)} 处不符，不要接收。")
        self.stdout.write("全部相符。")


def _key(given: str) -> bytes:
    path = Path(given)
    text = str(json.loads(path.read_text("utf-8"))["public"]) if path.is_file() else given
    return b64decode(text, validate=True)
