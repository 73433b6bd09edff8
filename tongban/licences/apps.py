from datetime import timedelta
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tongban.licences.rules import ornament

MESSAGES = {
    "licence_refused": _("证照的这项操作不能办理。"),
    "licence_not_allowed": _("您没有权限办理证照的这项操作，请由颁发机构的经办人员办理。"),
    "licence_act_elsewhere": _("{act}由一人提出、另一人决定，请在“{act}”里提出。"),
    "licence_unknown_type": _("没有“{type}”这种证照类型，请核对代码。"),
    "licence_unknown": _("没有找到这份证照，或者您无权查看。"),
    "licence_already_live": _(
        "持证人已有一份有效的{title}，不能重复颁发；请办理变更、延续或先注销。"
    ),
    "licence_wrong_holder": _("{title}不能颁发给这类主体。"),
    "licence_wrong_dates": _("有效期的截止日期早于起始日期，请修改。"),
    "licence_wrong_state": _("证照现在的状态不能{act}，请刷新后查看最新状态。"),
    "licence_reason_missing": _("请写明原因，原因会向持证人和核验者显示。"),
    "licence_basis_missing": _("请选择{act}的依据。"),
    "licence_document_missing": _("请填写{act}决定书的文号。"),
    "licence_superseded": _("这一版已经换发，请在最新一版上办理。"),
    "licence_fields_invalid": _("有字段没有填对，请按提示逐项修改。"),
    "licence_nothing_changed": _("内容和有效期都没有变化，不用{act}。"),
    "licence_date_unreadable": _("日期读不出来，请按 2026-11-23 的样子填写。"),
    "licence_number_known": _("登记库里已有编号为“{number}”的证照。"),
    "licence_import_place": _("请选择证照类型和颁发机构，您只能导入自己机构的证照。"),
    "share_unknown": _("出示码不对，或者已经用过、过期、被撤回。请持证人再给一个。"),
    "share_viewer": _("请写明您是谁（单位和姓名），持证人会看到。"),
    "share_purpose": _("请写明给谁、做什么用，60 个字以内。"),
    "share_shown": _("请至少选一项要给对方看的内容。"),
    "share_minutes": _("请选择有效时间。"),
    "share_many": _("这份证照已有 {most} 个有效的出示码，请先撤回不用的。"),
    "call_purpose": _("请写明用途（事项名称）和业务编号，持证人会看到。"),
    "licence_type_retired": _("{title}已停止颁发，不能再发新证。"),
    "licence_type_changed": _("“{title}”刚刚有了新版本。请刷新页面，在新版本上修改。"),
    "statement_unreadable": _("这不是本平台的证照二维码。"),
    "statement_unknown_key": _("签名所用的密钥不是本平台公布的密钥。"),
    "statement_forged": _("数字签名不符，内容可能被改动过。"),
    "list_unreadable": _("已失效清单读不出来，请重新下载。"),
    "list_forged": _("已失效清单的签名不符，可能被改动过，请重新下载。"),
    "file_missing": _("请先选择要核验的文件。"),
    "file_empty": _("文件是空的，请重新选择。"),
    "file_too_large": _("文件超过 {limit}，请上传证照原件（OFD、PDF）或只拍二维码。"),
    "file_unreadable": _(
        "这个文件读不出来。请上传证照的 OFD 或 PDF 文件，或二维码的照片（JPG、PNG）。"
    ),
    "picture_no_code": _("照片里没有找到证照二维码。请对准二维码，光线充足、不要倾斜，再拍一次。"),
    "picture_too_large": _("照片太大，请只拍二维码部分后再上传。"),
    "certificate_unreadable": _("机构证书读不出来，请重新下载公布的密钥文件。"),
    "number_and_holder": _("请同时填写证照编号和持证人的全称，两项一致才能核验。"),
    "too_many_checks": _("核验太频繁，请一分钟后再试。"),
}

NOTICES = {
    "status": (
        _("证照状态变化"),
        _("您的{title}（{number}）已{act}。原因：{reason}。有疑问请联系{organisation}。"),
    ),
    "shown": (
        _("有人查看了您的证照"),
        _("{viewer}凭出示码查看了您的{title}（{number}），用途：{purpose}。"),
    ),
    "expiring": (
        _("证照快到期了"),
        _("您的{title}（{number}）有效期至{day}。{advice}。"),
    ),
    "version": (
        _("证照已换发"),
        _("您的{title}（{number}）已{act}，换发了新版，旧版随即失效。原因：{reason}。"),
    ),
}


