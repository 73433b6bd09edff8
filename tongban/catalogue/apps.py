from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "matter_unknown": _("没有这个事项。请从“办事”里重新查找，或者拨打 12345。"),
    "matter_suspended": _("“{name}”暂停办理。{note} 有疑问请拨打{organisation}电话 {phone}。"),
    "matter_cancelled": _("“{name}”已经取消，不用再办。{note} 有疑问请拨打 {phone}。"),
    "matter_not_yet": _("“{name}”从 {since} 起才能办理。"),
    "matter_ended": _("“{name}”的这份指南已经停用。请拨打{organisation}电话 {phone}。"),
    "matter_not_in_force": _("“{name}”现在不能办理。请拨打{organisation}电话 {phone}。"),
    "edition_invalid": _("实施清单还有不符合规则的地方，请逐项改正后再发布。"),
    "edition_frozen": _("已发布的实施清单不能修改，请另发一个新版本。"),
    "catalogue_forbidden": _("您没有维护这份清单的权限，请联系本级政务服务机构。"),
    "implementation_state": _("这份实施清单现在是“{state}”，不能这样操作。请刷新后再看。"),
    "claim_cancelled": _("“{name}”已从基本目录取消，不能再认领。"),
    "claim_not_leaf": _("“{name}”下面还有子项，请认领具体的子项或业务办理项。"),
    "claim_level": _(
        "“{name}”不由{organisation}所在的层级行使。如果职权已经下放、授权或者委托，请先登记。"
    ),
    "decline_reason": _("请选择不认领的原因。"),
    "decline_note": _("选择“其他原因”的，请写明是什么原因。"),
    "decline_published": _("“{name}”的实施清单已经发布，请先取消实施清单，再改为不认领。"),
    "release_nothing": _("“{name}”还没有答复过，不用退回。"),
    "release_begun": _("“{name}”的实施清单已经起草或者发布。请先放弃草稿或者取消实施清单。"),
    "delegation_source": _("请选择是下放、授权还是委托。"),
    "delegation_basis": _("请写明下放、授权或者委托的依据文件。"),
    "delegation_self": _("不能交给本机构自己，请另选承接的机构。"),
    "editing_unknown": _("没有找到这份草稿，或者您没有查看它的权限。"),
    "editing_cancelled": _("“{name}”的实施清单已经取消，不能再起草新版本。"),
    "editing_waiting": _("草稿现在是“{state}”，不能修改。要修改请先撤回。"),
    "editing_locked": _("这是上级目录统一规定的要素，不能在这里修改。"),
    "editing_asked_twice": _("“{name}”在表单里问了两次同一个人。请删去一个，或者改成另一个人的。"),
    "editing_long": _("内容太长，最多 {most} 个字符。请删减后再保存。"),
    "editing_state": _("草稿现在是“{state}”，不能这样操作。请刷新后再看。"),
    "editing_four_eyes": _("提交和审核不能是同一个人，请由本机构的另一位审核人办理。"),
    "editing_note": _("请写明退回的原因，让编写的人知道怎么改。"),
    "editing_conflict": _("这份草稿刚被别人保存过。您的修改还没有保存，请先看看对方改了什么。"),
    "notice_gone": _("没有找到这条变更通知，可能已经处理过了。"),
    "claim_refused": _("现在不能这样认领，请检查后重试。"),
    "editing_refused": _("现在不能这样操作草稿，请刷新后重试。"),
    "catalogue_refused": _("事项目录不能这样修改，请检查后重试。"),
}


VERBS = {
    "change": "变更了基本目录“{name}”，第 {number} 版",
    "matter_cancelled": "从基本目录取消了“{name}”：{note}",
    "claimed": "{organisation}认领了“{name}”",
    "declined": "{organisation}不认领“{name}”：{reason}{note}",
    "released": "{organisation}退回了对“{name}”的答复",
    "delegated": "{giver}把“{name}”交给{taker}行使（{source}）",
    "delegation_ended": "{giver}收回了交给{taker}的“{name}”：{note}",
    "delegation_ended_here": "“{name}”的职权被收回：{note}",
    "draft_begun": "开始起草“{name}”的新版本",
    "draft_submit": "提交了“{name}”的草稿",
    "draft_take_back": "撤回了“{name}”的草稿",
    "draft_pass": "审核通过“{name}”的草稿，报政务办",
    "draft_send_back": "退回了“{name}”的草稿：{note}",
    "draft_drop": "放弃了“{name}”的草稿",
    "draft_publish": "发布了“{name}”的草稿，第 {number} 版",
    "followed": "“{name}”随上级目录第 {number} 版调整",
    "ended_above": "“{name}”已被上级目录取消：{note}",
    "rebased": "在办件改按“{name}”第 {number} 版：改了 {moved} 件，{stayed} 件仍按原版",
    "notice_answered": "处理了“{name}”上级目录第 {number} 版的变更",
}

FILE_MOST = 20 * 1024 * 1024  # a blank form or a sample that people load on a phone


