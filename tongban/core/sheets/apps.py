from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "tongban.core.sheets"
    label = "sheets"
    verbose_name = "表格"

    def ready(self) -> None:
        from tongban.core.sheets.wording import SENTENCES
        from tongban.core.shell.ports import messages

        messages.register("sheets", SENTENCES)
