from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "case_unknown": _("没有找到这个办件，或者您无权查看。请核对编号。"),
    "draft_unknown": _("没有找到这份草稿。它可能已被删除，请从办事指南重新开始。"),
    "case_forbidden": _("您不能办理这一步。"),
    "case_from_wallet": _(
        "这个事项要从申请人的证照里选一份。请本人登录办理，或者请申请人在“我的委托”里委托您。"
    ),
    "case_login_first": _("请先登录，再开始申请。"),
    "case_not_for_them": _(
        "您没有得到该申请人的授权，不能代其申请。请请对方先在“我的委托”里委托您。"
    ),
    "case_no_correction": _("当前没有等待补正的内容。请刷新页面查看最新进度。"),
    "draft_gone": _("这份草稿已经提交或已删除。请在“我的办件”中查看。"),
    "edition_changed": _("“{name}”的办事指南刚刚更新。请重新核对要填的内容，已填的会保留。"),
    "case_incomplete": _("还有 {count} 处没有填好，请按提示逐项修改。"),
    "case_other_matter": _("这一版指南不是这个事项的，办件不能改按它办理。"),
    "case_too_long": _("写得太长，最多 {most} 个字。请缩短后再提交。"),
    "case_receiver_missing": _("请写明领取人，或者邮件号和签收情况。"),
    "case_days_missing": _("请填写所需的工作日，法律要求书面告知申请人。"),
    "hearing_not_now": _("听证现在的状态是“{state}”，不能这样办理。请刷新页面。"),
    "hearing_too_late": _("申请听证的期限到 {until}，已经过了。"),
    "hearing_too_soon": _("通知须在听证的 7 个工作日前作出，最早可以定在 {first}。"),
    "hearing_past": _("应当在 {last} 前组织听证，请改早一些。"),
    "hearing_place": _("请填写听证的时间和地点。"),
    "hearing_presider": _("主持人须是本机关没有参加审查的人员，请另选。"),
    "hearing_not_yet": _("听证定于 {at}，举行后再记录笔录。"),
    "hearing_others_asked": _("利害关系人已经申请听证，听证要举行。"),
    "hearing_others_may": _("利害关系人在期限内还可以申请听证，现在不能放弃。"),
    "interested_missing": _("请写明利害关系人、利害关系和联系方式；陈述意见的，写明意见。"),
    "interested_unknown": _("没有找到这位利害关系人。请刷新页面。"),
    "interested_own": _("这是本件的申请人或者代理人，不是利害关系人。请核对证件号码。"),
    "interested_told": _("已经告知过这位利害关系人。"),
    "interested_heard": _("这位利害关系人已经陈述过意见。"),
    "deferral_none": _("没有等待补交的容缺材料。请刷新页面查看最新进度。"),
    "commitment_barred": _("不能用告知承诺办，请选一般程序。"),
    "cancellation_not_now": _("这件注销已经决定，不能再办。请刷新页面。"),
    "cancellation_running": _("这份证照的注销已经在办，不能再提出一次。"),
    "cancellation_misfit": _("{why}。"),
    "cancellation_own": _("提出注销和作出决定须是不同的人。"),
    "cancellation_evidence": _("请写明证据：证明文件的名称和编号，或者原决定的文号。"),
    "renewal_running": _("这份证照的延续申请已经在办，不能再申请一次。请在“我的办件”查看进度。"),
    "revocation_not_now": _("现在不能提出或者作出撤销决定。请刷新页面。"),
    "revocation_no_answer": _("没有等待陈述申辩的撤销告知，或者期限已过。"),
    "revocation_unheard": _("陈述申辩期限到 {until}，期满或者收到陈述后才能决定。"),
    "revocation_own": _("提出撤销和作出决定须是不同的人。"),
    "revocation_must": _("以欺骗、贿赂取得的许可应当撤销（可能造成重大公共利益损害的除外）。"),
    "case_not_taken_here": _("您的窗口不能收这个事项，请到办理机构的窗口或者网上申请。"),
    "withheld_ground": _("请选择不予公开的依据。"),
    "withheld_reason": _("请写明不予公开的理由。"),
    "withheld_no_permit": _("只有行政许可的准予决定才公开，这一件不用。"),
    "custody_none": _("没有登记留存的原件，不用归还。请刷新页面。"),
    "custody_returned": _("原件已经归还，不能再改清单。"),
    "custody_no_papers": _("请选择或者写明留存了哪些原件。"),
    "custody_to": _("请写明谁领回。"),
    "case_reason_missing": _("请写明理由，法律要求书面说明。"),
    "correction_not_listed": _(
        "补正只能一次性告知。“{places}”不在第一次的清单里，不能再要求补正。"
    ),
    "source_silent": _("{source}现在连不上，恢复后会自动核验，也可以稍后再试。"),
    "licence_not_held": _(
        "没有查到申请人名下能够替代“{material}”的有效证照。请按提交的材料审查，或要求补正。"
    ),
    "material_unknown": _("这个事项不需要这份材料。请刷新页面。"),
    "material_too_many": _("同一份材料最多上传 {most} 个文件。请合并后再传。"),
}

