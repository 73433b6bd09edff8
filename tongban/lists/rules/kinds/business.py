"""企业: licences under 证照分离, intermediary services, and what nobody may enter freely."""

from collections.abc import Mapping

from tongban.lists.rules.kinds.shared import MATTERS, article, basis, choices
from tongban.lists.types import Column, ColumnType, Kind, Source

GROUP = "企业"


def _method(words: Mapping[str, str]) -> str:
    return f"证照分离改革：{words['method']}。{words['measures']}".rstrip("。") + "。"


LICENCES = Kind(
    code="licence-methods",
    title="涉企经营许可事项改革清单（证照分离）",
    group=GROUP,
    about="办了营业执照以后还要办哪些许可，每一项按四种方式中的哪一种改。",
    publisher="市场监管部门会同各主管部门编制，政务服务机构公布",
    basis=(
        Source(
            "国务院关于深化“证照分离”改革进一步激发市场主体发展活力的通知", "（国发〔2021〕7号）"
        ),
        article("十九"),
    ),
    columns=(
        Column("name", "涉企经营许可事项", required=True),
        Column("document", "许可证件", required=True),
        Column("authority", "审批部门", required=True),
        Column(
            "method",
            "改革方式",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("cancel", "直接取消审批", "取得营业执照就可以经营"),
                ("filing", "审批改为备案", "提交规定材料即完成备案"),
                ("commitment", "实行告知承诺", "承诺符合条件的当场决定，事后核查"),
                ("improve", "优化审批服务", "审批保留，减材料、减时限、减环节"),
            ),
        ),
        Column("measures", "具体举措", ColumnType.LONG, longest=1000, required=True),
        Column("supervision", "事中事后监管", ColumnType.LONG, longest=1000, listed=False),
        basis("许可依据", listed=False),
        MATTERS,
    ),
    identity=("name", "authority"),
    says=_method,
    figure="licences.methods",
    order=50,
    aliases=("证照分离", "准入不准营", "审批改备案"),
)


def _agency(words: Mapping[str, str]) -> str:
    price = words["price"] or words["pricing"]
    return f"要用中介服务“{words['name']}”：{words['days'] or '时限由合同约定'}，{price}"


AGENCIES = Kind(
    code="agency-services",
    title="行政审批中介服务事项清单",
    group=GROUP,
    about="办审批时依法要由中介机构完成的评估、检测、设计等。清单之外的，审批部门不得要求。",
    publisher="政务服务机构会同发展改革、市场监管部门编制公布",
    basis=(article("四十三"),),
    columns=(
        Column("name", "中介服务事项", required=True),
        Column("approval", "对应的审批事项", required=True),
        Column(
            "entrusted_by",
            "谁委托、谁付费",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("applicant", "申请人自主选择并付费"),
                ("authority", "审批部门委托并付费"),
            ),
        ),
        Column(
            "pricing",
            "价格形成",
            ColumnType.CHOICE,
            required=True,
            choices=choices(
                ("fixed", "政府定价"), ("guided", "政府指导价"), ("market", "市场调节价")
            ),
        ),
        Column(
            "price", "收费标准", help="政府定价和指导价的写明文件和标准；市场调节价的写参考价。"
        ),
        Column("days", "服务时限", required=True, help="例如：10 个工作日。"),
        Column("qualification", "机构资质", required=True, help="没有资质要求的写“无”。"),
        basis("设定依据"),
        MATTERS,
    ),
    identity=("name", "approval"),
    says=_agency,
    figure="agencies.services",
    order=51,
    aliases=("中介超市", "中介服务", "评估", "检测"),
)

NEGATIVE = Kind(
    code="negative-list",
    title="市场准入负面清单",
    group=GROUP,
    about="禁止进入或者要先取得许可的行业和业务。清单以外的，各类经营主体都可以依法平等进入。",
    publisher="国家统一制定，发展改革部门转载公布",
    basis=(article("二十"),),
    columns=(
        Column("number", "项目号", required=True, longest=20),
        Column("name", "禁止或许可事项", required=True),
        Column(
            "category",
            "类别",
            ColumnType.CHOICE,
            required=True,
            choices=choices(("forbidden", "禁止准入"), ("permitted", "许可准入")),
        ),
        Column("sector", "行业", help="按国民经济行业门类。"),
        Column("measures", "管理措施", ColumnType.LONG, longest=2000, required=True),
        Column("authority", "主管部门"),
        basis("依据", required=False, listed=False),
        MATTERS,
    ),
    identity=("name",),
    levels=("city",),
    says=lambda words: f"市场准入负面清单第 {words['number']} 项（{words['category']}）",
    figure="market.negative",
    order=52,
    aliases=("非禁即入", "负面清单", "市场准入"),
)
