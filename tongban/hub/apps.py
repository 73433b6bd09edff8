from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "hub_refused": _("没有收下，请稍后再试。"),
    "hub_forbidden": _("只有取得报送权限的业务系统可以报送，只有相关机关可以查看办件库。"),
    "hub_unknown": _("没有找到，或者您无权查看。请核对编号。"),
    "hub_batch_too_large": _("一批最多 {lines} 行、{mib} MiB。请分几批报送。"),
    "hub_batch_empty": _("这一批里没有办件。请一行写一件，用 JSON。"),
    "hub_key_used": _("这个 Idempotency-Key 已经用于别的内容。请换一个再报送。"),
    "hub_line_not_json": _("这一行不是一个 JSON 对象。"),
    "hub_field_unknown": _("没有这个字段。请核对字段名。"),
    "hub_field_missing": _("必填。"),
    "hub_field_text": _("要是文字，不能含控制字符。"),
    "hub_field_long": _("太长，最多 {most} 个字。"),
    "hub_field_choice": _("不在可选范围内。可选：{choices}。"),
    "hub_field_instant": _("要是带时区的时间，例如 2026-11-23T09:00:00+08:00。"),
    "hub_field_day": _("要是日期，例如 2026-11-23。"),
    "hub_task_code": _("不是有效的实施编码（31 或 33 位，含校验位）。"),
    "hub_steps": _("环节要是一个列表，每个环节是一个对象。"),
    "hub_steps_many": _("一件最多报送 {most} 个环节。"),
    "hub_number_check": _("证件号码的校验位不对。请核对。"),
    "hub_closed_missing": _("已经办结、退件或不予受理的，要写办结时间。"),
    "hub_closed_early": _("还没有办结，不能有办结时间。"),
    "hub_accepted_missing": _("这个状态之前应当已经受理，要写受理时间。"),
    "hub_outcome_missing": _("办结的要写结果。"),
    "hub_outcome_early": _("还没有办结，不能有结果。"),
    "hub_times_order": _("时间先后不对：早于它前面一步。"),
    "hub_future": _("时间在将来。请核对报送系统的时钟。"),
    "hub_matter_unknown": _("没有公布过这个实施编码的实施清单。"),
    "hub_matter_others": _("这个事项不属于您可以报送的机关。"),
    "hub_number_twice": _("这个编号在同一批里出现了两次，只收下第一次的。"),
    "hub_older": _("比已经报来的旧，没有覆盖。"),
}
READERS = ("window", "decider", "chief", "service_office", "auditor", "leader")


class HubConfig(AppConfig):
    name = "tongban.hub"
    label = "hub"
    verbose_name = "办件库"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell
        from tongban.core.webhooks import ports as webhooks
        from tongban.hub import figures, permissions, selectors
        from tongban.hub.querysets import READ, SEND

        shell.messages.register("hub", MESSAGES)
        powers.register(SEND, str(_("报送办件")), roles=("exchange",))
        powers.register(READ, str(_("查看办件库")), roles=READERS)
        verbs.register("hub.record", "报送了办件 {number}，状态 {state}")
        for figure in figures.ALL:
            registry.register(figure)
        webhooks.rows.register("hub", selectors.rows_of)
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="hub",
                label=str(_("办件库")),
                url_name="hub-desk",
                icon="server-stack",
                order=25,
                visible=permissions.may_read,
            )
        )
