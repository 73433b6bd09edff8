"""The workbook of implementation lists: every table and column in words, from the one table of
fields (`wording.fields`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from tongban.catalogue.rules.tables import CHOICES, FIELDS, LISTS, PARTS
from tongban.catalogue.rules.writing import default, is_must
from tongban.catalogue.types.tables import CODE, QUESTION, SYSTEM, Field, FieldKind, Table
from tongban.catalogue.wording.fields import FIELDS as EDITION
from tongban.catalogue.wording.fields import ROWS, Word
from tongban.core.sheets.types import Column, Kind, SheetSpec

NAME, BODY, NUMBER, DAY, REASON = "matter", "body", "number", "effective_from", "reason"
_HEAD = (
    Column(
        CODE, "实施编码", required=True, strip=True, max_length=33, width=34,
        hint="31 位或 33 位，照导出的表格填，不能改。",
    ),
    Column(NAME, "事项名称", strip=True, width=28, hint="只供核对，不会改动名称。"),
    Column(BODY, "实施机构", strip=True, width=20, hint="只供核对，导入时不看。"),
    Column(
        NUMBER, "现行版本", "integer",
        hint="导出时的版本号，不要改：导出以后又发布了新版本的，导入时会提醒。还没发布过的留空。",
    ),
    Column(
        DAY, "新版本生效日期", "date",
        hint="今天或以后；留空的按上传时统一填的日期，都没有的发布当日生效。",
    ),
    Column(
        REASON, "修改原因", max_length=300, width=28,
        hint="会公开显示。改了内容的要写；留空的按上传时统一填的原因。",
    ),
)  # fmt: skip
_OF = Column(
    CODE, "实施编码", required=True, strip=True, max_length=33, width=34,
    hint="这一行属于哪份清单，和“实施清单”表里的一样。",
)  # fmt: skip
_QUESTION = Column(QUESTION, "问题编号", strip=True, hint="“情形问题”表里的编号。")
_SYSTEM = Column(SYSTEM, "系统列", hint="系统自己用的，不要改；自己新加的行留空。", width=10)
_KINDS: Mapping[str, Kind] = {
    "text": "text",
    "long": "text",
    "file": "text",
    "flag": "boolean",
    "whole": "integer",
    "money": "money",
    "choice": "choice",
    "choices": "list",
    "texts": "list",
    "limit": "text",
    "condition": "text",
    "rest": "json",
}
_HELP = {
    "limit": "写成“20个工作日”“5个自然日”“3个月”，当场办结或者没有的留空。",
    "condition": "留空表示所有情形。写成“scope = rx”，即“编号为 scope 的问题选了 rx”；"
    "多个条件用“且”或者“或”连接。",
    "file": "文件编号。先在清单编辑页上传，再从导出的表格里照抄。",
}
# The order of tables in the workbook, with their sheets' names.
_TITLES = {
    LISTS: "实施清单",
    "basis": "设定依据",
    "conditions": "受理条件",
    "materials": "申请材料",
    "questions": "情形问题",
    CHOICES: "问题选项",
    "scenarios": "情形",
    PARTS: "表单分组",
    FIELDS: "表单内容",
    "fees": "收费项目",
    "steps": "办理环节",
    "promised_rules": "分情形承诺时限",
    "special": "特别程序",
    "outside": "二次录入",
    "faq": "常见问题",
}
_PART = (
    Word("code", "分组编号"),
    Word("title", "分组名称"),
    Word("hint", "提示"),
    Word("when", "什么情形下填", "condition"),
    Word("rest", "其他", "rest", help="系统自己用的，不要改；自己新加的行留空。"),
)
_FIELD = (
    Word("role", "是谁的", help="例如 applicant（申请人）、contact（联系人）。"),
    Word("element", "数据元编号", help="例如 party.name；能用哪些，清单编辑页的“申请表单”里有。"),
    Word("section", "分组编号", help="“表单分组”表里的编号。"),
    Word("title", "叫法", help="留空用数据元本来的名称。"),
    Word("description", "填写提示"),
    Word("required", "必填", "flag"),
    Word("order", "次序", "whole", help="留空的按表里的先后。"),
    Word("when", "什么情形下填", "condition"),
    Word("rest", "其他", "rest", help="系统自己用的，不要改；自己新加的行留空。"),
)
_WORDS: Mapping[str, tuple[Word, ...]] = {PARTS: _PART, FIELDS: _FIELD}
# Codes may hold what people must not see trimmed; everything else keeps its blanks too.
MOST_LISTS = 20_000
MOST_ROWS = 500_000


def _named(rows: str) -> Iterator[tuple[str, str, Word]]:
    """Give each field of a table: its name, the record that it is of, its words."""
    words = EDITION if rows == LISTS else _WORDS.get(rows) or ROWS[rows]
    of = "" if rows == LISTS else rows
    for word in words:
        record = ROWS.get(word.name) if word.name not in {"choices"} else None
        flat = word.kind == "record" or (word.kind == "limit" and record is not None)
        if not flat or record is None:
            yield word.name, of, word
            continue
        for inner in record:
            title = word.title if inner.name == "limit" else f"{word.title}{_short(word, inner)}"
            yield (
                f"{word.name}.{inner.name}",
                word.name,
                Word(
                    inner.name, title, inner.kind, help=inner.help or _inherited(word, inner),
                    choices=inner.choices,
                ),
            )  # fmt: skip


def _short(word: Word, inner: Word) -> str:
    """Name a value of a record: 办理结果 has 结果名称, not 办理结果结果名称."""
    return f"：{inner.title}"


def _inherited(word: Word, inner: Word) -> str:
    return word.help if inner.name == "limit" else ""


def _field(table: str, name: str, record: str, word: Word) -> Field:
    last = name.rpartition(".")[2]
    if table in _WORDS:  # forms have no record of their own: nothing is said by default
        given = {"flag": False}.get(word.kind) if word.kind == "flag" else None
        blank = "" if word.kind == "text" else given
        return Field(name, _kind(word), default=blank)
    codes = frozenset(code for code, _text in word.choices)
    usual = default(record, last)
    return Field(
        name,
        _kind(word),
        default=[] if usual is None and word.kind in {"rows", "choices", "texts"} else usual,
        must=is_must(record, last),
        choices=codes,
        whole=name == "depth",
    )


def _kind(word: Word) -> FieldKind:
    kind: Any = {"long": "text", "file": "text"}.get(word.kind, word.kind)
    found: FieldKind = kind
    return found


def _table(code: str) -> Table:
    return Table(code, tuple(_field(code, *named) for named in _named(code)))


def _column(name: str, word: Word, usual: Any = None) -> Column:
    told = ""
    if word.kind in {"whole", "texts"} and usual not in (None, []):
        listed = "、".join(usual) if isinstance(usual, list) else usual
        told = f"留空为 {listed}。"
    hint = " ".join(one for one in (word.help, _HELP.get(word.kind, ""), told) if one)
    return Column(
        name,
        word.title,
        _KINDS[word.kind],
        hint=hint,
        choices=dict(word.choices),
        width=36 if word.kind == "long" else 0,
    )


def _sheet(code: str) -> SheetSpec:
    own = [
        _column(name, word, TABLES[code].by_name[name].default)
        for name, _of, word in _named(code)
        if word.kind in _KINDS
    ]
    if code == LISTS:
        frame = Column("form", "系统列（表单）", hint=_SYSTEM.hint, width=10)
        return SheetSpec(code, _TITLES[code], (*_HEAD, *own, frame, _SYSTEM), most=MOST_LISTS)
    keys = (_OF, _QUESTION) if code == CHOICES else (_OF,)
    return SheetSpec(code, _TITLES[code], (*keys, *own, _SYSTEM), required=False)


TABLES: Mapping[str, Table] = {code: _table(code) for code in _TITLES}
SHEETS: tuple[SheetSpec, ...] = tuple(_sheet(code) for code in _TITLES)
BY_CODE: Mapping[str, SheetSpec] = {one.code: one for one in SHEETS}


def notes() -> list[str]:
    """Return what the workbook says of itself, before how each column is filled."""
    return [
        "一份清单在“实施清单”表里占一行；它的依据、条件、材料、情形、表单、收费、环节、问答各在自己的"
        "工作表里，一条一行，用“实施编码”对上。",
        "改一格，上传以后只有这一格会变；没有改动的清单不会产生新版本。要删去一条材料，删去那一行。",
        "没有列进来的清单不受影响。材料、环节、问题的先后就是表里各行的先后。",
        "上传以后先检查：哪张表、哪一行、哪一列有问题都会列出来。全部没有问题、您确认以后才一次写入。",
    ]
