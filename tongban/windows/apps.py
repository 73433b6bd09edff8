from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "visit_refused": _("没有办成，请核对后再试。"),
    "visit_forbidden": _("您不能办这件预约：只能替自己或者委托您的人约，由所在的窗口答复。"),
    "visit_unknown": _("没有找到这件预约，或者您无权查看。请核对预约号。"),
    "visit_conflict": _("这件预约已经是“{state}”，不能这样办。请刷新后再看。"),
    "visit_twice": _("同一事项已经有一件没办完的预约，请到“我的上门、延时预约”查看，或者先取消。"),
    "visit_not_yet": _("还没有到约定的日子，办完以后再登记。"),
    "visit_kind": _("请选择上门办还是延时办。"),
    "visit_why": _("请选择为什么要上门。"),
    "visit_young": _("按身份证还没有到规定的岁数。出门不便的，请选另外的原因。"),
    "visit_address": _("请填写上门的地址，写到门牌号。"),
    "visit_phone": _("请填写联系电话。"),
    "visit_part": _("请选择时段。"),
    "visit_day": _("请选择日期。"),
    "visit_day_far": _("请选明天起、规定天数以内的一天。"),
    "visit_day_working": _("这一天不是工作日，请另选一天；延时办可以选“双休日、节假日”。"),
    "visit_day_off": _("这一天是工作日，请选双休日或者节假日。"),
    "visit_long": _("太长，最多 {most} 个字。"),
    "visit_moment": _("请选择以后的一个时间。"),
    "visit_staff": _("请写明谁去办，最多 {most} 个字。"),
    "visit_answer": _("请写明为什么不能安排、申请人还可以怎么办，最多 {most} 个字。"),
}
NOTICES = {
    "agreed": ("{kind}已约定", "{matter}：{body}约定 {at} {kind}，{staff}为您办理。"),
    "declined": ("{kind}未能安排", "{matter}：{body}答复：{answer}"),
}
VERBS = {
    "windows.asked": "提出预约 {number}",
    "windows.agreed": "约定时间，{staff}办理",
    "windows.declined": "未能安排：{answer}",
    "windows.done": "登记办完",
    "windows.withdrawn": "取消预约",
}


class WindowsConfig(AppConfig):
    name = "tongban.windows"
    label = "windows"
    verbose_name = "窗口"

    def ready(self) -> None:
        from tongban.core.accounts import ports as accounts
        from tongban.core.figures.ports import figures as registry
        from tongban.core.ledger.ports import verbs
        from tongban.core.notices.ports import templates
        from tongban.core.shell import ports as shell
        from tongban.windows import desk, figures, handlers, permissions, portal
        from tongban.windows.querysets import READ, VISIT

        shell.messages.register("windows", MESSAGES)
        accounts.powers.register(VISIT, str(_("安排上门办、延时办")), roles=("window",))
        accounts.powers.register(
            READ, str(_("查看上门办、延时办")), roles=("service_office", "leader")
        )
        accounts.sealed_readers.register("visit", handlers.read_sealed)
        registry.register(figures.DONE_VISITS)
        for code, (title, body) in NOTICES.items():
            templates.register(f"windows.{code}", title, body, channels=("sms",))
        for verb, words in VERBS.items():
            verbs.register(verb, words)
        shell.panels.register(
            "catalogue.guide", "visits", 10, "windows/guide_panel.html", portal.guide_panel
        )
        shell.menu.register(
            shell.MenuItem("my", "visits", "上门、延时预约", "windows-my", "home-modern", 45)
        )
        shell.menu.register(
            shell.MenuItem(
                "desk", "visits", "上门延时", "windows-desk", icon="home-modern", order=18,
                visible=permissions.may_list,
            )
        )  # fmt: skip
        shell.todos.register(
            "visits",
            "上门、延时预约",
            desk.todos,
            order=61,
            url_name="windows-desk",
            visible=permissions.answers,
        )
