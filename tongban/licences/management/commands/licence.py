"""`tongban licence verify FILE` and `keys`: no network, no database; `import`: stock licences."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand

from tongban.catalogue import states
from tongban.catalogue.selectors import importing as runs
from tongban.catalogue.services import imports
from tongban.core.accounts.types import SYSTEM
from tongban.core.organisations import selectors as organisations
from tongban.core.shell import errors_text
from tongban.core.shell.clock import now
from tongban.core.workdays.rules import local_date
from tongban.lib.errors import Refusal
from tongban.licences import ports, selectors, services
from tongban.licences.errors import BadStatement, Unreadable
from tongban.licences.rules import evidence, face, offline, revocations, statement
from tongban.licences.schemas import reason_sentence
from tongban.licences.types import CONCLUSION_TITLES, Conclusion, Verdict

GENUINE, NOT_GENUINE, UNREADABLE = 0, 1, 2
_SECONDS = 10


class Command(BaseCommand):
    """Verifies licences at a terminal. Exit code 0 genuine, 1 not genuine, 2 unreadable."""

    help = "核验电子证照（不需要网络和数据库），导出公布的密钥，存量证照入库"
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="核验一个文件：OFD 或 PDF、二维码照片或二维码文字")
        verify.add_argument("file", help="文件路径，- 表示从标准输入读取")
        verify.add_argument("--keys", help="公布的密钥文件（licence-keys.json）；缺省用本机的密钥")
        verify.add_argument("--revoked", help="已失效证照清单（licence-revocations.json），断网用")
        verify.add_argument("--online", action="store_true", help="再联网查询是否仍然有效")
        verify.add_argument("--site", default=settings.SITE_URL, help="联网查询的地址")
        stock = verbs.add_parser("import", help="存量证照入库：检查一个表格，没有问题再全部入库")
        stock.add_argument("file", help="填好的表格（xlsx）")
        stock.add_argument("--type", required=True, help="证照类型代码，或文书类型")
        stock.add_argument("--organisation", required=True, help="颁发机构的代码")
        stock.add_argument("--division", required=True, help="行政区划代码")
        stock.add_argument("--apply", action="store_true", help="没有问题就入库；缺省只检查")
        verbs.add_parser("keys", help="导出公布的密钥（公钥和证书）")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["verb"] == "keys":
            self.stdout.write(json.dumps(_own_keys(), ensure_ascii=False, indent=2))
            return
        if options["verb"] == "import":
            sys.exit(self._import(options))
        sys.exit(self._verify(options))

    def _import(self, options: dict[str, Any]) -> int:
        """Exit code 0 sound (and taken in), 1 problems, 2 unreadable."""
        try:
            kind = selectors.type_by_code(options["type"])
            body = organisations.get(options["organisation"])
            with Path(options["file"]).open("rb") as stream:
                begun = imports.begin(
                    actor=SYSTEM, now=now(), kind=services.stock.KIND,
                    name=Path(options["file"]).name, stream=stream, queued=False,
                    options={
                        "type": kind.code, "organisation": body.pk,
                        "division": options["division"],
                    },
                )  # fmt: skip
        except OSError as error:
            self.stderr.write(f"读不出来：{error}")
            return UNREADABLE
        except Refusal as refused:
            self.stderr.write(errors_text(refused))
            return UNREADABLE
        imports.carry_on(now=now(), run_id=begun.pk)
        run = imports.current(begun.pk)
        if run.state == states.READY and options["apply"]:
            imports.apply(actor=SYSTEM, now=now(), run_id=run.pk, queued=False)
            imports.carry_on(now=now(), run_id=run.pk)
            run = imports.current(run.pk)
        if run.refusal:
            self.stderr.write(run.refusal)
            return UNREADABLE
        for problem in runs.every_problem(run):
            place = f"{problem.sheet} {problem.column}{problem.row or ''}".strip()
            self.stdout.write(f"{place}\t{problem.title}\t{problem.message}")
        rows = run.counts.get("rows", 0)
        self.stdout.write(f"{run.get_state_display()}：{rows} 行，{run.problem_count} 处问题")
        return NOT_GENUINE if run.problem_count else GENUINE

    def _verify(self, options: dict[str, Any]) -> int:
        try:
            content = _read(options["file"])
            keys = _keys_from(options["keys"]) if options["keys"] else _own_keys()
            revoked = _list_from(options["revoked"], keys) if options["revoked"] else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.stderr.write(f"读不出来：{error}")
            return UNREADABLE
        except BadStatement as error:
            self.stderr.write(errors_text(error))
            return UNREADABLE
        if revoked is not None and not revoked.fresh(datetime.now(UTC)):
            self.stderr.write(f"已失效清单是 {local_date(revoked.at)} 的，已经过期，请下载新的。")
        try:
            authorities = [text.encode("ascii") for text in keys["authorities"]]
            sealers = [text.encode("ascii") for text in keys.get("seal_authorities", ())]
            found = evidence.examine(content, authorities=authorities, seal_authorities=sealers)
        except Unreadable as error:
            self.stderr.write(f"读不出来：{errors_text(error)}")
            return UNREADABLE
        verdict = _conclude(found, keys, revoked)
        if found.signer and not found.problem:
            at = f",{found.signed_at:%Y-%m-%d %H:%M} UTC" if found.signed_at else ""
            self.stdout.write(f"电子印章：{found.signer}{at}")
        if verdict.genuine and options["online"]:
            verdict = self._ask(options["site"], found.statement, verdict)
        self._say(verdict)
        return GENUINE if verdict.genuine else NOT_GENUINE

    def _ask(self, site: str, text: str, known: Verdict) -> Verdict:
        """What the register says; without a network what is known already stands."""
        if not site.startswith(("http://", "https://")):
            return known
        body = urlencode({"statement": text}).encode("ascii")
        request = Request(f"{site}/verify/status", data=body)  # noqa: S310 - scheme checked above
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                said = json.load(answer)
            conclusion = Conclusion(said["conclusion"])
        except (URLError, OSError, ValueError, KeyError):
            self.stderr.write("没有连上登记库，以下只是离线核验的结果。")
            return known
        self.stdout.write(f"登记库：{CONCLUSION_TITLES[conclusion]} {said.get('reason_text', '')}")
        return Verdict(
            conclusion,
            reason=said.get("reason", ""),
            identifier=known.identifier,
            number=known.number,
            title=known.title,
            holder=known.holder,
            issuer=known.issuer,
            valid_from=known.valid_from,
            valid_to=known.valid_to,
        )

    def _say(self, verdict: Verdict) -> None:
        self.stdout.write(f"结论：{verdict.title_text}")
        reason = reason_sentence(verdict)
        if verdict.reason == "not_listed" and verdict.checked_at is not None:
            at = f"{verdict.checked_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"截至 {at} 的已失效清单中没有它")
        if reason and verdict.conclusion is not Conclusion.GENUINE_OFFLINE:
            self.stdout.write(f"原因：{reason}")
        if not verdict.genuine or verdict.valid_from is None:
            return
        for label, value in (
            ("证照", verdict.title),
            ("编号", verdict.number),
            ("持证人", verdict.holder),
            ("颁发机构", verdict.issuer),
            ("有效期", face.term(verdict.valid_from, verdict.valid_to)),
            ("标识", verdict.identifier),
        ):
            self.stdout.write(f"{label}:{value}")


def _conclude(
    found: evidence.Evidence, keys: dict[str, Any], revoked: revocations.Revocations | None
) -> Verdict:
    if found.problem:
        return Verdict(Conclusion.UNKNOWN, reason=found.problem)
    try:
        claims = statement.read(found.statement, keys["keys"])
    except BadStatement as error:
        return Verdict(Conclusion.UNKNOWN, reason=error.reason)
    return offline.conclude(claims, today=local_date(datetime.now(UTC)), revoked=revoked)


def _own_keys() -> dict[str, Any]:
    signer = ports.signers.current()
    return {
        "keys": [dict(key) for key in signer.published_keys()],
        "authorities": [text.decode("ascii") for text in signer.authorities()],
        "seal_authorities": [
            text.decode("ascii") for text in ports.sealers.current().authorities()
        ],
    }


def _list_from(path: str, keys: dict[str, Any]) -> revocations.Revocations:
    return revocations.read(_read(path), keys["keys"])


def _keys_from(path: str) -> dict[str, Any]:
    said = json.loads(Path(path).read_text("utf-8"))
    if not isinstance(said.get("keys"), list) or not isinstance(said.get("authorities"), list):
        raise ValueError("密钥文件不完整：应有 keys 和 authorities")
    return dict(said)


def _read(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
