from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "tongban.core.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        from tongban.core.files.ports import readers
        from tongban.core.jobs.ports import ticks
        from tongban.core.papers import handlers, ports, services, tasks
        from tongban.core.shell.ports import messages

        ports.later.make = lambda paper_id: tasks.make_pdf.enqueue(paper_id=paper_id)
        readers.register(handlers.SUBJECT, handlers.may_open)
        ports.templates.register(
            "papers.sample",
            "文书样张",
            Path(__file__).parent / "typst" / "sample.typ",
            {
                "number": "演示受字〔2026〕第0001号",
                "organisation": "演示市咸安区市场监督管理局",
                "date": "2026-11-23",
                "seal_line": "行政审批专用章",
                "verify_url": "http://localhost:8000/verify/sample",
                "addressee": "演示药店",
                "applicant": "演示王㛃",
                "matter": "药品经营许可（零售）",
                "received": "2026-11-23 09:00",
                "materials": ["申请表", "平面图"],
            },
        )
        ticks.register("papers.make", timedelta(minutes=5), services.make_pending)
        messages.register(
            "papers",
            {
                "paper_template_unknown": _("没有这种文书模板，请联系系统管理员。"),
                "paper_failed": _("文书暂时没有生成，系统会自动重试，不影响办理。"),
            },
        )
