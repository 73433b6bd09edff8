"""就近办, 轻微违法免罚, and which system is whose."""

from collections.abc import Mapping

from tongban.lists.rules.kinds.shared import MATTERS, basis, choices
from tongban.lists.types import Column, ColumnType, Kind, Source


def _near(words: Mapping[str, str]) -> str:
    where = words["places"] or "各乡镇（街道）"
    return f"可以就近办：{where}，{words['level']}{words['way']}"


NEARBY = Kind(
    code="nearby",
    title="镇村就近办事项清单",
    group="就近办",
    about="不用进城，在乡镇（街道）便民服务中心或者村（社区）便民服务站就能办的事。",
    publisher="县（市、区）政务服务机构会同乡镇、街道编制公布",
    basis=(
        Source(
            "国务院关于加快推进政务服务标准化规范化便利化的指导意见",
            "（国发〔2022〕5号）",
            certain=False,
        ),
    ),
    columns=(
        Column("name", "事项", required=True),
        Column(
            "level",
            "在哪一级办",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("township", "乡镇（街道）"), ("village", "村（社区）"), ("both", "乡镇和村都行")
            ),
        ),
        Column(
            "way",
            "怎样办",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("done", "当场办结", "在这里就能拿到结果"),
                ("taken", "收件转办", "在这里交材料，由县级办理"),
                ("helped", "帮办代办", "由工作人员代跑"),
            ),
        ),
        Column(
            "places",
            "在哪些乡镇、村",
            ColumnType.PLACES,
            help="都能办的不选；只有部分能办的，选出来。",
        ),
        Column("department", "主管部门", required=True),
        Column("phone", "咨询电话", longest=40),
        Column("note", "要知道的", ColumnType.LONG, longest=500, listed=False),
        MATTERS,
    ),
    identity=("name", "level"),
    levels=("county", "zone"),
    says=_near,
    figure="nearby.matters",
    order=30,
    aliases=("就近办", "乡镇办事", "村里能办", "便民服务站"),
)

LENIENT = Kind(
    code="minor-violations",
    title="轻微违法行为免罚清单",
    group="监管",
    about="情节轻微、及时改正、没有造成危害后果，或者初次违法后果轻微并及时改正的，不予处罚。",
    publisher="行使处罚权的部门编制公布",
    basis=(Source("行政处罚法", "第三十三条"),),
    columns=(
        Column("name", "违法行为", required=True),
        Column(
            "reason",
            "不罚的理由",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("minor", "轻微不罚", "违法行为轻微并及时改正，没有造成危害后果"),
                ("first", "首违可以不罚", "初次违法且危害后果轻微并及时改正"),
                ("blameless", "没有主观过错不罚", "当事人有证据足以证明没有主观过错"),
            ),
        ),
        Column(
            "conditions", "适用条件", ColumnType.LONG, longest=1000, required=True,
            help="同时符合哪些条件才不罚，写到当事人自己能对照。",
        ),
        Column("measures", "不罚以后做什么", help="例如：责令改正、教育、约谈。"),
        basis("认定违法的依据"),
        basis("处罚依据", name="penalty_basis", listed=False),
        MATTERS,
    ),
    levels=("city", "county", "zone"),
    by_body=True,
    figure="lenient.items",
    order=60,
    aliases=("首违不罚", "免罚", "轻微违法"),
)  # fmt: skip

SYSTEMS = Kind(
    code="systems",
    title="统建和自建业务系统清单",
    group="系统",
    about="每项业务用哪一级建的系统，本平台怎样同它对接。",
    publisher="政务服务和数据管理机构公布",
    basis=(Source("国务院关于在线政务服务的若干规定", "第五条", certain=False),),
    columns=(
        Column("name", "系统名称", required=True),
        Column(
            "built_by",
            "谁建的",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("nation", "国家统建"),
                ("province", "省级统建"),
                ("city", "市级统建"),
                ("body", "部门自建"),
            ),
        ),
        Column("owner", "主管单位", required=True),
        Column("business", "办什么业务", required=True),
        Column(
            "mode",
            "本平台怎样对接",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("own", "本平台办理"),
                ("feed", "本平台办理后上报", "保存回执"),
                ("mirror", "上级系统办理，本平台对账", "只读同步"),
                ("none", "尚未对接", "要二次录入"),
            ),
        ),
        Column("note", "说明", ColumnType.LONG, longest=500, listed=False),
    ),
    levels=("city", "county", "zone"),
    figure="systems.listed",
    order=70,
    aliases=("统建", "自建", "二次录入", "系统对接"),
)
