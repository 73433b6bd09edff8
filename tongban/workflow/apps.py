from datetime import timedelta

from django.apps import AppConfig

TICK = timedelta(minutes=1)
VERBS = {
    "workflow.start": "提交了申请",
    "workflow.accept": "受理",
    "workflow.refuse": "不予受理：{reason}",
    "workflow.ask_correction": "一次性告知补正：{note}",
    "workflow.correct": "提交了补正材料",
    "workflow.complete": "完成“{title}”",
    "workflow.send_back": "从“{title}”退回：{reason}",
    "workflow.suspend": "因{title}停止计时：{note}",
    "workflow.resume": "{title}结束，恢复计时",
    "workflow.ask": "提出“{title}”申请：{reason}",
    "workflow.rule": "批复“{title}”申请：{reason}",
    "workflow.transfer": "转办“{title}”：{reason}",
    "workflow.urge": "催办：{reason}",
    "workflow.supervise": "督办：{reason}",
    "workflow.reply": "答复督办：{text}",
    "workflow.withdraw": "申请人撤回：{reason}",
    "workflow.terminate": "终止办理：{reason}",
    "workflow.signal": "收到信号“{name}”",
    "workflow.refer": "转为另一事项办理：{reason}",
    "workflow.note": "备注：{text}",
    "workflow.expire": "期限届满：{title}",
    "workflow.own": "{title}：{note}",
    "workflow.rebase": "改按新版规定办理",
    "workflow.handover": "交接了待办：{reason}",
    "workflow.handover_undone": "撤销了交接：{reason}",
    "workflow.publish": "发布流程“{title}”第 {version} 版",
}


class WorkflowConfig(AppConfig):
    name = "tongban.workflow"
    label = "workflow"
    verbose_name = "流程引擎"

    def ready(self) -> None:
        from tongban.core.accounts import ports as accounts
        from tongban.core.figures.ports import figures as registry
        from tongban.core.jobs import ports as jobs
        from tongban.core.ledger import ports as ledger
        from tongban.core.shell import ports as shell
        from tongban.core.workdays import ports as workdays
        from tongban.workflow import figures, handlers, tasks
        from tongban.workflow.errors import MESSAGES
        from tongban.workflow.services import tick

        for verb, text in VERBS.items():
            ledger.verbs.register(verb, text)
        accounts.powers.register("workflow.publish", "发布流程", roles=("admin",))
        accounts.powers.register(
            "workflow.rebase", "让在办件改按新版办理", roles=("service_office", "admin")
        )
        shell.messages.register("workflow", MESSAGES)
        for figure in figures.ALL:
            registry.register(figure)
        jobs.ticks.register("workflow.clocks", TICK, tick)
        workdays.amended.register("workflow", tasks.after_amendment)
        handlers.register()
