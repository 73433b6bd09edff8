from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DivisionsConfig(AppConfig):
    name = "tongban.core.divisions"
    label = "divisions"
    verbose_name = "行政区划"

    def ready(self) -> None:
        from tongban.core.divisions import handlers
        from tongban.core.search.ports import places
        from tongban.core.shell import ports

        places.register(names=handlers.place_names, choices=handlers.place_choices)
        ports.messages.register(
            "divisions",
            {
                "unknown_division": _("没有代码为 {code} 的行政区划，请重新选择。"),
                "division_row": _("行政区划 {division} 的代码、级别或名称不完整。"),
                "division_twice": _("同一个行政区划代码出现了两次。"),
                "division_parent": _("行政区划 {division} 的上级不存在。"),
                "division_circle": _("行政区划 {division} 的上下级成了环。"),
            },
        )
