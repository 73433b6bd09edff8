"""The columns of the open data: what names a list, then every field of an edition."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tongban.catalogue.wording import FIELDS, names_of, said
from tongban.catalogue.wording.fields import Word

VERSION: Final = 1  # of the columns; another number is another file for whoever compares
HEAD: Final[tuple[Word, ...]] = (
    Word("task_code", "实施编码", help="31 位（业务办理项 33 位），全国统一规则，永不重复。"),
    Word("catalog_code", "基本编码", help="12 位，同一事项在各地相同。"),
    Word("name", "事项名称"),
    Word("type", "事项类型", help="行政许可、公共服务等；JSON 里是两位代码，例如 01 行政许可。"),
    Word("division", "行政区划代码"),
    Word("division_name", "行政区划"),
    Word("organisation", "实施机构"),
    Word("organisation_uscc", "实施机构统一社会信用代码"),
    Word("edition", "版本", "whole", help="第几版；以前各版在办事指南里永久可查。"),
    Word("effective_from", "施行日期", help="例如 2026-11-23。"),
    Word("published_at", "发布时间", help="UTC，ISO 8601。"),
    Word("content_hash", "内容摘要", help="本版内容的 SHA-256，与发布时记账的一致。"),
    Word("url", "办事指南网址"),
    Word("demo", "演示数据", "flag", help="是演示数据的为 true，不能当真。"),
)
KINDS: Final[Mapping[str, str]] = {
    "text": "文字",
    "long": "文字",
    "flag": "是或否",
    "whole": "整数",
    "choice": "代码",
    "choices": "代码，可多个",
    "texts": "文字，可多段",
    "money": "整数，单位分",
    "limit": "时限",
    "condition": "条件",
    "file": "文件标识",
    "rows": "多条记录",
    "record": "一条记录",
    "form": "表单（JSON Schema 2020-12）",
}


def titles() -> list[str]:
    """Return the head of the CSV."""
    return [word.title for word in (*HEAD, *FIELDS)]


def cells(head: Mapping[str, Any], type_name: str, content: Mapping[str, Any]) -> Iterator[str]:
    """Give a list as the cells of the CSV, in words where the JSON has codes."""
    for word in HEAD:
        value = type_name if word.name == "type" else head[word.name]
        yield ("是" if value else "否") if word.kind == "flag" else str(value)
    names = names_of(content)
    for word in FIELDS:
        yield said(word.name, content.get(word.name), names)
