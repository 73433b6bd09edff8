from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "archive_refused": _("这次操作没有成功，请稍后再试。"),
    "archive_forbidden": _("您不能管理这个机构的档案，请由本机构的负责人办理。"),
    "archive_unknown": _("没有找到这份档案，或者您无权查看。"),
    "archive_nothing": _("没有可以移交的件，请刷新后再看。"),
    "archive_pack_not_made": _("移交包还没有制成，请稍后再下载。"),
    "pack_unreadable": _("这个文件不是归档移交包，或者已经损坏。"),
    "pack_too_large": _("移交包里的文件太多，没有打开。"),
}


class ArchivesConfig(AppConfig):
    name = "tongban.archives"
    label = "archives"
    verbose_name = "归档"

    def ready(self) -> None:
        from tongban.archives import figures as own
        from tongban.archives import handlers, permissions, ports, tasks
        from tongban.archives.querysets import MANAGE, READ
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell

        shell.messages.register("archives", MESSAGES)
        powers.register(READ, str(_("查看档案")), roles=("decider", "service_office", "auditor"))
        powers.register(MANAGE, str(_("管理档案")), roles=("chief",))
        for code, words in handlers.VERBS.items():
            verbs.register(code, words)
        ports.making.register(lambda token: tasks.make_pack.enqueue(token=token))
        ticks.register("archives.due", timedelta(minutes=30), handlers.enter_and_archive)
        ticks.register("archives.packs", timedelta(minutes=10), handlers.make_left_behind)
        figures.register(own.RATE)
        shell.menu.register(
            shell.MenuItem(
                "desk", "archives", "归档", "archives-list", icon="archive-box", order=67,
                visible=permissions.may_read_list,
            )
        )  # fmt: skip
