"""证明事项: what may still be asked, and what may not any more and what takes its place."""

from collections.abc import Iterable, Mapping

from tongban.lists.rules.kinds.shared import MATTERS, article, basis, choices
from tongban.lists.types import Column, ColumnType, Kind, Source, Values

GROUP = "证明"
DIRECT = "direct"
REPLACEMENTS = choices(
    (DIRECT, "直接取消", "不再需要，也没有东西代替"),
    ("commitment", "告知承诺", "本人书面承诺符合条件，事后核查"),
    ("licence", "法定证照", "出示已有的证照"),
    ("deed", "法定文书", "判决书、公证书等"),
    ("data", "数据核验", "由办理机关通过共享数据或部门间核查"),
    ("contract", "合同凭证", "合同、票据等"),
)


def replaced(values: Values) -> Iterable[tuple[str, str]]:
    """Find a replacement that is not named, and one that stands beside 直接取消."""
    way, what = values.get("replacement"), values.get("replaced_by")
    if way and way != DIRECT and not what:
        yield "replaced_by", "用什么代替：请写明代替它的证照、数据或承诺"
    if way == DIRECT and what:
        yield "replaced_by", "用什么代替：直接取消的没有代替，请清空这一栏，或者改选代替方式"


def says(words: Mapping[str, str]) -> str:
    """Say that a proof is not asked any more."""
    what = f"，{words['replaced_by']}" if words["replaced_by"] else ""
    return f"不用交“{words['name']}”：{words['replacement']}{what}"


REPLACEMENT = Column(
    "replacement", "代替方式", ColumnType.CHOICE, required=True, choices=REPLACEMENTS
)
REPLACED_BY = Column(
    "replaced_by", "用什么代替", help="证照的名称、数据从哪里来、承诺什么。直接取消的不填。"
)

CANCELLED = Kind(
    code="proofs-cancelled",
    title="取消的证明事项清单",
    group=GROUP,
    about="不再要求群众和企业提供的证明，以及现在用什么代替。",
    publisher="司法行政部门会同各部门清理，政务服务机构公布",
    basis=(article("四十四", certain=True),),
    columns=(
        Column("name", "证明名称", required=True),
        Column("purpose", "原来办什么事要用", required=True),
        Column("asked_by", "原索要单位", required=True),
        REPLACEMENT,
        REPLACED_BY,
        Column("since", "取消日期", ColumnType.DATE, listed=False),
        basis("原设定依据", name="former_basis", required=False, listed=False),
        basis("取消依据", required=False, listed=False),
        MATTERS,
    ),
    identity=("name", "purpose"),
    check=replaced,
    says=says,
    figure="proofs.cancelled",
    order=20,
    aliases=("奇葩证明", "循环证明", "取消证明", "无谓证明"),
)


def _kept_says(words: Mapping[str, str]) -> str:
    tail = "，可以书面承诺代替" if words["commitment"] == "是" else ""
    return f"要交“{words['name']}”：由{words['issued_by']}开具{tail}"


KEPT = Kind(
    code="proofs-kept",
    title="保留的证明事项清单",
    group=GROUP,
    about="法律、法规或者国务院决定要求的证明。清单之外，任何部门不得索要。",
    publisher="司法行政部门会同各部门编制，政务服务机构公布",
    basis=(article("四十四", certain=True), Source("行政许可法", "第三十一条", certain=False)),
    columns=(
        Column("name", "证明名称", required=True),
        Column("purpose", "办什么事要用", required=True),
        Column("asked_by", "索要单位", required=True),
        Column("issued_by", "开具单位", required=True),
        Column(
            "commitment",
            "可以承诺代替",
            ColumnType.BOOL,
            required=True,
            help="实行证明事项告知承诺制的选“是”。",
        ),
        Column("guide", "怎样开具", ColumnType.LONG, longest=1000, listed=False),
        basis("设定依据"),
        MATTERS,
    ),
    identity=("name", "purpose"),
    says=_kept_says,
    figure="proofs.kept",
    order=21,
    aliases=("开证明", "证明清单"),
)
