from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "rating_refused": _("这次评价没有提交成功，请稍后再试。"),
    "already_rated": _("这件事已经评价过了，一件事只评一次。谢谢您。"),
    "rating_unknown_subject": _("没有找到要评价的事项，请核对链接。"),
    "rating_too_early": _("现在还不能评价：{why}。"),
    "rating_not_yours": _(
        "只有办理这件事的人可以评价。请用办理时的账号登录，或打开短信里的评价链接。"
    ),
    "rating_wrong_level": _("请先选择一个满意程度。"),
    "rating_wrong_tags": _("所选的标签与满意程度不一致，请重新选择。"),
    "rating_wrong_comment": _("意见不能为空，也不能超过 {limit} 个字。"),
    "rating_wrong_channel": _("评价渠道不正确。"),
    "rating_in_procedure": _("这条实名差评正在按流程整改，答复请在“公开答复”环节提交。"),
    "rating_words_missing": _("请写明情况，不超过 {limit} 个字。"),
    "rating_appealed_already": _("这条差评已经申诉过一次，不能再次申诉。请整改或解释说明。"),
    "rating_pad_unknown": _("没有找到这台评价器，或者它已停用。请在“评价器”里核对。"),
    "rating_pad_wrong": _("请填写评价器的名称（如“3 号窗口”），不超过 {limit} 个字。"),
}


NOTICES = {
    "bad": ("收到实名差评", "“{matter}”收到实名评价“{level}”（{number}）。请在期限内联系评价人。"),
    "urged": ("差评整改被催办", "“{matter}”（{number}）被催办：{reason}。请尽快办理。"),
    "supervised": ("差评整改被督办", "“{matter}”（{number}）被督办：{reason}。请办理并答复。"),
    "answered": ("您的评价已有答复", "您对“{matter}”的评价，{body}已经答复：{answer}"),
}
STAFF_NOTICES = {"bad", "urged", "supervised"}  # for the desk's inbox, no private telephone


class RatingsConfig(AppConfig):
    name = "tongban.ratings"
    label = "ratings"
    verbose_name = "好差评"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers, sealed_readers
        from tongban.core.figures.ports import figures
        from tongban.core.ledger.ports import verbs
        from tongban.core.notices.ports import templates
        from tongban.core.shell import ports as shell
        from tongban.ratings import figures as own_figures
        from tongban.ratings import handlers, permissions, selectors
        from tongban.ratings.ports import subjects
        from tongban.ratings.querysets import COLLECT, INVITE, MANAGE_PADS, READ
        from tongban.ratings.services.followup import intake
        from tongban.ratings.types import KIND, VISIT
        from tongban.workflow import ports as engine

        shell.messages.register("ratings", MESSAGES)
        heads = ("decider", "chief")
        powers.register(
            READ,
            str(_("查看评价")),
            roles=("window", *heads, "service_office", "auditor", "leader"),
        )
        powers.register(COLLECT, str(_("代录电话评价")), roles=("service_office",))
        powers.register(INVITE, str(_("请办事人评价")), roles=("window",))
        powers.register(MANAGE_PADS, str(_("管理评价器")), roles=("chief", "service_office"))
        powers.register(permissions.ANSWER, str(_("答复评价")), roles=(*heads, "service_office"))
        verbs.register("ratings.rate", "评价了服务，等级 {level}")
        verbs.register("ratings.answer", "答复了评价：{answer}")
        verbs.register("ratings.strike", "申诉成立，评价不计入统计：{reason}")
        verbs.register("ratings.pad_added", "登记了评价器“{name}”")
        verbs.register("ratings.pad_retired", "停用了评价器“{name}”")
        verbs.register("ratings.pad_restored", "恢复了评价器“{name}”，换了地址")
        for code, (title, body) in NOTICES.items():
            channels = () if code in STAFF_NOTICES else ("sms",)
            templates.register(f"ratings.{code}", title, body, channels=channels)
        sealed_readers.register("rating", handlers.read_sealed)
        subjects.register(VISIT, selectors.visit_target)
        engine.kinds.register(KIND, "差评整改", handlers.desk_url)
        engine.intakes.register(KIND, intake, by_hand=False)
        for event, name, run in handlers.EFFECTS:
            engine.effects.register(KIND, event, name, run)
        for figure in own_figures.ALL:
            figures.register(figure)
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="ratings",
                label=str(_("评价")),
                url_name="ratings-desk-list",
                icon="face-smile",
                order=70,
                visible=permissions.may_read_list,
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="portal",
                code="ratings",
                label=str(_("好差评")),
                url_name="ratings-public",
                icon="face-smile",
                order=55,
            )
        )
