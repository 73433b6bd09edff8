from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "tongban.core.workdays"
    label = "workdays"
    verbose_name = "工作日历"

    def ready(self) -> None:
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports

        verbs.register("workdays.amend", "更新了工作日历：{source}")
        ports.messages.register(
            "workdays",
            {
                "past_calendar": _(
                    "{day} 超出了工作日历（{first} 至 {last}），请先由管理员补充该年的放假安排。"
                ),
                "limit_value": _("时限的数值应是不小于 0 的整数。"),
                "limit_unit": _("时限的单位应是分钟、小时、日、月或年。"),
                "limit_day_kind": _("请说明时限按工作日还是自然日计算。"),
                "limit_direction": _("时限的方向应是向后或向前。"),
                "announcement_year": _("请填写放假通知的年份、来源和该年的日子。"),
                "announcement_repeats": _("{day} 既列为放假又列为上班，请改正。"),
            },
        )
        ports.menu.register(
            ports.MenuItem(
                face="desk",
                code="workdays",
                label=str(_("工作日历")),
                url_name="workdays-desk-now",
                icon="calendar-days",
                order=910,
                group=str(_("设置")),
                visible=lambda actor: bool(getattr(actor, "is_staff", False)),
            )
        )
