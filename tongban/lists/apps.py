from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "list_refused": _("清单不能这样修改，请检查后重试。"),
    "list_kind_unknown": _("没有这种清单。请从清单总目中重新选择。"),
    "list_unknown": _("没有这份清单，或者还没有公布。请从清单总目中重新查找。"),
    "list_edition_unknown": _("这份清单没有第 {number} 版。请从版本记录中选择。"),
    "list_entry_unknown": _("清单里没有这一条。它可能已经移除，请回到清单重新查找。"),
    "list_import_unknown": _("这次导入已经办过或者作废了，请重新上传表格。"),
    "list_no_draft": _("这份清单现在没有草稿。要修改，请先“起草新版”。"),
    "list_edit_forbidden": _("您没有编辑这份清单的权限，请联系本级政务服务机构。"),
    "list_publish_forbidden": _("公布、退回和撤回由本级政务服务机构办理，请把草稿送审。"),
    "list_level": _("“{kind}”由{levels}公布，请另选地区。"),
    "list_needs_body": _("“{kind}”由部门公布，请选择公布单位。"),
    "list_without_body": _("“{kind}”由本级统一公布，不用选择部门。"),
    "list_body_elsewhere": _("这个单位不在所选的地区，请重新选择公布单位。"),
    "list_state": _("这份清单现在是“{state}”，不能{act}。请刷新页面看最新情况。"),
    "list_entry_changed": _(
        "{who}在 {when} 改过这一条，您的修改没有保存。请看对方的内容，再决定。"
    ),
    "list_draft_changed": _("{who}在 {when} 改过这份草稿。请刷新页面，核对以后再办。"),
    "list_draft_open": _("{who}在 {when} 正在起草新版。请先公布或删除那份草稿。"),
    "list_entries_invalid": _("有 {count} 处要改正。{first}"),
    "list_too_long": _("一份清单最多 {most} 条，请分成几份。"),
    "list_empty": _("清单里还没有条目，请先添加。"),
    "list_date_unreadable": _("请填写施行日期，例如 2026-11-22。"),
    "list_date_past": _("施行日期不能早于今天（{today}），请改选今天或以后的日期。"),
    "list_date_before": _(
        "第 {number} 版定于 {since} 施行，新版不能早于它。请改选日期，或者先撤回第 {number} 版。"
    ),
    "list_reason_missing": _("请写明理由，让对方知道怎样改。"),
}
VERBS = {
    "lists.begin": "起草了《{title}》第 {number} 版",
    "lists.put": "修改了《{title}》的“{name}”",
    "lists.remove": "从《{title}》草稿移除了“{name}”",
    "lists.restore": "在《{title}》草稿恢复了“{name}”",
    "lists.move": "把《{title}》的“{name}”移到第 {to} 条",
    "lists.import": "向《{title}》草稿导入了 {rows} 条",
    "lists.discard": "删除了《{title}》第 {number} 版草稿",
    "lists.submit": "把《{title}》第 {number} 版送审，共 {entries} 条",
    "lists.send_back": "退回了《{title}》第 {number} 版：{reason}",
    "lists.publish": "公布了《{title}》第 {number} 版，{effective_from} 起施行，共 {entries} 条",
    "lists.withdraw": "撤回了《{title}》第 {number} 版：{reason}",
}


class ListsConfig(AppConfig):
    name = "tongban.lists"
    label = "lists"
    verbose_name = "清单"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.figures.ports import prints
        from tongban.core.ledger.ports import verbs
        from tongban.core.search.ports import kinds as found
        from tongban.core.shell import ports as shell
        from tongban.lists import figures, permissions, ports, rules
        from tongban.lists.desk import listing
        from tongban.lists.portal import pages
        from tongban.lists.querysets import EDIT, PUBLISH

        for kind in rules.KINDS:
            ports.kinds.register(kind)
        shell.messages.register("lists", MESSAGES)
        for code, text in VERBS.items():
            verbs.register(code, text)
        shell.menu.register(
            shell.MenuItem(
                face="portal",
                code="lists",
                label="清单",
                url_name="lists-index",
                icon="list-bullet",
                order=20,
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="published-lists",
                label="公开清单",
                url_name="lists-desk",
                icon="list-bullet",
                order=44,
                visible=permissions.keeps_lists,
                group="事项目录",
            )
        )
        shell.todos.register(
            "lists",
            "等您处理的公开清单",
            listing.todos,
            order=40,
            url_name="lists-desk",
            visible=permissions.keeps_lists,
        )
        shell.panels.register("portal.home", "lists", 60, "lists/home.html", pages.home_panel)
        powers.register(EDIT, "编辑清单", roles=("editor", "service_office"))
        powers.register(PUBLISH, "公布清单", roles=("service_office",))
        found.register("list", "清单", "list-bullet", order=30)
        figures.register(registry.register)
        prints.register("lists", figures.printed)
