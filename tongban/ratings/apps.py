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
}


class RatingsConfig(AppConfig):
    name = "tongban.ratings"
    label = "ratings"
    verbose_name = "好差评"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell
        from tongban.ratings import figures as own_figures
        from tongban.ratings import permissions
        from tongban.ratings.querysets import READ

        shell.messages.register("ratings", MESSAGES)
        heads = ("decider", "chief")
        powers.register(
            READ,
            str(_("查看评价")),
            roles=("window", *heads, "service_office", "auditor", "leader"),
        )
        powers.register(permissions.COLLECT, str(_("代收评价")), roles=("window",))
        powers.register(permissions.ANSWER, str(_("答复评价")), roles=(*heads, "service_office"))
        verbs.register("ratings.rate", "评价了服务，等级 {level}")
        verbs.register("ratings.answer", "答复了评价：{answer}")
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
