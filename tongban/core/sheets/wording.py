"""Sheets in words: the sentences of refusals and problems, and what a template says of itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.core.sheets.types import Column, Problem

SENTENCES = {
    # the file
    "sheet_not_xlsx": gettext_lazy(
        "这不是 xlsx 文件。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。"
    ),
    "sheet_old_xls": gettext_lazy(
        "这是旧版 .xls 文件。请打开后另存为“Excel 工作簿（*.xlsx）”再上传，只改扩展名没有用。"
    ),
    "sheet_encrypted": gettext_lazy("文件设了打开密码，读不了。请取消密码、保存后再上传。"),
    "sheet_broken": gettext_lazy(
        "文件不完整或已损坏。请在 Excel 或 WPS 里打开确认，重新保存后再上传。"
    ),
    "sheet_macros": gettext_lazy("文件里有宏，不能导入。请另存为不含宏的 .xlsx 再上传。"),
    "sheet_too_big": gettext_lazy("文件太大：最大 {limit_mb} MB。请分成几个文件导入。"),
    "sheet_bomb": gettext_lazy(
        "文件解开后大得不正常，已拒绝。请把内容复制到新下载的模板里，保存后再上传。"
    ),
    "sheet_not_csv": gettext_lazy("这不是 CSV 文件。请另存为“CSV UTF-8（逗号分隔）”再上传。"),
    "sheet_csv_encoding": gettext_lazy(
        "认不出文件的文字编码。请另存为“CSV UTF-8（逗号分隔）”再上传。"
    ),
    "sheet_csv_broken": gettext_lazy(
        "CSV 第 {row} 行附近的引号不成对，或有超长的内容。请改好后再上传。"
    ),
    "sheet_unwritable": gettext_lazy("{place}写不进表格：{why}"),
    # sheets
    "sheet_missing": gettext_lazy("缺少工作表“{sheet}”。请用模板，不要删除或改名工作表。"),
    "sheet_unknown": gettext_lazy("模板里没有这张工作表。请把内容移到模板的工作表里，再删除它。"),
    "sheet_unknown_hidden": gettext_lazy(
        "有一张隐藏的、模板里没有的工作表。请取消隐藏，核对后删除它。"
    ),
    "sheet_hidden": gettext_lazy("工作表是隐藏的，填表的人看不见。请取消隐藏，核对后再导入。"),
    "sheet_rows_over": gettext_lazy(
        "一张工作表最多导入 {limit} 行，从这一行起超出了。请分成几个文件导入。"
    ),
    # headers
    "sheet_header_absent": gettext_lazy(
        "没有找到表头。第一个有内容的行应是模板的表头，例如：{titles}。"
    ),
    "sheet_column_missing": gettext_lazy("表头缺少“{title}”这一列。请按模板补上，没有内容可留空。"),
    "sheet_column_unknown": gettext_lazy(
        "模板里没有“{title}”这一列。请按模板改表头，或删除这一列。"
    ),
    "sheet_column_twice": gettext_lazy(
        "“{title}”这一列出现了两次（另一处在 {other} 列）。请只保留一列。"
    ),
    "sheet_column_hidden": gettext_lazy(
        "这一列是隐藏的，填表的人看不见。请取消隐藏，核对后再导入。"
    ),
    # cells
    "sheet_formula": gettext_lazy("这里是公式。请复制后“选择性粘贴”为数值，再导入。"),
    "sheet_merged": gettext_lazy("{range} 是合并单元格。请取消合并，在每一格里各自填写。"),
    "sheet_cell_error": gettext_lazy("这里是错误值 {shown}。请改成正确的内容，没有就留空。"),
    "sheet_cell_stray": gettext_lazy("这一列没有表头，却有内容。请移到有表头的列里，或清空。"),
    "sheet_required": gettext_lazy("这里必须填写。"),
    "sheet_too_long": gettext_lazy("最多 {limit} 个字，现在是 {length} 个。请缩短。"),
    "sheet_cell_full": gettext_lazy("一个单元格最多放 32,767 个字符，这里超出了。请拆开或缩短。"),
    "sheet_control": gettext_lazy(
        "第 {at} 个字符是看不见的控制字符（{shown}）。请删掉，或重新录入这一格。"
    ),
    "sheet_number": gettext_lazy("“{shown}”不是数字。请只填数字，不带单位。"),
    "sheet_integer": gettext_lazy("“{shown}”不是整数。请填整数，不带小数。"),
    "sheet_money": gettext_lazy("“{shown}”最多只能有两位小数（到分）。"),
    "sheet_digits_lost": gettext_lazy(
        "这个数超过 15 位，Excel 已经丢了后面的位数。请把单元格设为“文本”，再重新录入。"
    ),
    "sheet_is_date": gettext_lazy(
        "Excel 把这里当成了日期。请把单元格设为“文本”（数字则设为“常规”），再重新录入。"
    ),
    "sheet_is_number": gettext_lazy(
        "这里是带格式的数字，看到的与存下的不一样。请把单元格设为“文本”，再重新录入。"
    ),
    "sheet_date": gettext_lazy("“{shown}”不是日期。请写成 2026-11-22 这样。"),
    "sheet_date_time": gettext_lazy("这里只填日期，不要带时刻。"),
    "sheet_boolean": gettext_lazy("“{shown}”认不出。请填“是”或“否”。"),
    "sheet_choice": gettext_lazy("“{shown}”不在可选的内容里。只能填：{labels}。"),
    "sheet_list_item": gettext_lazy("清单里有一项是空的。请删掉空的一项。"),
    "sheet_list_twice": gettext_lazy("“{shown}”写了两次。请删掉一个。"),
    "sheet_json": gettext_lazy("不是正确的 JSON（第 {at} 个字符处）。请从导出的文件里复制后再改。"),
}


def place(problem: Problem) -> str:
    """Give where a problem is, as people look for it: `工作表“材料”第 12 行 C 列（材料名称）`."""
    parts = [_("工作表“{sheet}”").format(sheet=problem.sheet)] if problem.sheet else []
    if problem.row:
        parts.append(_("第 {row} 行").format(row=problem.row))
    if problem.column:
        parts.append(_(" {column} 列").format(column=problem.column))
    if problem.title:
        parts.append(_("（{title}）").format(title=problem.title))
    return "".join(parts)


def how_to_fill(column: Column) -> str:
    """Say in a few words what belongs in the cells of `column`."""
    listed = _("多项用“{separator}”隔开").format(
        separator=_("换行") if column.separator == "\n" else column.separator
    )
    return {
        "text": _("文字"),
        "integer": _("整数"),
        "decimal": _("数字，可带小数"),
        "money": _("金额，单位是元，最多两位小数"),
        "date": _("日期，写成 2026-11-22"),
        "boolean": _("“是”或“否”"),
        "choice": _("从下拉选项里选一个"),
        "list": listed,
        "json": _("JSON 文本，从导出的文件复制后再改"),
    }[column.kind]


def guide_notes() -> list[str]:
    """Give the rules that hold for every template."""
    return [
        _("从表头下面一行开始填，一行一条；空行会跳过。"),
        _("表头带 * 的列必须填写。列的先后可以换，表头的文字和工作表的名字不要改。"),
        _("不要合并单元格，不要用公式，不要隐藏工作表或列。"),
        _("编码、电话等长数字按文本填写，不要让 Excel 变成科学计数。"),
    ]


def guide_header() -> list[str]:
    """Give the header of the table in 填写说明."""
    return [_("工作表"), _("列"), _("必填"), _("怎么填"), _("最多字数"), _("可选内容"), _("说明")]
