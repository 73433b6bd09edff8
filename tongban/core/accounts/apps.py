from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tongban.core.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Plug in: deploy checks, audit words, the sentences of refusals, menu items, powers."""
        from django.utils.translation import gettext_noop as _

        from tongban.core.accounts import checks  # noqa: F401  (registers itself)
        from tongban.core.accounts.errors import MESSAGES
        from tongban.core.accounts.ports import powers
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports

        ports.messages.register("accounts", MESSAGES)
        powers.register("accounts.manage", "管理账号与角色")
        powers.register("accounts.deputies", "为他人安排代班")
        for verb, words in {
            "accounts.create": "开通了账号",
            "accounts.password": "修改了密码",
            "accounts.phone": "修改了手机号",
            "accounts.level": "核验了身份（{level}）",
            "accounts.active": "启用了账号",
            "accounts.inactive": "停用了账号",
            "accounts.grant": "任命为{title}",
            "accounts.revoke": "免去了{title}",
            "accounts.deputy": "安排了代班：{reason}",
            "accounts.deputy_end": "结束了代班",
            "accounts.client": "登记了接口调用方{name}",
            "accounts.client_grant": "授权了接口调用方",
        }.items():
            verbs.register(verb, words)
        ports.menu.register(
            ports.MenuItem("my", "account", _("账号与安全"), "accounts-my", "user-circle", 90)
        )
        ports.menu.register(
            ports.MenuItem(
                "desk",
                "deputies",
                _("代班"),
                "accounts-desk-deputies",
                "users",
                95,
                visible=lambda actor: bool(actor.roles),
            )
        )
