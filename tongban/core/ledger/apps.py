from datetime import timedelta

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "tongban.core.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger import selectors, services
        from tongban.core.ledger.errors import MESSAGES
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell.ports import gauges, messages

        messages.register("core.ledger", MESSAGES)
        gauges.register("ledger_pending", "Entries without a position", selectors.pending)
        gauges.register("ledger_position", "The last position placed", selectors.position)

        verbs.register("ledger.read", "查看了个人信息：{reason}")
        verbs.register("ledger.erase", "销毁了个人信息的承诺盐值")
        ticks.register("ledger.relay", timedelta(seconds=1), lambda now: services.relay(now=now))
        ticks.register(
            "ledger.checkpoint",
            timedelta(hours=1),
            lambda now: int(services.checkpoint(now=now) is not None),
        )