CASE = "“{matter}”申请（编号{number}）"
NOTICES = {
    "received": ("已收到您的申请", "已收到。收件凭证可在“我的办件”下载。"),
    "accepted": ("您的申请已受理", "已受理{promise}。"),
    "correction": ("请补正材料", "有{count}处需要补正，请{by}登录查看并一次补齐。"),
    "refused": ("您的申请不予受理", "不予受理：{reason}。不予受理通知书可下载。"),
    "rectify": ("请按要求整改", "现场核查发现需要整改：{reason}。整改后请登录反馈。"),
    "granted": ("您的申请已准予", "已准予，{result}自即日起生效，正在制证。欢迎评价。"),
    "renewed": ("准予延续", "已准予延续，{result}新的有效期至{until}。欢迎评价。"),
    "renewed_by_silence": (
        "视为准予延续",
        "有效期届满前没有作出决定，依法视为准予延续，{result}新的有效期至{until}。",
    ),
    "cancelled": ("准予注销", "已准予，证号{number_of}的证照已注销，不能再用。欢迎评价。"),
    "extended": ("办理期限已延长", "经批准延长办理期限，理由：{reason}。新的期限为{due}。"),
    "hearing_told": ("您可以申请听证", "作出决定前，您可以在{until}前申请听证。听证不收费。"),
    "interested_told": (
        "有一件申请关系到您的利益",
        "的审查中发现直接关系您的重大利益，您可以在{until}前陈述意见。",
    ),
    "interested_hearing": (
        "您可以申请听证",
        "直接涉及您的重大利益，作出决定前，您可以在{until}前申请听证。听证不收费。",
    ),
    "interested_decided": ("您被告知过的申请已有决定", "已作出决定：{result}。"),
    "hearing_called": ("听证时间已定", "听证定于{at}在{place}举行，主持人{presider}。"),
    "hearing_held": ("听证已举行", "听证笔录可下载{due}。"),
    "deferred": ("您的申请已容缺受理", "已先受理，请在{until}前补齐{count}份材料。"),
    "not_found": (
        "请补交材料",
        "受理时连不上的证照库已恢复，没有查到{names}，请登录“我的办件”补交。",
    ),
    "promise_kept": ("承诺核查通过", "事后核查已完成，承诺属实。"),
    "revocation_told": ("拟撤销决定告知", "拟撤销准予决定，您可以在{until}前陈述申辩。"),
    "revocation_kept": ("不予撤销", "经审查不予撤销：{reason}。"),
    "revoked": ("准予决定已撤销", "已撤销：{reason}。撤销决定书可下载。"),
    "resumed": ("恢复计算办理期限", "{title}已结束，恢复计算办理期限{due}。"),
    "lapsed": ("您的申请视为撤回", "{cause}已过，视为撤回。您可以随时重新申请。"),
    "delivered": ("办理结果已送达", "已送达：{note}。"),
    "suspended": ("办理暂停计时", "因{title}停止计算办理期限{days}。结束后恢复计时。"),
    "rebased": ("您的办件改按新版指南办理", "有变化：{note}"),
    "terminated": ("您的申请已终止办理", "已终止办理：{reason}。"),
    "undecided": (
        "逾期未决定，已视为准予延续",
        "到原有效期届满没有决定，依法视为准予延续。请查明原因。",
    ),
    "urged": ("办件被催办", "被催办：{reason}。请尽快办理。"),
    "supervised": ("办件被督办", "被督办：{reason}。请办理并答复。"),
    "denied": ("您的申请不予批准", "不予批准，理由和救济途径见决定书。"),
}

