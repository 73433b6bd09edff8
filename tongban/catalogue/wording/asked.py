"""What the editor of an application's form offers: its rows, the vocabulary, the roles."""

from collections.abc import Mapping

from tongban.catalogue.wording.fields import Word
from tongban.forms.rules import VOCABULARY

GROUPS: Mapping[str, str] = {
    "party": "申请人（人、单位）", "person": "人员", "pharmacist": "药师", "premises": "经营场所",
    "drug": "药品", "device": "医疗器械", "food": "食品", "road": "道路", "period": "起止日期",
    "vehicle": "车辆", "public_place": "公共场所", "tobacco": "烟草", "equipment": "设备",
    "disability": "残疾人", "elder": "老年人", "clinic": "诊所", "sewage": "排水",
    "project": "工程项目", "sale": "预售", "labour": "劳务派遣", "publication": "出版物",
    "entertainment": "娱乐场所", "animal": "动物防疫", "vet": "兽药", "pesticide": "农药",
    "forest": "林木", "ad": "户外广告", "society": "社会组织", "declaration": "承诺",
    "delivery": "送达", "remark": "补充说明",
}  # fmt: skip
ROLES: Mapping[str, str] = {
    "applicant": "申请人", "agent": "代理人", "contact": "联系人", "head": "负责人",
    "quality_head": "质量负责人", "shop": "经营场所", "firm": "企业", "project": "工程项目",
    "dig": "挖掘或占用", "clinic": "诊所", "plot": "林地", "society": "社会组织", "farm": "养殖场",
    "equipment": "设备", "ad": "户外广告", "payment": "收款", "child": "子女", "fleet": "车队",
    "drain": "排水",
}  # fmt: skip


def elements() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the vocabulary as (group, [(code, name)]), in its own order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for code, element in VOCABULARY.items():
        group = GROUPS.get(code.split(".", maxsplit=1)[0], "其他")
        found.setdefault(group, []).append((code, element.name))
    return list(found.items())


ROWS: Mapping[str, tuple[Word, ...]] = {
    "form": (
        Word("form_sections", "分组", "rows", help="把要填的内容分成几块，例如“申请人”“场所”。"),
        Word(
            "form_fields",
            "要填的内容",
            "rows",
            help="申请人在网上逐项填写。能从证照和数据里取到的，系统会自动填好。",
        ),
    ),
    "form_sections": (
        Word("code", "编号"),
        Word("title", "分组名称"),
        Word("hint", "分组说明"),
        Word("when", "什么情形下填", "condition", help="留空表示所有情形。"),
    ),
    "form_fields": (
        Word("element", "填什么", "element", help="从数据元词表里选，同一项内容全市写法一致。"),
        Word("role", "谁的", "role", help="同样是“姓名”，负责人的和联系人的是两项。"),
        Word("title", "显示的名称", help="不写就用词表里的名称。"),
        Word("description", "填写说明", help="不写就用词表里的说明。"),
        Word("required", "必填", "flag"),
        Word("section", "放在哪个分组", "section"),
        Word("when", "什么情形下填", "condition", help="留空表示所有情形。"),
    ),
}
