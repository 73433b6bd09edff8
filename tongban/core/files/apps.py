from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "tongban.core.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from tongban.core.files import handlers, ports, services, tasks
        from tongban.core.jobs.ports import ticks
        from tongban.core.shell.ports import messages

        ports.later.scan = lambda file_id: tasks.scan.enqueue(file_id=file_id)
        ticks.register("files.sweep", timedelta(hours=1), services.sweep)
        ticks.register("files.judge", timedelta(minutes=1), services.judge_waiting)
        address = getattr(settings, "CLAMD_ADDRESS", "")
        if address:
            ports.scanners.register("clamd", handlers.clamd(address))
        messages.register(
            "files",
            {
                "upload_type": _("不支持这种文件。请上传 {allowed}。"),
                "upload_size": _("文件太大：最大 {limit_mb} MB。请压缩后再上传。"),
                "upload_empty": _("文件是空的，或者没有选择文件。请重新选择。"),
                "upload_broken": _("文件打不开或不完整。请在电脑或手机上打开确认后重新上传。"),
                "upload_name": _("文件名里有无法保存的字符。请改名后再上传。"),
                "upload_encrypted": _("PDF 设了密码，窗口打不开。请去掉密码后再上传。"),
                "upload_infected": _("{name}没有通过安全检查，不能提交。请换一份文件。"),
                "upload_unknown": _("没有找到您上传的这个文件。请重新上传。"),
                "upload_bound": _("{name}已经用在别的办件里。请重新上传一份。"),
                "upload_not_ready": _("文件正在检查，请稍后再试。"),
            },
        )