HEADS = ("decider", "chief")
POWERS = {
    "cases.assist": ("帮办代办", ("window",)),
    "cases.unmask": (
        "查看申请人完整信息",
        ("window", "reviewer", "checker", "inspector", *HEADS),
    ),
    "cases.propose_cancellation": ("提出注销", ("reviewer", "checker", *HEADS)),
    "cases.decide_cancellation": ("决定注销", HEADS),
    "cases.withhold": ("决定许可不予公开", HEADS),
}
PROPOSED = ("有注销待您决定", "{title}（{number}）拟依职权注销，情形：{ground}。请决定。")
CANCELLING = {
    "cases.propose_cancellation": "提出依职权注销，{note}",
    "cases.decide_cancellation": "决定{note}",
}
KEEPING = {
    "cases.withheld": "决定不予公开：{reason}",
    "cases.published": "恢复公开",
    "cases.custody_taken": "代收办件 {number}",
    "cases.custody_kept": "留存原件：{papers}",
    "cases.custody_returned": "归还原件：{papers}",
}
STAFF_NOTICES = {
    "undecided",
    "urged",
    "supervised",
}  # for the desk's inbox: no message to a private phone

MENU = (  # face, code, label, address, icon, order
    ("my", "cases", "我的办件", "cases-my", "folder", 10),
    ("my", "authorities", "我的委托", "cases-authorities", "user-plus", 40),
    ("desk", "assist", "帮办代办", "cases-assist", "hand-raised", 15),
    ("desk", "taken", "异地代收", "cases-desk-taken", "inbox-arrow-down", 16),
    ("desk", "cases", "办件", "cases-desk-list", "folder", 20),
    ("desk", "missing", "谁没有录入", "cases-desk-missing", "document-magnifying-glass", 17),
    ("desk", "cancellations", "注销", "cases-desk-cancellations", "archive-box-x-mark", 62),
)

PAPERS = {
    "receipt": "收件凭证",
    "acceptance": "受理通知书",
    "correction": "补正材料一次性告知书",
    "refusal": "不予受理通知书",
    "grant": "准予决定书",
    "denial": "不予决定书",
    "hearing_right": "听证告知书",
    "interested": "利害关系人告知书",
    "hearing_notice": "听证通知书",
    "hearing_minutes": "听证笔录",
    "deferred": "容缺受理通知书",
    "promise": "告知承诺书",
    "revocation_notice": "拟撤销行政许可告知书",
    "revocation": "撤销行政许可决定书",
    "extension": "延长办理期限告知书",
    "special": "特别程序告知书",
    "delivery": "送达回证",
    "deemed": "视为撤回申请告知书",
    "silence": "视为准予延续通知书",
    "cancellation": "注销行政许可决定书",
    "termination": "终止办理通知书",
}


