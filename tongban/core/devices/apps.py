from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "tongban.core.devices"
    label = "devices"
    verbose_name = "窗口设备"

    def ready(self) -> None:
        from tongban.core.accounts.ports import powers
        from tongban.core.devices import permissions
        from tongban.core.shell import ports as shell

        powers.register(permissions.USE, "使用窗口设备", roles=("window",))
        shell.menu.register(
            shell.MenuItem(
                face="desk",
                code="devices",
                label="窗口设备",
                url_name="devices-desk",
                icon="computer-desktop",
                order=870,
                visible=permissions.may_use,
            )
        )
