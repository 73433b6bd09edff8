"""Every field of an edition in words: title, help, section, kind, choices.

One table for all who name a field: the editor, the import's sheet, comparisons, problems. A `kind`
is text (one line), long (several), flag, whole, choice, choices, texts (several short ones),
money (分), limit, condition, file (the token of a published file), rows (records, see `ROWS`),
record (one record, see `ROWS`), form.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tongban.catalogue.types import HANDLING_KINDS, POWER_SOURCES

__all__ = ["FIELDS", "HANDLING_KINDS", "POWER_SOURCES", "ROWS", "SECTIONS", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """A field in words. `help` says how to fill it in; `choices` are (value, text)."""

    name: str
    title: str
    kind: str = "text"
    section: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    unified: bool = False  # usually fixed from above


AUDIENCES = (
    ("person", "自然人"),
    ("enterprise", "企业法人"),
    ("institution", "事业法人"),
    ("society", "社会组织法人"),
    ("unincorporated", "非法人企业"),
    ("agency", "行政机关"),
    ("other", "其他组织"),
)
KINDS = (("instant", "即办件"), ("promised", "承诺件"))
NECESSITIES = (("required", "必要"), ("optional", "非必要"), ("deferrable", "容缺后补"))
SOURCES = (("applicant", "申请人自备"), ("government", "政府部门核发"), ("other", "其他"))
SHAPES = (
    ("original", "原件"),
    ("copy", "复印件"),
    ("both", "原件和复印件"),
    ("electronic", "电子版"),
)
DEPTHS = (
    ("1", "网上咨询"),
    ("2", "网上收件"),
    ("3", "网上预审"),
    ("4", "网上受理"),
    ("5", "网上办理"),
    ("6", "网上反馈结果"),
    ("7", "电子证照反馈"),
    ("8", "其他"),
)
REACHES = (
    ("nation", "全国通办"),
    ("provinces", "跨省通办"),
    ("cities", "跨市通办"),
    ("counties", "跨县通办"),
    ("townships", "跨镇通办"),
    ("villages", "跨村通办"),
)
WAYS = (("window", "窗口"), ("online", "网上"), ("post", "邮寄"))
TIMINGS = (("after", "受理后"), ("before", "作出决定前"))
RESULT_KINDS = (
    ("licence", "证照"),
    ("approval", "批文"),
    ("filing", "备案凭证"),
    ("other", "其他"),
)

SECTIONS: Mapping[str, str] = {
    "basic": "基本信息",
    "basis": "设定依据",
    "terms": "时限",
    "conditions": "受理条件",
    "scenarios": "情形引导",
    "materials": "申请材料",
    "form": "申请表单",
    "fees": "收费",
    "steps": "办理流程",
    "result": "办理结果",
    "online": "网上办理与跑动",
    "place": "地点与电话",
    "faq": "常见问题",
    "extra": "其他",
}

FIELDS: tuple[Word, ...] = (
    Word("summary", "一句话说明", "long", "basic", "用老百姓的话写这件事是干什么的，一两句即可。"),
    Word("audience", "服务对象", "choices", "basic", "谁可以来办，可多选。", AUDIENCES, True),
    Word(
        "project_kind",
        "办件类型",
        "choice",
        "basic",
        "当场办结的选“即办件”，其余选“承诺件”。",
        KINDS,
    ),
    Word(
        "basis",
        "设定依据",
        "rows",
        "basis",
        "写法律、法规、规章的名称和条款；没有依据的事项不能发布。",
        unified=True,
    ),
    Word(
        "statutory",
        "法定时限",
        "limit",
        "terms",
        "法律、法规规定的办结时限。没有规定的留空，并说明“法律未规定”。",
        unified=True,
    ),
    Word(
        "promised",
        "承诺时限",
        "limit",
        "terms",
        "本机构承诺的时限，不超过法定时限；当场办结的留空。",
    ),
    Word(
        "promised_rules", "分情形的承诺时限", "rows", "terms", "不同情形承诺不同时限的，在这里写。"
    ),
    Word(
        "special",
        "特别程序",
        "rows",
        "terms",
        "听证、招标、检验、检测、检疫、鉴定、专家评审等依法不计入时限的（许可法第四十五条）。",
    ),
    Word("conditions", "受理条件", "rows", "conditions", "一条一行，每条都要有法定依据。"),
    Word(
        "questions",
        "情形问题",
        "rows",
        "scenarios",
        "问申请人自己知道的事，答案决定要交哪些材料、收不收费。问得越少越好。",
    ),
    Word("scenarios", "情形", "rows", "scenarios", "给常见的情形起个名字，由答案决定属于哪一种。"),
    Word(
        "materials",
        "申请材料",
        "rows",
        "materials",
        "只列必须由申请人提交的；政府部门自己能查到的，选“由政府核查”。不能写“其他材料”。",
    ),
    Word("form", "申请表单", "form", "form", "申请人在网上填写的内容。"),
    Word("fees", "收费项目", "rows", "fees", "没有收费的留空。每项都要写明标准和依据。"),
    Word("fee_note", "收费说明", "text", "fees", "不收费的写“不收费”。"),
    Word("steps", "办理环节", "rows", "steps", "各环节的天数合计不能超过承诺时限。"),
    Word("procedure", "审批流程", "text", "steps", "系统按哪个流程流转；已发布的流程代码。"),
    Word("result", "办理结果", "record", "result", "办成后给申请人什么。"),
    Word("renewal", "延续", "long", "result", "到期以后怎么延续，什么时候申请。"),
    Word(
        "renews",
        "延续的证照",
        "text",
        "result",
        "这件事就是办延续的才选：申请人从自己的这种证照里选一份来延续。须和办理结果的证照一致。",
    ),
    Word(
        "renewal_rule",
        "延续的规则",
        "text",
        "result",
        "什么时候可以申请延续、逾期怎么办，按哪一条规定算（行政许可法第五十条，另有规定的从其规定）。",
    ),
    Word(
        "cancels",
        "注销的证照",
        "text",
        "result",
        "这件事就是办注销的才选：申请人从自己的这种证照里选一份，准予后注销（行政许可法第七十条）。",
    ),
    Word("online", "可网上办理", "flag", "online"),
    Word("depth", "网上办理深度", "choices", "online", "网上能办到哪一步，可多选。", DEPTHS),
    Word("visits", "到现场次数", "whole", "online", "申请人从头到尾要跑几次；全程网办的填 0。"),
    Word("visit_reason", "必须到现场的原因", "text", "online", "次数不是 0 的必须写。"),
    Word("postal", "可邮寄收件和送达", "flag", "online"),
    Word("online_payment", "可网上支付", "flag", "online"),
    Word("terminal", "可在自助终端办理", "flag", "online"),
    Word("appointment", "可预约办理", "flag", "online"),
    Word("appointment_note", "预约说明", "text", "online", "怎么预约、可约哪些时段。"),
    Word(
        "reach", "通办范围", "choice", "online", "除本地以外还能在哪里交材料；没有的留空。", REACHES
    ),
    Word("hall", "进驻政务服务大厅", "flag", "place"),
    Word("handling_forms", "办理形式", "choices", "place", "", WAYS),
    Word("address", "办理地点", "text", "place", "写到几楼几号窗口。"),
    Word("hours", "办理时间", "text", "place"),
    Word("ask_phone", "咨询电话", "text", "place", "带区号，例如 0715-8888888。"),
    Word("complain_phone", "投诉电话", "text", "place", "不能和咨询电话相同。"),
    Word("faq", "常见问题", "rows", "faq", "把窗口天天被问的写在这里。"),
    Word("commitment", "可告知承诺", "flag", "extra"),
    Word("commitment_text", "告知承诺说明", "long", "extra", "承诺什么、事后怎么核查。"),
    Word("agents", "可委托代办", "flag", "extra"),
    Word("partners", "联办机构", "texts", "extra", "一起办理的其他机构。"),
    Word("intermediary", "中介服务", "texts", "extra", "办理前依法要做的中介服务。"),
    Word(
        "outside",
        "二次录入",
        "rows",
        "extra",
        "国家或者省里的系统没有接口、同一件还要到那里再录一遍的，在这里写；能对接的不要写。",
    ),
    Word("quantity_limit", "数量限制", "text", "extra", "没有的写“无数量限制”。"),
    Word("remedies", "救济途径", "long", "extra", "不服决定怎么复议、怎么起诉。"),
)

_WHEN = Word("when", "什么情形下", "condition", help="留空表示所有情形。")
_CERTAIN = Word("certain", "已核实", "flag", help="没有核对原文的不要勾，指南上会注明“待核实”。")
_LIMIT = Word("limit", "时限", "limit")

ROWS: Mapping[str, tuple[Word, ...]] = {
    "basis": (
        Word("law", "法律法规名称"),
        Word("article", "条款", help="例如“第五十一条”。"),
        Word("text", "条文内容", "long"),
        _CERTAIN,
    ),
    "statutory": (_LIMIT, Word("text", "说明"), Word("basis", "依据"), _CERTAIN),
    "promised": (_LIMIT, Word("text", "说明"), Word("basis", "依据"), _CERTAIN),
    "promised_rules": (_WHEN, Word("promised", "承诺时限", "record")),
    "special": (
        Word("code", "编号"),
        Word("name", "程序名称"),
        _LIMIT,
        Word("basis", "依据"),
        _CERTAIN,
    ),
    "conditions": (Word("text", "条件", "long"), Word("basis", "依据"), _WHEN),
    "questions": (
        Word("code", "编号"),
        Word("text", "问题"),
        Word("hint", "提示"),
        Word("choices", "选项", "rows"),
        Word("default", "默认选项"),
        Word("when", "什么情形下问", "condition"),
    ),
    "choices": (Word("code", "编号"), Word("text", "选项"), Word("hint", "提示")),
    "scenarios": (Word("code", "编号"), Word("name", "情形名称"), Word("hint", "说明"), _WHEN),
    "materials": (
        Word("code", "编号", help="同一份清单里不能重复，例如 lease。"),
        Word("name", "材料名称", help="写法定名称，不能写“其他材料”。"),
        Word("document_type", "材料类型编号", help="证照类材料选对应的类型，系统才能免提交。"),
        Word("necessity", "必要性", "choice", choices=NECESSITIES),
        Word("source", "来源渠道", "choice", choices=SOURCES),
        Word("source_note", "来源说明", help="从哪里取得；政府核查的写向哪里核查。"),
        Word("obtained", "由政府核查（不用提交）", "flag"),
        Word("shape", "材料形式", "choice", choices=SHAPES),
        Word("originals", "原件份数", "whole"),
        Word("copies", "复印件份数", "whole"),
        Word("paper", "纸质规格", help="例如 A4。"),
        Word("formats", "电子格式", "texts", help="例如 pdf、jpg、png。"),
        Word("max_mb", "电子文件大小上限（MB）", "whole"),
        Word("hint", "填报须知", "long"),
        Word("standard", "受理标准", "long"),
        Word("basis", "要求提供的依据"),
        Word("sample", "样本说明"),
        Word("blank_file", "空白表格", "file"),
        Word("sample_file", "样本文件", "file"),
        _CERTAIN,
        _WHEN,
    ),
    "fees": (
        Word("code", "编号"),
        Word("name", "收费项目名称"),
        Word("amount", "金额（元）", "money", help="按标准计算、不是固定金额的留空。"),
        Word("standard", "收费标准"),
        Word("basis", "收费依据"),
        Word("reducible", "可以减免", "flag"),
        Word("reduction", "减免说明"),
        Word("note", "备注"),
        _CERTAIN,
        _WHEN,
    ),
    "steps": (
        Word("name", "环节名称"),
        Word("who", "由谁办理"),
        Word("days", "天数", "whole"),
        Word("note", "说明"),
    ),
    "outside": (
        Word("system", "外部系统", help="在“二次录入”的“外部系统”里登记过的代码。"),
        Word(
            "timing",
            "什么时候录入",
            "choice",
            help="选“作出决定前”的，录入回执号以后才能作出决定。",
            choices=TIMINGS,
        ),
        Word("basis", "要求录入的文件"),
    ),
    "faq": (Word("question", "问"), Word("answer", "答", "long")),
    "result": (
        Word("name", "结果名称"),
        Word("kind", "结果类型", "choice", choices=RESULT_KINDS),
        Word("document_type", "材料类型编号"),
        Word("licence_type", "电子证照类型编号", help="不发电子证照的留空。"),
        Word("valid_months", "有效期（月）", "whole", help="长期有效的留空。"),
        Word("sample", "样本说明"),
        Word("sample_file", "样本文件", "file"),
    ),
}
