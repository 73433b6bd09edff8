"""What keeps an entry of one's own out of the basic catalogue."""

from collections.abc import Mapping
from typing import Any

from tongban.catalogue.rules import above, modes
from tongban.catalogue.rules.codes import parent_code, rank_of
from tongban.catalogue.types import Problem, Rank

NAME_MOST = 200


def code_problems(
    code: str, *, type: str, mode: str, region: str, taken: str, parent: Mapping[str, Any] | None
) -> list[Problem]:
    """Return what is wrong with a code that is sound in itself.

    `region` are the first two digits of the installation's divisions, `taken` the name of what
    has the code already (""), `parent` what stands above it: name, state, and `held`, whether a
    body handles it; None where nothing does.
    """
    found: list[Problem] = []
    if taken:
        found.append(_code("taken", f"“{taken}”已经用了这个编码，请换一个顺序号"))
    if not modes.may_give(mode, code):
        text = f"00 开头是全国统一的编码，由上级给出。地方补充的以 {region} 开头"
        found.append(_code("national", text))
    elif mode == modes.MIRROR and not code.startswith(region):
        found.append(_code("region", f"地方补充的编码以本省的 {region} 开头"))
    if code[2:4] != type:
        text = (
            f"第 3、4 位是事项类型，应当和所选的类型一致，写 {type}" if type else "请先选事项类型"
        )
        found.append(_code("type", text))
    return found + _parent_problems(code, parent)


def _parent_problems(code: str, parent: Mapping[str, Any] | None) -> list[Problem]:
    upper = parent_code(code)
    if not upper:
        return []
    rank = "子项" if rank_of(code) is Rank.HANDLING else "主项"
    if parent is None:
        return [_code("no_parent", f"目录里没有{rank} {upper}，请先录入{rank}，或者改正编码")]
    if parent["state"] != "in_use":
        return [_code("parent_cancelled", f"上面的“{parent['name']}”已经取消，不能再往下分")]
    if parent["held"]:
        text = f"上面的“{parent['name']}”已经有机构办理，不能再往下分。请用另一个子项"
        return [_code("parent_held", text)]
    return []


def _code(rule: str, message: str) -> Problem:
    return Problem("code", rule, message)


def problems(entry: Mapping[str, Any], reason: str) -> list[Problem]:
    """Return what is missing or wrong in an entry, its code left aside."""
    found: list[Problem] = []
    name = str(entry.get("name", ""))
    if not name or len(name) > NAME_MOST:
        found.append(Problem("name", "required", f"请写事项名称，最多 {NAME_MOST} 个字"))
    if not entry.get("type"):
        found.append(Problem("type", "required", "请选择事项类型"))
    if not entry.get("levels"):
        found.append(Problem("levels", "required", "请至少选一个行使层级"))
    if not entry.get("department"):
        found.append(Problem("department", "required", "请写主管部门的简称，例如 市场监管局"))
    if not (entry.get("person") or entry.get("enterprise")):
        found.append(Problem("audience", "required", "请选择服务个人还是企业"))
    try:
        if not above.basis_of(entry.get("basis_lines", ())):
            text = "请写明设定依据。没有依据的不能设为事项（优化营商环境条例第三十五条）"
            found.append(Problem("basis", "required", text))
    except ValueError as error:
        found.append(Problem("basis", "shape", f"“{error}”认不出，请写成 《食品安全法》第三十六条"))
    if not reason.strip():
        found.append(Problem("reason", "required", "请写明为什么要增加或者修改"))
    return found
