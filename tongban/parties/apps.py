from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "tongban.parties"
    label = "parties"
    verbose_name = "主体"

    def ready(self) -> None:
        """Plug in: facts about accounts, sealed data, prefill, powers, audit words, sentences."""
        from tongban.core.accounts import ports as accounts
        from tongban.core.ledger.ports import verbs
        from tongban.core.shell import ports as shell
        from tongban.forms import ports as forms
        from tongban.parties import handlers
        from tongban.parties.errors import MESSAGES

        accounts.actor_facts.register(handlers.actor_facts)
        accounts.sealed_readers.register("party", handlers.read_sealed)
        accounts.powers.register("parties.identify", "登记和关联申请人")
        accounts.powers.register("parties.read", "查看申请人（脱敏）")
        accounts.powers.register("parties.unmask", "查看申请人完整信息")
        forms.sources.register("applicant", handlers.prefill_applicant)
        forms.sources.register("agent", handlers.prefill_agent)
        for role in ("legal", "head"):
            forms.sources.register(role, handlers.prefill_legal)
        shell.messages.register("parties", MESSAGES)
        for verb, words in {
            "parties.create": "登记了申请人",
            "parties.rename": "更正了名称：{reason}",
            "parties.status": "变更了状态：{reason}",
            "parties.legal": "变更了法定代表人",
            "parties.link": "关联了账号",
            "parties.authorise": "委托他人办理：{scope}",
            "parties.revoke": "撤销了委托",
        }.items():
            verbs.register(verb, words)
