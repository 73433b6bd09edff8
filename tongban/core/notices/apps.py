from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "tongban.core.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        from tongban.core.accounts import ports as accounts
        from tongban.core.jobs.ports import ticks
        from tongban.core.notices import handlers, permissions, ports, services, tasks
        from tongban.core.shell import ports as shell

        ports.later.deliver = lambda delivery_id: tasks.deliver.enqueue(delivery_id=delivery_id)
        ports.templates.register(
            services.CODE_TEMPLATE,
            "登录验证码",
            "【通办】验证码 {code}，5 分钟内有效。请勿告诉他人，工作人员不会向您索要。",
            secret=True,
        )
        accounts.messages.register(services.send_code)
        ticks.register("notices.retry", timedelta(minutes=1), services.retry)
        shell.badges.register("messages", handlers.unread_badge)
        shell.menu.register(
            shell.MenuItem(
                face="my",
                code="messages",
                label=str(_("我的消息")),
                url_name="notices-inbox",
                icon="bell",
                order=60,
            )
        )
        if settings.DEMO:
            ports.channels.register(handlers.demo_sms())
            ports.channels.register(handlers.demo_miniprogram())
            ticks.register("notices.trim", timedelta(hours=1), services.trim_outbox)
            shell.menu.register(
                shell.MenuItem(
                    face="desk",
                    code="outbox",
                    label=str(_("演示发件箱")),
                    url_name="notices-desk-outbox",
                    icon="device-phone-mobile",
                    order=900,
                    visible=permissions.may_see_outbox,
                )
            )
        shell.messages.register(
            "notices",
            {
                "notice_unknown": _("没有找到这条消息，可能不属于当前登录的账号。"),
                "notice_word_missing": _("消息没有发出：模板缺少内容。系统管理员会处理。"),
            },
        )
