from pathlib import Path

from django.apps import AppConfig

from tongban.catalogue.wording.sentences import GUIDE_NOTICES, MESSAGES, VERBS

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
WORDS = "words"
# The desk's menu for whoever works on the register (the words: for who keeps them):
# code, label, address, icon, order.
DESK = (
    ("basic", "基本目录", "catalogue-desk-basic", "rectangle-stack", 38),
    ("claims", "事项认领", "catalogue-desk-claims", "hand-raised", 39),
    ("lists", "实施清单", "catalogue-desk-implementations", "clipboard-document-list", 40),
    ("drafts", "清单审核", "catalogue-desk-drafts", "document-check", 41),
    ("changes", "上级变更", "catalogue-desk-notices", "arrow-down-tray", 42),
    ("checkup", "目录体检", "catalogue-desk-checkup", "clipboard-document-check", 43),
    ("exchange", "清单导入导出", "catalogue-desk-exchange", "arrows-up-down", 44),
    (WORDS, "检索用词", "catalogue-desk-words", "arrows-right-left", 48),
)


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"

    def ready(self) -> None:
        from tongban.catalogue import (
            checks,  # noqa: F401  (registers itself)
            figures,
            handlers,
            permissions,
            tasks,
        )
        from tongban.catalogue.desk import notices as changes
        from tongban.catalogue.desk import proposals, reviews
        from tongban.catalogue.portal import browsing
        from tongban.catalogue.ports import Importer, checkups, importers, imports
        from tongban.catalogue.selectors.drafting import may_read_file
        from tongban.catalogue.selectors.importing import may_read_import
        from tongban.catalogue.services import above
        from tongban.catalogue.services.imports import lists
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.figures.ports import prints
        from tongban.core.files import ports as files
        from tongban.core.files.types import JPEG, JSONL, PDF, PNG, XLSX, Purpose
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.notices.ports import templates as notices
        from tongban.core.papers.ports import templates as papers
        from tongban.core.search import permissions as words
        from tongban.core.search.ports import kinds
        from tongban.core.shell import ports as shell
        from tongban.lists.ports import matters

        shell.messages.register("catalogue", MESSAGES)
        files.purposes.register(Purpose("catalogue", "空白表格和样本", (PDF, JPEG, PNG), FILE_MOST))
        files.purposes.register(Purpose("catalogue-import", "导入的表格", (XLSX, JSONL)))
        files.readers.register("catalogue", may_read_file)
        files.readers.register("catalogue-import", may_read_import)
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
                "my", "follows", "我的关注", "catalogue-follows", icon="bookmark", order=50
            )
        )
        for code, label, url_name, icon, order in DESK:
            shell.menu.register(
                shell.MenuItem(
                    face="desk",
                    code=code,
                    label=label,
                    url_name=url_name,
                    icon=icon,
                    order=order,
                    visible=words.may_edit_words if code == WORDS else permissions.works_here,
                    group="事项目录",
                )
            )
        for n, (code, label, todo, url_name, visible) in enumerate(
            (
                ("", "等您处理的实施清单", reviews.todos, "drafts", permissions.works_here),
                ("-notices", "上级目录的变更", changes.todos, "notices", changes.waits),
                ("-proposals", "等您处理的目录事项", proposals.todos, "proposals", proposals.waits),
            )
        ):
            shell.todos.register(
                f"catalogue{code}",
                label,
                todo,
                order=20 + n,
                url_name=f"catalogue-desk-{url_name}",
                visible=visible,
            )
        shell.panels.register(
            "portal.home", "catalogue-topics", 10, "catalogue/home.html", browsing.home_panel
        )
        powers.register(permissions.PUBLISH, "发布实施清单", roles=("service_office", "admin"))
        powers.register(permissions.EDIT, "认领事项、编写实施清单", roles=("editor",))
        powers.register(permissions.REVIEW, "审核本机构的实施清单", roles=("chief",))
        powers.register(words.WORDS, "维护检索用词", roles=("service_office", "editor", "admin"))
        powers.register(permissions.READ, "查看未发布的实施清单", roles=("auditor",))
        for code, sentence in VERBS.items():
            verbs.register(f"catalogue.{code}", sentence)
        for code, every, run in (
            ("rebasing", tasks.EVERY, tasks.begin),
            ("checkup", tasks.EVERY, tasks.take_up),
            ("changes", tasks.EVERY, tasks.tell),
            ("open_data", tasks.MEASURED, tasks.measure),
            ("imports", tasks.EVERY, tasks.take_up_imports),
        ):
            ticks.register(f"catalogue.{code}", every, run)
        checkups.register(tasks.begin_check)
        for code, (title, body) in GUIDE_NOTICES.items():
            notices.register(f"catalogue.guide_{code}", title, body)
        imports.register(tasks.begin_import)
        importers.register(
            "basic", Importer("省级基本目录", permissions.may_take_in, above.check, above.apply)
        )
        importers.register(lists.LISTS, lists.IMPORTER)
        papers.register("catalogue.guide", "办事指南", PAPERS / "guide.typ", GUIDE_SAMPLE)
        kinds.register("matter", "办事", "clipboard-document-list", order=10)
        figures.register(registry.register)
        prints.register("catalogue", figures.printed)
        matters.register(handlers.matter_links, handlers.matter_codes)
