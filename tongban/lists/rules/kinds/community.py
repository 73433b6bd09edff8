"""社区: what a residents' committee does, helps with, and need not do or certify any more."""

from tongban.lists.rules.kinds.proofs import REPLACED_BY, REPLACEMENT, replaced, says
from tongban.lists.rules.kinds.shared import MATTERS, basis
from tongban.lists.types import Column, ColumnType, Kind, Source

GROUP = "社区"
_LAW = (Source("城市居民委员会组织法", "第三条"),)
_PUBLISHER = "民政部门会同组织部门编制，政务服务机构公布"

DUTIES = Kind(
    code="community-duties",
    title="社区依法履行职责主要事项清单",
    group=GROUP,
    about="社区居民委员会依法自己办的事。",
    publisher=_PUBLISHER,
    basis=_LAW,
    columns=(
        Column("name", "事项", required=True),
        Column("content", "做什么", ColumnType.LONG, longest=1000),
        Column("guided_by", "指导部门", listed=False),
        basis("依据"),
    ),
    figure="community.duties",
    order=40,
    aliases=("居委会职责",),
)

ASSIST = Kind(
    code="community-assist",
    title="社区依法协助政府工作主要事项清单",
    group=GROUP,
    about="政府部门负责、社区居民委员会依法协助的事。清单之外的，部门不得交给社区。",
    publisher=_PUBLISHER,
    basis=_LAW,
    columns=(
        Column("name", "事项", required=True),
        Column("lead", "负责部门", required=True),
        Column("content", "社区协助什么", ColumnType.LONG, longest=1000, required=True),
        basis("依据"),
        MATTERS,
    ),
    identity=("name", "lead"),
    figure="community.assist",
    order=41,
    aliases=("协助政府",),
)

PAPERS = Kind(
    code="community-proofs-cancelled",
    title="取消的社区证明事项清单",
    group=GROUP,
    about="不再由社区居民委员会开具的证明，以及该找谁、用什么代替。",
    publisher=_PUBLISHER,
    basis=(
        Source("关于改进和规范基层群众性自治组织出具证明工作的指导意见", "（民发〔2020〕20号）"),
    ),
    columns=(
        Column("name", "证明名称", required=True),
        Column("asked_by", "原来谁要", help="要求出具这份证明的部门、单位。"),
        REPLACEMENT,
        REPLACED_BY,
        basis("依据", required=False, listed=False),
        MATTERS,
    ),
    check=replaced,
    says=says,
    figure="community.proofs_cancelled",
    order=42,
    aliases=("居委会证明", "社区证明", "村委会证明"),
)

TASKS = Kind(
    code="community-tasks-cancelled",
    title="取消的社区工作任务摊派清单",
    group=GROUP,
    about="部门不得再摊派给社区的工作任务。",
    publisher=_PUBLISHER,
    basis=_LAW,
    columns=(
        Column("name", "工作任务", required=True),
        Column("asked_by", "原摊派单位"),
        Column("instead", "现在由谁做", help="改由哪个部门做；不再做的写“不再开展”。"),
        Column("reason", "取消理由", ColumnType.LONG, longest=500, listed=False),
    ),
    figure="community.tasks_cancelled",
    order=43,
    aliases=("社区减负",),
)
