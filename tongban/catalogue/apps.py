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
    "catalogue_refused": _("事项目录不能这样修改，请检查后重试。"),
}


class CatalogueConfig(AppConfig):
    name = "tongban.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"

    def ready(self) -> None:
        from tongban.catalogue import figures, permissions, portal
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures as registry
        from tongban.core.ledger.ports import verbs
        from tongban.core.search.ports import kinds
        from tongban.core.shell import ports as shell

        shell.messages.register("catalogue", MESSAGES)
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
        shell.panels.register(
            "portal.home", "catalogue-topics", 10, "catalogue/home.html", portal.home_panel
        )
        powers.register(permissions.PUBLISH, "发布实施清单", roles=("service_office", "admin"))
        verbs.register("catalogue.enter", "录入了事项“{name}”")
        verbs.register("catalogue.publish", "发布了“{name}”实施清单第 {number} 版")
        verbs.register("catalogue.suspended", "暂停了“{name}”：{note}")
        verbs.register("catalogue.in_use", "恢复了“{name}”")
        verbs.register("catalogue.cancelled", "取消了“{name}”：{note}")
        kinds.register("matter", "办事", "clipboard-document-list", order=10)
        figures.register(registry.register)
