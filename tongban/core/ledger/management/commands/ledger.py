from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tongban.core.ledger import services
from tongban.core.ledger.types import Report

_REASONS = {
    "hash_differs": "内容与摘要不符（被改动过）",
    "link_differs": "与同一对象的前一条记录接不上",
    "former_missing": "同一对象的前一条记录不见了",
    "order_differs": "位置先后与链内序号不符",
    "position_hole": "位置中断（有记录不见了）",
    "entries_missing": "检查点之内的记录不见了",
    "root_differs": "检查点的树根与记录不符",
    "frontier_differs": "检查点的前沿与记录不符",
    "signature_invalid": "检查点的签名无效",
}


class Command(BaseCommand):
    help = "台账：verify 核验，checkpoint 签检查点，relay 编排位置。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="核验台账")
        verify.add_argument("--full", action="store_true", help="从第一条起全部重算")
        verbs.add_parser("checkpoint", help="为目前的全部记录签一个检查点")
        verbs.add_parser("relay", help="给已提交的记录编排位置")

    def handle(self, *args: Any, verb: str, full: bool = False, **options: Any) -> None:
        now = timezone.now()
        if verb == "relay":
            self.stdout.write(f"已编排 {services.relay(now=now)} 条记录。")
        elif verb == "checkpoint":
            services.relay(now=now)
            tree = services.checkpoint(now=now)
            self.stdout.write(tree.note if tree else "没有新的记录，检查点不变。")
        else:
            self._tell(services.verify(full=full, now=now))

    def _tell(self, report: Report) -> None:
        broken = report.broken
        if broken is None:
            self.stdout.write(
                f"台账完好：位置 {report.first} 至 {report.last}，"
                f"核验 {report.entries} 条记录、{report.checkpoints} 个检查点。"
            )
            return
        place = f"位置 {broken.position}" if broken.position else f"记录 {broken.entry}"
        about = f"，对象 {broken.subject}" if broken.subject else ""
        why = _REASONS.get(broken.reason, broken.reason)
        raise CommandError(f"台账有误：{place}{about}：{why}。")
