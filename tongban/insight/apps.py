from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "tongban.insight"
    label = "insight"
    verbose_name = "数据"

    def ready(self) -> None:
        from tongban.core.shell import ports
        from tongban.insight import desk, portal

        ports.menu.register(
            ports.MenuItem(
                face="portal",
                code="figures",
                label="数据",
                url_name="insight-figures",
                icon="chart-bar",
                order=50,
            )
        )
        ports.menu.register(
            ports.MenuItem(
                face="desk",
                code="figures",
                label="数据",
                url_name="insight-figures",
                icon="chart-bar",
                order=90,
            )
        )
        ports.panels.register(
            "portal.home", "insight-figures", 90, "insight/home.html", portal.home_panel
        )
        ports.panels.register(
            "desk.home", "insight-lights", 20, "insight/desk_home.html", desk.lights_panel
        )
