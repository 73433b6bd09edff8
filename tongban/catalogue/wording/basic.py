"""The basic catalogue in Chinese: levels, mode, parts of a code, differences of versions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.catalogue.types import Difference, MatterType, Rank

LEVELS = {
    "1": _("国家级"),
    "2": _("省级"),
    "3": _("市级"),
    "4": _("县级"),
    "5": _("乡级"),
    "6": _("村级"),
}
TYPES: Mapping[str, Any] = {
    MatterType.PERMIT: _("行政许可"),
    MatterType.PENALTY: _("行政处罚"),
    MatterType.COERCION: _("行政强制"),
    MatterType.LEVY: _("行政征收"),
    MatterType.BENEFIT: _("行政给付"),
    MatterType.INSPECTION: _("行政检查"),
    MatterType.CONFIRMATION: _("行政确认"),
    MatterType.REWARD: _("行政奖励"),
    MatterType.RULING: _("行政裁决"),
    MatterType.OTHER_POWER: _("其他行政权力"),
    MatterType.PUBLIC_SERVICE: _("公共服务"),
}
RANKS: Mapping[str, Any] = {
    Rank.MAIN: _("主项"),
    Rank.SUB: _("子项"),
    Rank.HANDLING: _("业务办理项"),
}
MODES = {
    "own": (
        _("本市自建目录"),
        _("基本目录在这里维护：新增、变更、取消都在本系统办理，各机构可以提出，政务办审核后生效。"),
    ),
    "mirror": (
        _("省级目录"),
        _(
            "基本目录由省里统一维护：从省里的目录文件导入，在这里不能改，也不能取消。"
            "市县自己的地方补充事项，各机构可以提出，政务办审核后生效。"
        ),
    ),
}
ORIGINS = {"own": _("地方补充"), "mirror": _("省级目录")}
PARTS = {
    "region": (_("区划"), _("00 是全国统一的事项，其他是制定目录的省")),
    "type": (_("事项类型"), ""),
    "ministry": (_("主管部门"), _("国家主管部委的代码")),
    "main": (_("主项"), _("同一部委、同一类型里的顺序号")),
    "sub": (_("子项"), _("000 是主项本身")),
    "handling": (_("业务办理项"), _("按新设、变更、延续等分开的顺序号")),
}
ELEMENTS = {
    "name": _("事项名称"),
    "type": _("事项类型"),
    "department": _("主管部门"),
    "levels": _("行使层级"),
    "basis": _("设定依据"),
}
# What an entry of the province's file holds (rules.above.KEYS).
KEYS = {
    "code": _("基本编码"),
    **{name: ELEMENTS[name] for name in ("name", "type", "department", "levels", "basis")},
    "person": _("服务个人"),
    "enterprise": _("服务企业"),
    "aliases": _("通俗叫法"),
    "topics": _("主题"),
    "unified": _("统一要素"),
    "suggested": _("建议内容"),
    "effective_from": _("施行日期"),
}
_KINDS = {
    "added": (_("新增"), "good"),
    "removed": (_("删去"), "warn"),
    "changed": (_("修改"), "info"),
}


def levels_text(levels: str) -> str:
    """Return 行使层级 in words: 市级、县级; "" for any."""
    return "、".join(str(LEVELS.get(one, one)) for one in levels)


def explained(parts: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return the parts of a code as (characters, what they are, what that means here)."""
    rows = []
    for name, part in parts:
        title, note = PARTS[name]
        if name == "type":
            note = TYPES.get(part, _("不在国家的类型代码里"))
        rows.append((part, str(title), str(note)))
    return rows


def basis_text(basis: Sequence[Mapping[str, Any]]) -> str:
    """Return 设定依据, a law a line."""
    return "\n".join(f"《{one.get('law', '')}》{one.get('article', '')}" for one in basis)


def element_text(name: str, value: Any) -> str:
    """Return an element of a version of the basic catalogue as people read it."""
    if name == "basis":
        return basis_text(value or [])
    if name == "levels":
        return levels_text(value or "")
    if name == "type":
        return str(TYPES.get(value, value or ""))
    return str(value or "")


def spoken_element(one: Difference) -> dict[str, str]:
    """Return a difference of such an element, as the table of differences shows it."""
    kind, tone = _KINDS[one.kind]
    return {
        "label": str(ELEMENTS.get(one.path, one.path)),
        "kind": str(kind),
        "tone": tone,
        "before": element_text(one.path, one.before),
        "after": element_text(one.path, one.after),
    }
