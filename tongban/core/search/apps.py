from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "tongban.core.search"
    label = "search"
    verbose_name = "检索"

    def ready(self) -> None:
        from tongban.core.shell import ports

        ports.messages.register("search", {"search_title": _("没有标题的内容不能收进检索。")})
