from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "form_invalid": _("表单有错误，不能发布。请按提示逐项改正。"),
    "form_conflict": _("两张表单对“{field}”的要求不一致，不能合并。请先统一要求。"),
    "form_unknown": _("没有这张表单。请返回后重新选择。"),
    "form_refused": _("表单不能这样使用，请检查后重试。"),
    "element_unknown": _("数据元“{element}”不在词汇表里，请先登记。"),
}


class FormsConfig(AppConfig):
    name = "tongban.forms"
    label = "forms"
    verbose_name = "表单"

    def ready(self) -> None:
        from tongban.core.shell import ports

        ports.messages.register("forms", MESSAGES)
