"""The check-up of the whole catalogue: what no longer stands in what is published.

An edition was sound when it was published; since then rules came, bodies went, and other counties
ask for less. Sources: domain §1(f), 优化营商环境条例 §35 (基于法定, 公开, 不得兜底), the work
report (证明事项清理, 承诺时限压缩).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tongban.catalogue.rules import graph
from tongban.catalogue.rules.asking import asked
from tongban.catalogue.rules.validators import problems
from tongban.catalogue.types import EditionContent, Necessity

LAW, MATERIALS, WAYS, LIFE, LESS = "law", "materials", "ways", "life", "less"
GROUPS = MappingProxyType(
    {
        LAW: "法定依据和时限",
        MATERIALS: "材料",
        WAYS: "办理方式和联系",
        LIFE: "无人管的",
        LESS: "还能再减",
    }
)
SUSPENDED_DAYS = 90
WAITING_DAYS = 10  # working days that a draft may wait for its review
SHOWN = 3  # names in a sentence


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the check-up looks for; `grave`: it breaks a rule and must be put right."""

    title: str
    group: str
    grave: bool = True
    help: str = ""


RULES: MappingProxyType[str, Rule] = MappingProxyType(
    {
        "over_law": Rule("承诺时限超过法定时限", LAW, help="起草新版本，缩短承诺时限。"),
        "steps_over": Rule("环节天数超过承诺时限", LAW, help="调整各环节的天数。"),
        "instant": Rule("即办件与承诺时限不一致", LAW, help="“当场”的改成即办件，或者改承诺时限。"),
        "no_basis": Rule("缺少依据", LAW, help="补上法律、法规的名称和条款；没有依据的取消。"),
        "circle": Rule("循环证明", MATERIALS, help="删去其中一个环节的材料，改由部门之间核查。"),
        "catch_all": Rule("兜底材料", MATERIALS, help="写出具体材料，不写“其他材料”。"),
        "unproven": Rule("没有地方能开的材料", MATERIALS, help="改由部门核查，或者取消。"),
        "obtained": Rule("材料来源矛盾", MATERIALS, help="来源改为“政府部门核发”。"),
        "visits": Rule("到现场次数与办理方式矛盾", WAYS, help="全程网办的改为 0 次。"),
        "online": Rule("可网办与网办深度矛盾", WAYS, help="按实际重新选择网上办理深度。"),
        "fee": Rule("收费与支付方式矛盾", WAYS, help="不收费的关掉网上支付。"),
        "same_phone": Rule("咨询、投诉电话缺少或者相同", WAYS, help="投诉电话另填一个。"),
        "matter_cancelled": Rule("事项已取消，清单还在用", LIFE, help="取消这份实施清单。"),
        "body_inactive": Rule("实施机构已停用", LIFE, help="由承接的机构认领，原清单取消。"),
        "behind": Rule("没有跟上级目录调整", LIFE, help="在“上级变更”里处理，更新清单。"),
        "event_empty": Rule("一件事里的事项没有人办", LIFE, help="请有关机构认领，或者移出。"),
        "suspended_long": Rule("暂停超过 90 天", LIFE, help="恢复办理，或者取消。"),
        "draft_waiting": Rule("草稿等审核超过 10 个工作日", LIFE, help="请审核人办理或者退回。"),
        "invalid": Rule("不符合清单的其他规则", WAYS, help="按提示起草新版本改正。"),
        "asks_more": Rule("比别处多要材料", LESS, grave=False, help="对照别处，能减的减。"),
        "no_promise": Rule("承诺时限没有压缩", LESS, grave=False, help="看能不能比法定时限更快。"),
    }
)  # fmt: skip
# Which of these a rule of the list (`rules.problems`) belongs to, where its code is another.
_SAME = MappingProxyType(
    {
        "unit": "over_law",
        "no_limit_reason": "no_basis",
        "visit_reason": "visits",
        "no_way_in": "visits",
        "fully_online": "visits",
        "depth": "online",
        "online_depth": "online",
        "free": "fee",
        "phone_missing": "same_phone",
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: which rule, where in the edition ("" for the whole), what in Chinese."""

    rule: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One edition in force: its id, where it holds, how many materials it asks, what it says."""

    id: int
    place: str
    asked: int
    content: EditionContent


def of_edition(content: EditionContent) -> Iterator[Found]:
    """Find what an edition says against the rules of the list as they are now, each place once."""
    for problem in problems(content):
        rule = _SAME.get(problem.rule, problem.rule)
        yield Found(rule if rule in RULES else "invalid", problem.field, problem.message)
    legal, promise = content.statutory.limit, content.promised.limit
    if legal and promise and legal.text() == promise.text():
        yield Found("no_promise", "promised", f"法定和承诺都是 {legal.text()}，没有压缩")


def of_matter(listed: Sequence[Listed]) -> Iterator[tuple[int, Found]]:
    """Find who asks more materials for one matter than the one that asks least; by edition id."""
    if len(listed) < 2:
        return
    least = min(listed, key=lambda one: (one.asked, one.id))
    for one in listed:
        if one.asked > least.asked:
            message = f"要交 {one.asked} 份，{least.place}只要 {least.asked} 份"
            more = _more(one.content, least.content)
            if more:
                names = "、".join(more[:SHOWN])
                message += f"；多要的有：{names}{'等' if len(more) > SHOWN else ''}"
            yield one.id, Found("asks_more", "materials", message)


def _more(content: EditionContent, least: EditionContent) -> list[str]:
    """Return the materials that must be handed in here and not there, by name."""
    there = set(_must(least))
    return [name for name in _must(content) if name not in there]


def _must(content: EditionContent) -> list[str]:
    usual = asked(content, {}).materials
    return [one.name for one in usual if one.necessity is not Necessity.OPTIONAL]


@dataclass(frozen=True, slots=True)
class Papers:
    """What one edition has to do with documents; `asked` are those that an applicant brings:
    type and name."""

    node: graph.Node
    place: str
    name: str
    asked: tuple[tuple[str, str], ...] = ()


def papers_of(code: str, place: str, name: str, content: EditionContent) -> Papers:
    """Return the documents of an edition; `place` is the division's code, `name` the matter's."""
    return Papers(
        graph.node_of(code, content),
        place,
        name,
        tuple(
            (one.document_type, one.name)
            for one in content.materials
            if one.document_type and not one.obtained and one.necessity is not Necessity.OPTIONAL
        ),
    )


def unproven(every: Iterable[Papers], known: Iterable[str]) -> Iterator[tuple[str, Found]]:
    """Find the documents that are asked of people though no matter produces them and nobody in
    `known` (types that some issuer or register answers for) can prove them; by the matters' codes.
    """
    listed = list(every)
    given = set(known) | {document for one in listed for document in one.node.produces}
    for one in listed:
        for document, name in one.asked:
            if document not in given:
                message = f"要交“{name}”，但没有事项产生它，也没有证照库能核验"
                yield one.node.code, Found("unproven", f"materials[{document}]", message)


def circles(
    every: Iterable[Papers], above: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Found]]:
    """Find the circles of proof in each division, with what the divisions above handle for its
    people; by the code of each matter in a circle.

    `above` are the codes of the divisions above by a division's code.
    """
    by_place: dict[str, list[Papers]] = {}
    for one in every:
        by_place.setdefault(one.place, []).append(one)
    for place, own in by_place.items():
        near = [*own, *(one for code in above.get(place, ()) for one in by_place.get(code, ()))]
        names = {one.node.code: one.name for one in near}
        here = {one.node.code for one in own}
        for path in graph.circles([one.node for one in near], through=here):
            if len(path) < 2:
                continue  # a circle of one is the edition's own, and breaks a rule of the list
            said = "→".join(f"“{names[code]}”" for code in (*path, path[0]))
            field = f"materials[{'+'.join(path)}]"
            for code in path:
                if code in here:
                    yield code, Found("circle", field, f"互相要对方的结果：{said}")
