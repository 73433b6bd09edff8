from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "tongban.core.shell"
    label = "shell"
    verbose_name = "页面框架"

    def ready(self) -> None:
        # Areas below the shell cannot reach it: their clock and their words are taken from here.
        from tongban.core.jobs.ports import clock as jobs_clock
        from tongban.core.once.errors import MESSAGES as ONCE
        from tongban.core.shell import clock, ports
        from tongban.core.vault.errors import MESSAGES as VAULT

        jobs_clock.use(clock.now)
        ports.messages.register("once", ONCE)
        ports.messages.register("vault", VAULT)