PAPERS = Path(__file__).parent / "papers"
GUIDE_SAMPLE = {
    "title": "办事指南：演示事项",
    "who": "演示区 · 演示机构",
    "warnings": ["这是旧版本，只供查阅。"],
    "summary": "说明",
    "scenario": "新办",
    "glance": [{"label": "要交材料", "text": "1 份", "note": "可以后补"}],
    "parts": [
        {"title": "依据", "lines": ["《演示法》第一条"]},
        {
            "title": "要准备的材料",
            "columns": ["", "材料", "必要性", "从哪里来", "怎么交"],
            "rows": [["1", "申请书", "必要", "自己准备", "上传 pdf"]],
        },
        {"title": "问谁", "pairs": [["咨询", "12345"]]},
    ],
    "verify_url": "http://localhost:8000/matters/sample/",
    "foot": "第 1 版",
}


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"

    def ready(self) -> None:
        from tongban.catalogue import figures, handlers, permissions, tasks
        from tongban.catalogue.desk import reviews
        from tongban.catalogue.portal import browsing
        from tongban.catalogue.ports import checkups
        from tongban.catalogue.selectors.drafting import may_read_file
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.figures.ports import prints
        from tongban.core.files import ports as files
        from tongban.core.files.types import JPEG, PDF, PNG, Purpose
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.papers.ports import templates as papers
        from tongban.core.search import permissions as words
        from tongban.core.search.ports import kinds
        from tongban.core.shell import ports as shell
        from tongban.lists.ports import matters

        shell.messages.register("catalogue", MESSAGES)
        files.purposes.register(Purpose("catalogue", "空白表格和样本", (PDF, JPEG, PNG), FILE_MOST))
        files.readers.register("catalogue", may_read_file)
        files.readers.register("catalogue-public", lambda _actor, _subject: True)
        shell.menu.register(
            shell.MenuItem(
                face="portal",
                code="matters",
                label="办事",
                url_name="catalogue-matters",
                icon="clipboard-document-list",
                order=10,
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="claims",
                label="事项认领",
                url_name="catalogue-desk-claims",
                icon="hand-raised",
                order=39,
                visible=permissions.works_here,
                group="事项目录",
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="changes",
                label="上级变更",
                url_name="catalogue-desk-notices",
                icon="arrow-down-tray",
                order=42,
                visible=permissions.works_here,
                group="事项目录",
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="lists",
                label="实施清单",
                url_name="catalogue-desk-implementations",
                icon="clipboard-document-list",
                order=40,
                visible=permissions.works_here,
                group="事项目录",
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="drafts",
                label="清单审核",
                url_name="catalogue-desk-drafts",
                icon="document-check",
                order=41,
                visible=permissions.works_here,
                group="事项目录",
            )
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="checkup",
                label="目录体检",
                url_name="catalogue-desk-checkup",
                icon="clipboard-document-check",
                order=43,
                visible=permissions.works_here,
                group="事项目录",
            )
        )
        shell.todos.register(
            "catalogue",
            "等您处理的实施清单",
            reviews.todos,
            order=20,
            url_name="catalogue-desk-drafts",
            visible=permissions.works_here,
        )
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="words",
                label="检索用词",
                url_name="catalogue-desk-words",
                icon="arrows-right-left",
                order=48,
                visible=words.may_edit_words,
                group="事项目录",
            )
        )
        shell.panels.register(
            "portal.home", "catalogue-topics", 10, "catalogue/home.html", browsing.home_panel
        )
        powers.register(permissions.PUBLISH, "发布实施清单", roles=("service_office", "admin"))
        powers.register(permissions.EDIT, "认领事项、编写实施清单", roles=("editor",))
        powers.register(permissions.REVIEW, "审核本机构的实施清单", roles=("chief",))
        powers.register(words.WORDS, "维护检索用词", roles=("service_office", "editor", "admin"))
        powers.register(permissions.READ, "查看未发布的实施清单", roles=("auditor",))
        verbs.register("catalogue.enter", "录入了事项“{name}”")
        verbs.register("catalogue.publish", "发布了“{name}”实施清单第 {number} 版")
        verbs.register("catalogue.suspended", "暂停了“{name}”：{note}")
        verbs.register("catalogue.in_use", "恢复了“{name}”")
        verbs.register("catalogue.cancelled", "取消了“{name}”：{note}")
        for code, sentence in VERBS.items():
            verbs.register(f"catalogue.{code}", sentence)
        ticks.register("catalogue.rebasing", tasks.EVERY, tasks.begin)
        checkups.register(tasks.begin_check)
        ticks.register("catalogue.checkup", tasks.EVERY, tasks.take_up)
        papers.register("catalogue.guide", "办事指南", PAPERS / "guide.typ", GUIDE_SAMPLE)
        kinds.register("matter", "办事", "clipboard-document-list", order=10)
        figures.register(registry.register)
        prints.register("catalogue", figures.printed)
        matters.register(handlers.matter_links, handlers.matter_codes)
