from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "tongban.core.figures"
    label = "figures"
    verbose_name = "指标"

    def ready(self) -> None:
        from tongban.core.shell.ports import messages

        messages.register(
            "figures",
            {
                "figure_unknown": _("没有这项指标。"),
                "figure_frozen": _(
                    "{figure}在此截止时间的数已冻结，不能改写；更正请用新的截止时间。"
                ),
                "figure_computed": _("{figure}由系统按明细计算，不能填报。"),
                "figure_numbers": _("{figure}的分子或分母不合理：不能为负，部分不能大于整体。"),
            },
        )
