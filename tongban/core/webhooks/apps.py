from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "webhook_refused": _("没有办成，请稍后再试。"),
    "webhook_forbidden": _("只有系统管理员可以查看和设置接收方。"),
    "webhook_unknown": _("没有找到这个接收方。"),
    "webhook_address": _(
        "地址要以 https:// 开头，不能带用户名和密码；只有本机地址可以用 http://。"
    ),
    "webhook_name": _("请填写名称，最多 80 个字。"),
    "webhook_code": _("代码用小写字母、数字和连字符，不超过 40 个，且不能与别的接收方相同。"),
    "webhook_rate": _("每秒最多要在 1 到 {most} 之间。"),
    "webhook_position": _("位置要在 0 到 {most} 之间。"),
}
VERBS = {
    "create": "增加了接收方“{name}”",
    "change": "修改了接收方“{name}”",
    "pause": "暂停向“{name}”发送",
    "resume": "恢复向“{name}”发送",
    "resend": "让“{name}”从第 {position} 条之后重新接收",
    "renew_secret": "更换了“{name}”的签名密钥",
}


class WebhooksConfig(AppConfig):
    name = "tongban.core.webhooks"
    label = "webhooks"
    verbose_name = "变更推送"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell
        from tongban.core.webhooks import adapter, permissions, ports, services, tasks

        ports.wire.post = adapter.post
        ports.later.send = lambda receiver: tasks.send.enqueue(receiver=receiver)
        powers.register(permissions.MANAGE, str(_("设置变更推送")), roles=("admin",))
        for code, text in VERBS.items():
            verbs.register(f"webhooks.{code}", text)
        ticks.register("webhooks.send", timedelta(seconds=5), services.enqueue_due)
        ticks.register("webhooks.sweep", timedelta(hours=6), services.sweep)
        shell.messages.register("webhooks", MESSAGES)
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="receivers",
                label=str(_("变更推送")),
                url_name="webhooks-desk",
                icon="paper-airplane",
                order=880,
                visible=permissions.may_manage,
            )
        )
