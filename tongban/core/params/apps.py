from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParamsConfig(AppConfig):
    name = "tongban.core.params"
    label = "params"
    verbose_name = "参数"

    def ready(self) -> None:
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports

        verbs.register("params.set", "把参数“{name}”改为 {value}，自 {effective_from} 起")
        ports.messages.register(
            "params",
            {
                "no_such_param": _("{on} 没有参数 {code} 的值，请管理员先补充。"),
                "param_value": _("参数 {code} 的值与单位不符，请改正。"),
                "param_unit": _("参数 {code} 的单位或方向不对，请改正。"),
                "param_day_kind": _("参数 {code} 请说明按工作日还是自然日。"),
                "param_period": _("参数 {code} 的失效日早于生效日，请改正。"),
                "param_source": _("参数 {code} 请写明依据。"),
            },
        )
        ports.menu.register(
            ports.MenuItem(
                face="desk",
                code="params",
                label=str(_("时限与参数")),
                url_name="params-desk-list",
                icon="adjustments-horizontal",
                order=900,
                group=str(_("设置")),
                visible=lambda actor: bool(getattr(actor, "is_staff", False)),
            )
        )
