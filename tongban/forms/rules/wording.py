"""Errors in Chinese: each sentence says what to do, with the label in it."""

from collections.abc import Mapping
from typing import Any

CHOICE_WIDGETS = frozenset({"select", "radio", "checkboxes"})

FORMATS = {
    "identity": "{label}不对：应为 18 位，出生日期要存在，校验码要对得上。请对照身份证重新填写",
    "uscc": "{label}不对：应为 18 位，且校验码要对得上。请对照营业执照重新填写",
    "phone": "{label}应为 11 位数字，以 1 开头",
    "email": "{label}不对，应像 name@example.cn 这样",
    "date": "请按 2026-11-22 的样子填写{label}，且这一天要存在",
    "person-name": "{label}只能写文字、间隔号、空格或连字符，不能有数字和其他符号",
    "party-name": "{label}里有不能使用的符号，请删去后重填",
    "disability-card": "{label}应为 20 位：18 位身份证号加 1 位类别（1–7）、1 位等级（1–4）",
}


def required(label: str, widget: str, const: Any = None) -> str:
    """Say that a field is missing."""
    if const is True:
        return f"请阅读并勾选“{label}”"
    return f"请选择{label}" if widget in CHOICE_WIDGETS else f"请填写{label}"


def unreadable(label: str) -> str:
    """Say that a value holds a character that cannot be kept."""
    return f"{label}里有无法保存的字符，请删去后重新输入"


def wrong_type(label: str, wanted: str, widget: str) -> str:
    """Say which kind of value is wanted."""
    if widget in CHOICE_WIDGETS:
        return f"请从给出的选项中选择{label}"
    if wanted == "integer":
        return f"请用整数填写{label}，例如 12"
    if wanted == "number":
        return f"请用数字填写{label}，例如 12.5"
    return f"{label}的填法不对，请重新填写"


def bound(label: str, word: str, limit: Any, unit: str) -> str:
    """Say which bound of a number is broken."""
    tail = f" {unit}" if unit else ""
    shown = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
    words = {
        "minimum": f"{label}不能小于 {shown}{tail}",
        "exclusiveMinimum": f"{label}应大于 {shown}{tail}",
        "maximum": f"{label}不能大于 {shown}{tail}",
        "exclusiveMaximum": f"{label}应小于 {shown}{tail}",
        "multipleOf": f"{label}应是 {shown} 的倍数",
    }
    return words[word]


def length(label: str, schema: Mapping[str, Any], value: str) -> str:
    """Say how long a text must be, and how long it is."""
    low, high = schema.get("minLength", 0), schema.get("maxLength")
    if high is not None and low == high:
        return f"{label}应为 {high} 位，现在是 {len(value)} 位"
    if high is not None and len(value) > high:
        return f"{label}最多 {high} 个字，现在是 {len(value)} 个，请写短一些"
    return f"{label}至少 {low} 个字，请写完整"


def pattern(label: str, hint: str) -> str:
    """Say that the form of a value is wrong; the hint shows the right one."""
    return f"{label}的格式不对。{hint}" if hint else f"{label}的格式不对，请重新填写"


def format_text(label: str, name: str) -> str:
    """Say what a format wants."""
    return FORMATS.get(name, "{label}的格式不对，请重新填写").format(label=label)


def choose(label: str, at_least: int | None = None) -> str:
    """Say that a choice must be made among those offered."""
    return f"请至少选择一项{label}" if at_least else f"请从给出的选项中选择{label}"


def unknown(name: str) -> str:
    """Say that the form has no such field."""
    return f"表单里没有“{name[:60]}”这一项，请删去"


def not_before(label: str, other: str) -> str:
    """Say that a date lies before the one it must follow."""
    return f"{label}不能早于{other}"
