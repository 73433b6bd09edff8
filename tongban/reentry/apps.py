from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "reentry_refused": _("没有录入，请核对后再试。"),
    "reentry_forbidden": _("您不能录入这个机构的回执号，请由承办机构的人员录入。"),
    "reentry_pack_forbidden": _("您不能取走这一件：要由承办机构里可以查看申请人完整信息的人员取。"),
    "reentry_unknown": _("没有找到，或者您无权查看。请从“二次录入”的列表里打开。"),
    "reentry_conflict": _("已经有变化，请刷新后再看。"),
    "reentry_number_missing": _("请填写外部系统给出的回执号。"),
    "reentry_number_long": _("回执号最多 {most} 个字，不能有看不见的字符。请核对。"),
    "reentry_number_form": _("回执号的格式不对，应当像“{sample}”。请照外部系统给出的填写。"),
    "reentry_number_taken": _("回执号 {number} 已经录在别的办件上，请核对。"),
    "reentry_entered": _("{who}已经录入了回执号 {number}。如果录错了，请用“更正”。"),
    "reentry_not_entered": _("还没有录入过回执号，不用更正。请刷新后直接录入。"),
    "reentry_released": _("这一件不用再录入：{why}。"),
    "reentry_reason": _("请写明更正的理由，最多 {most} 个字。"),
    "reentry_code": _("代码只能用字母、数字、连字符和下划线，最多 40 个字符。"),
    "reentry_code_taken": _("这个代码已经登记过，请换一个，或者修改原来的那一条。"),
    "reentry_missing": _("请填写。"),
    "reentry_long": _("太长，最多 {most} 个字。"),
    "reentry_address": _("网址要以 http:// 或 https:// 开头，请核对。"),
    "reentry_pattern_long": _("格式太长，最多 {most} 个字符。"),
    "reentry_pattern_wrong": _("格式不是正则表达式，请核对；没有把握的留空，就不检查格式。"),
    "reentry_pattern_slow": _("格式太复杂：括号后面不要加 * + 或次数，不定长的部分最多三处。"),
    "reentry_sample": _("样例不符合上面的格式，请改成一致。"),
}
HEADS = ("decider", "chief")
POWERS = {
    "reentry.enter": (_("录入外部系统的回执号"), ("window", "reviewer", "checker", *HEADS)),
    "reentry.read": (_("查看二次录入"), ("service_office", "auditor", "leader")),
    "reentry.keep_systems": (_("登记外部系统"), ("service_office",)),
}
VERBS = {
    "reentry.system_added": "登记了外部系统“{name}”（{code}）",
    "reentry.system_changed": "修改了外部系统“{name}”（{code}），不用再录入的办件 {released} 件",
}


class ReentryConfig(AppConfig):
    name = "tongban.reentry"
    label = "reentry"
    verbose_name = "二次录入"

    def ready(self) -> None:
        from tongban.catalogue import ports as catalogue
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell
        from tongban.reentry import desk, figures, handlers, permissions
        from tongban.workflow import ports as engine

        shell.messages.register("reentry", MESSAGES)
        for power, (label, roles) in POWERS.items():
            powers.register(power, str(label), roles=roles)
        for verb, words in VERBS.items():
            verbs.register(verb, words)
        for figure in figures.ALL:
            registry.register(figure)
        catalogue.outside.register(handlers.titles)
        for event, name, run in handlers.EFFECTS:
            engine.effects.register("case", event, name, run)
        engine.guards.register("case", "reentry", handlers.waits)
        shell.panels.register("cases.desk", "reentry", 10, "reentry/panel.html", desk.case_panel)
        shell.todos.register(
            "reentry",
            "待二次录入",
            desk.todos,
            order=65,
            url_name="reentry-list",
            visible=permissions.enters,
        )
        shell.menu.register(
            shell.MenuItem(
                "desk", "reentry", "二次录入", "reentry-list", icon="arrow-path-rounded-square",
                order=26, visible=permissions.may_list,
            )
        )  # fmt: skip