class CasesConfig(AppConfig):
    name = "tongban.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from tongban.archives import ports as archives
        from tongban.cases import figures, handlers, permissions, states
        from tongban.cases.desk import cancellations, publicity, taken
        from tongban.cases.portal import cancelled, grants, mine, told
        from tongban.cases.selectors import cancellation, custody, dossier, outward, renewal, rows
        from tongban.cases.selectors import interested as touched
        from tongban.core.accounts import ports as accounts
        from tongban.core.figures.ports import figures as registry
        from tongban.core.files import ports as files
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger import ports as ledger
        from tongban.core.notices import ports as notices
        from tongban.core.papers import ports as papers
        from tongban.core.shell import ports as shell
        from tongban.core.webhooks import ports as webhooks
        from tongban.licences import ports as licences
        from tongban.ratings import ports as ratings
        from tongban.workflow import ports as engine
        from tongban.workflow import selectors as engine_selectors

        shell.messages.register("cases", MESSAGES)
        for figure in figures.ALL:
            registry.register(figure)
        for power, (label, roles) in POWERS.items():
            accounts.powers.register(power, label, roles=roles)
        accounts.sealed_readers.register("case", handlers.read_sealed)
        visible = {
            "missing": engine_selectors.watches,
            "cancellations": permissions.cancels,
            "assist": permissions.assists,
            "taken": permissions.assists,
        }
        for face, code, label, url, icon, order in MENU:
            seen = visible.get(code, shell.everyone)
            shell.menu.register(shell.MenuItem(face, code, label, url, icon, order, seen))
        for place, code, order, panel in (
            ("my.home", "told", 5, told.home_panel),
            ("my.home", "my", 10, mine.home_panel),
            ("cases.desk", "custody", 5, taken.case_panel),
            ("cases.desk", "publicity", 20, publicity.case_panel),
            ("licences.verify", "grants", 5, grants.panel),
            ("licences.verify", "cancelled", 10, cancelled.panel),
        ):
            shell.panels.register(place, code, order, f"cases/{code}_panel.html", panel)
        for code, (title, body) in NOTICES.items():
            channels = () if code in STAFF_NOTICES else ("sms",)
            notices.templates.register(f"cases.{code}", title, CASE + body, channels=channels)
        for code, title in PAPERS.items():
            path = Path(__file__).parent / "papers" / f"{code}.typ"
            papers.templates.register(f"cases.{code}", title, path)
        for prefix in ("case", "draft"):
            files.readers.register(prefix, rows.may_read)
        for prefix, reader in (
            ("case", custody.may_read_papers),
            ("draft", rows.may_read),
            ("cancellation", cancellation.may_read),
            ("interested", touched.may_read),
        ):
            papers.readers.register(prefix, reader)
        ticks.register("cases.awaited", timedelta(minutes=5), handlers.ask_sources_again)
        webhooks.rows.register("work", outward.rows_of)
        archives.sources.register("case", dossier.Cases())
        ratings.subjects.register("case", handlers.rating_target, served=figures.served)
        engine.kinds.register("case", "办件", handlers.desk_url)
        engine.accepting.register("case", handlers.accept_in_batch)
        for event, name, run in handlers.EFFECTS:
            engine.effects.register("case", event, name, run)
        engine.guards.register("case", "waits", handlers.may_decide)
        licences.kept.register("cases", renewal.kept)
        licences.handed_over.register("cancel", cancellation.begins)
        licences.offers.register("cases.renewal", renewal.offers)
        licences.offers.register("cases.cancellation", cancellation.offers)
        notices.templates.register("cases.cancellation_proposed", *PROPOSED, channels=())
        for code, title, list_of, order, url, sees in (
            ("cancellations", "等您决定的注销", cancellations.todos, 60, "cases-desk-cancellations",
             permissions.decides),
            ("taken", "待归还的原件", taken.todos, 62, "cases-desk-taken", permissions.assists),
        ):  # fmt: skip
            shell.todos.register(code, title, list_of, order=order, url_name=url, visible=sees)
        for verb, words in {**CANCELLING, **KEEPING}.items():
            ledger.verbs.register(verb, words)
        for act in states.ACTS:
            engine.own_acts.register("case", act)
            ledger.verbs.register(act.verb, f"{act.title}：{{note}}")