class LicencesConfig(AppConfig):
    name = "tongban.licences"
    label = "licences"
    verbose_name = "电子证照"

    def ready(self) -> None:
        from django.conf import settings

        from tongban.catalogue.ports import Importer, importers, proofs
        from tongban.core.accounts.ports import powers
        from tongban.core.figures.ports import figures
        from tongban.core.files.ports import readers
        from tongban.core.jobs.ports import ticks
        from tongban.core.ledger.ports import verbs
        from tongban.core.notices.ports import templates as notices
        from tongban.core.papers.ports import templates
        from tongban.core.shell import ports as shell
        from tongban.licences import figures as own_figures
        from tongban.licences import handlers, permissions, ports, selectors, services, tasks
        from tongban.licences.adapter import FileSealer, FileSigner
        from tongban.licences.querysets import READ

        ports.signers.register(FileSigner(Path(settings.KEYS) / "licences", name="通办"))
        ports.sealers.register(FileSealer(Path(settings.KEYS) / "seals", name="通办"))
        ports.making.register(tasks.request)
        shell.messages.register("licences", MESSAGES)
        window = ("window", "reviewer", "checker", "inspector")
        heads = ("decider", "chief")
        seeing = (*window, *heads, "service_office", "auditor", "admin")
        powers.register(READ, str(_("查看证照")), roles=seeing)
        powers.register(permissions.ISSUE, str(_("颁发证照")), roles=heads)
        powers.register(permissions.CHANGE, str(_("变更证照状态")), roles=heads)
        powers.register(permissions.TYPES, str(_("维护证照类型")), roles=("admin",))
        readers.register("licence", handlers.may_open)
        proofs.register("licences", handlers.proofs, selectors.provable, str(_("电子证照库")))
        stock = services.stock
        importers.register(
            stock.KIND,
            Importer(str(_("存量证照")), stock.may_begin, stock.check, stock.apply),
        )
        for code, words in handlers.VERBS.items():
            verbs.register(code, words)
        ticks.register("licences.expire", timedelta(minutes=5), handlers.expire)
        ticks.register("licences.remind", timedelta(hours=1), handlers.remind)
        ticks.register("licences.make", timedelta(minutes=2), handlers.make_left_behind)
        ticks.register("licences.originals", timedelta(minutes=5), handlers.make_originals)
        for code, (title, body) in NOTICES.items():
            notices.register(f"licences.{code}", str(title), str(body))
        figures.register(own_figures.IN_FORCE)
        figures.register(own_figures.USES)
        templates.register(
            "licences.certificate",
            str(_("电子证照")),
            Path(__file__).parent / "typst" / "certificate.typ",
            SAMPLE,
        )
        for face, code, label, url, icon, order, visible in (
            ("portal", "verify", str(_("证照核验")), "licences-verify", "qr-code", 50,
             shell.everyone),
            ("my", "licences", str(_("我的证照")), "licences-wallet", "identification", 30,
             shell.everyone),
            ("desk", "licences", str(_("证照")), "licences-desk-list", "identification", 60,
             lambda actor: actor.can(READ)),
            ("desk", "licence-types", str(_("证照类型")), "licences-desk-types", "swatch", 61,
             lambda actor: actor.can(permissions.TYPES)),
        ):  # fmt: skip
            shell.menu.register(
                shell.MenuItem(
                    face=face, code=code, label=label, url_name=url, icon=icon, order=order,
                    visible=visible,
                )
            )  # fmt: skip


SAMPLE = {
    "title": "药品经营许可证",
    "number": "演示鄂药〔2026〕000001",
    "identifier": "1.2.156.3005.2.X.X.000000001.001.X",
    "statement": "",
    "issuer": "演示市演示区市场监督管理局",
    "organisation": "演示市演示区市场监督管理局",
    "kicker": "行政许可证件",
    "main": "企业名称",
    "rows": [["企业名称", "演示大药房有限公司"], ["有效期限", "2026年11月23日 至 2031年11月22日"]],
    "issued": "2026年11月23日",
    "site": "http://localhost:8000/verify/",
    "verify_url": "http://localhost:8000/v",
    "ornament": ornament.svg(),
}
