"""查看.html: one item to be read in any browser, with no network and no script."""

from html import escape

from tongban.archives.rules.numbering import retention_title
from tongban.archives.types import Entry
from tongban.core.workdays.rules import ZONE

_STYLE = (
    "body{font:16px/1.7 serif;max-width:50em;margin:2em auto;padding:0 1em;color:#222}"
    "h1{font-size:1.5em}h2{font-size:1.1em;margin-top:2em}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}"
    "th{width:11em;background:#f4f4f4;font-weight:normal}"
)


def page(entry: Entry) -> str:
    """Give the page; its links lead to the files beside it."""
    facts = [
        ("档号", entry.number), ("办件编号", entry.source), ("责任者", entry.organisation),
        ("办结日期", entry.closed_on.isoformat()), ("保管期限", retention_title(entry.retention)),
        *entry.facts,
    ]  # fmt: skip
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in facts)
    files = "".join(
        f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for path, name, _ in entry.files
    )
    way = "".join(
        f"<tr><th>{one.at.astimezone(ZONE):%Y-%m-%d %H:%M}</th><td>{escape(one.text)}</td>"
        f"<td>{escape(one.actor)}</td></tr>"
        for one in entry.happenings
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        f"<title>{escape(entry.title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(entry.title)}</h1><table>{rows}</table>"
        f"<h2>文件</h2><ol>{files}</ol><h2>办理过程</h2><table>{way}</table></html>"
    )
