from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "tongban.core.organisations"
    label = "organisations"
    verbose_name = "机构"

    def ready(self) -> None:
        from tongban.core.ledger.ports import verbs
        from tongban.core.search.ports import kinds
        from tongban.core.shell import ports

        kinds.register("organisation", str(_("机构")), "building-office-2", order=80)
        verbs.register("organisations.save", "登记了机构 {name}")
        ports.messages.register(
            "organisations",
            {
                "unknown_organisation": _("没有找到这个机构，请重新选择。"),
                "organisation_kind": _("机构类别不对：合作单位要选合作类别，其他机构不要选。"),
                "organisation_name": _("请填写机构名称。"),
            },
        )
        ports.messages.register(
            "lib.identifiers",
            {
                "uscc_length": _("统一社会信用代码是 18 位，请检查是否漏填或多填。"),
                "uscc_characters": _("统一社会信用代码只有数字和大写字母（没有 I、O、S、V、Z）。"),
                "uscc_check": _("统一社会信用代码的校验位不对，请对照执照检查每一位。"),
                "identity_length": _("身份证号码是 18 位，请检查是否漏填或多填。"),
                "identity_characters": _("身份证号码只有数字，最后一位可以是 X。"),
                "identity_date": _("身份证号码里的出生日期不对，请检查第 7 到 14 位。"),
                "identity_check": _("身份证号码的校验位不对，请对照证件检查每一位。"),
                "phone_shape": _("请填写 11 位手机号，或者带区号的座机号。"),
                "catalogue_code_length": _("基本编码是 12 位。"),
                "catalogue_code_characters": _("基本编码只有数字和大写字母。"),
                "task_code_length": _("实施编码是 31 位。"),
                "task_code_level": _("实施编码的第 19 位是行使层级，应为 1 到 6。"),
                "handling_code_length": _("业务办理项编码是 33 位。"),
                "handling_code_serial": _("业务办理项编码的最后两位是数字。"),
                "project_code_shape": _("项目代码形如 2509-320193-89-01-544060，请检查。"),
                "mod_37_36_characters": _("编码只有数字和大写字母。"),
            },
        )
