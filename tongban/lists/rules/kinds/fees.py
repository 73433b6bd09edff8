"""收费: what government sets the price of, and what enterprises may be charged."""

from collections.abc import Iterable, Mapping

from tongban.lists.rules.kinds.shared import MATTERS, article, basis, choices
from tongban.lists.types import Column, ColumnType, Kind, Source, Values

GROUP = "收费"
_TYPE = ColumnType


def _priced(values: Values) -> Iterable[tuple[str, str]]:
    if values.get("amount") is None and not values.get("standard"):
        yield "standard", "收费标准：请填写固定金额，或者写明怎样计算"


def _says(words: Mapping[str, str]) -> str:
    per = f"/{words['per']}" if words["per"] else ""
    price = f"{words['amount']}{per}" if words["amount"] else ""
    return f"收费“{words['name']}”：{price or words['standard']}"


_PRICE = (
    Column(
        "amount",
        "固定金额",
        _TYPE.MONEY,
        help="单位元。按面积、天数等计算的不填，写在“收费标准”里。",
    ),
    Column("per", "计费单位", longest=40, help="例如：证、平方米·天、次。", listed=False),
    Column(
        "standard",
        "收费标准",
        _TYPE.LONG,
        longest=1000,
        help="怎样计算、分几档、减免给谁，写到交费的人能自己算出来。",
    ),
)


GOVERNMENT = Kind(
    code="fees-government",
    title="政府定价的收费目录清单",
    group=GROUP,
    about="由政府定价或实行政府指导价的收费。清单之外的，一律不得收。",
    publisher="发展改革部门会同财政、市场监管部门编制，政务服务机构公布",
    basis=(Source("价格法", "第十八条", certain=False), article("二十五")),
    columns=(
        Column("name", "收费项目", required=True),
        Column(
            "category",
            "类别",
            _TYPE.CHOICE,
            required=True,
            choices=choices(
                ("state", "行政事业性收费", "国家机关、事业单位依法收取，缴入国库"),
                ("service", "经营服务性收费", "由政府定价的公用事业、公益服务"),
            ),
        ),
        Column("collector", "收费单位", required=True),
        Column("payer", "收费对象", help="谁交。", listed=False),
        *_PRICE,
        Column(
            "pricing",
            "定价方式",
            _TYPE.CHOICE,
            required=True,
            choices=choices(("fixed", "政府定价"), ("guided", "政府指导价")),
            listed=False,
        ),
        basis("收费依据"),
        MATTERS,
    ),
    identity=("name", "collector"),
    check=_priced,
    says=_says,
    figure="fees.government",
    order=10,
    aliases=("收费标准", "收费清单", "价格"),
)

ENTERPRISE = Kind(
    code="fees-enterprise",
    title="涉企收费目录清单",
    group=GROUP,
    about="可以向企业收取的基金、费用和保证金。清单之外的，企业有权拒绝。",
    publisher="发展改革、财政、经信部门编制，政务服务机构公布",
    basis=(article("二十五"),),
    columns=(
        Column("name", "收费项目", required=True),
        Column(
            "category",
            "类别",
            _TYPE.CHOICE,
            required=True,
            choices=choices(
                ("fund", "政府性基金"),
                ("state", "涉企行政事业性收费"),
                ("deposit", "涉企保证金"),
                ("service", "政府定价的经营服务性收费"),
            ),
        ),
        Column("collector", "收费单位", required=True),
        Column("payer", "收费对象", required=True, help="哪些企业、什么情形要交。"),
        *_PRICE,
        Column("relief", "减免", help="哪些企业可以减、免、缓。", listed=False),
        basis("收费依据"),
        MATTERS,
    ),
    identity=("name", "collector"),
    check=_priced,
    says=_says,
    figure="fees.enterprise",
    order=11,
    aliases=("涉企收费", "乱收费", "保证金"),
)
