"""The kit: components that every page is built from. A builtin library, so no `{% load %}`.

See docs/kit.md for each with an example. The markup lives in templates/shell/kit/.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import heroicons
from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe

from tongban.core.shell import ports
from tongban.core.shell.templatetags import values

register = template.Library()

register.filter("day", values.day)
register.filter("minute", values.minute)
register.filter("monthday", values.monthday)
register.filter("money", values.money)
register.filter("percent", values.percent)
register.filter("bytes", values.size)
register.filter("thousands", values.thousands)


# --- small marks ----------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, *, size: int = 20, style: str = "outline", label: str = "") -> SafeString:
    """Draw a heroicon; without `label` it is decoration and hidden from screen readers."""
    return _drawn(name, size, style, str(label))


# The package copies and writes out an XML tree for every picture, and a page has dozens of the same
# few: kept, so that a page of finds does not spend a tenth of its time on them.
@lru_cache(maxsize=1_000)
def _drawn(name: str, size: int, style: str, label: str) -> SafeString:
    attrs: dict[str, object] = {"class": "icon", "focusable": "false"}
    if label:
        # The file itself is hidden; a picture that says something must not be.
        attrs |= {"role": "img", "aria-hidden": "false", "aria-label": label}
    else:
        attrs["aria-hidden"] = "true"
    try:
        return mark_safe(heroicons._render_icon(style, name, size, attrs))  # noqa: S308 - a package's SVG
    except heroicons.IconDoesNotExist:
        # A page must not fail for a picture; the test of the kit catches misspelt names.
        return mark_safe(heroicons._render_icon(style, "square-2-stack", size, attrs))  # noqa: S308


LIGHTS = {
    "red": ("已超期", "light-red"),
    "yellow": ("临近到期", "light-yellow"),
    "green": ("正常", "light-green"),
    "paused": ("已暂停", "light-paused"),
    "done": ("已办结", "light-done"),
}


@register.inclusion_tag("shell/kit/light.html")
def light(state: str, text: str = "", *, compact: bool = False) -> dict[str, Any]:
    """Draw a light: a shape of its own and a word. `compact` keeps the word for readers only."""
    word, style = LIGHTS.get(str(state), LIGHTS["green"])
    return {"state": style, "word": text or word, "compact": compact}


@register.inclusion_tag("shell/kit/due.html")
def due_text(
    day: Any, left: str = "", state: str = "", *, provisional: bool = False
) -> dict[str, Any]:
    """Say a limit: what is left and the day (`还剩 3 个工作日 · 11-26`), with its light."""
    text = values.monthday(day) if not isinstance(day, str) else day
    word, style = LIGHTS.get(state, ("", ""))
    return {"day": text, "left": left, "state": style, "word": word, "provisional": provisional}


@register.simple_tag
def status(text: Any, tone: str = "neutral") -> SafeString:
    """Draw a tag; `tone` is neutral, info, good, warn or bad."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, text)


# --- the page -------------------------------------------------------------------------------------


@register.inclusion_tag("shell/kit/page_title.html")
def page_title(title: Any, lead: Any = "", *, caption: Any = "") -> dict[str, Any]:
    """Draw the page's one h1 with a caption above and a leading sentence below."""
    return {"title": title, "lead": lead, "caption": caption}


@register.inclusion_tag("shell/kit/breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """Draw the way here: `{% breadcrumbs "首页" "/" "办事" "/guides/" "当前页" %}`."""
    pairs = list(zip(parts[0::2], parts[1::2], strict=False))
    return {"links": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("shell/kit/pagination.html")
def pagination(
    previous_url: str = "", next_url: str = "", *, shown: Any = "", total: Any = ""
) -> dict[str, Any]:
    """Draw 上一页 and 下一页 of a list paged by key."""
    return {"previous_url": previous_url, "next_url": next_url, "shown": shown, "total": total}


@register.inclusion_tag("shell/kit/empty.html")
def empty(
    icon_name: str, title: Any, text: Any = "", href: str = "", label: Any = ""
) -> dict[str, Any]:
    """Draw an empty list: what will be here, how it gets here, and the way there."""
    return {"icon_name": icon_name, "title": title, "text": text, "href": href, "label": label}


@register.inclusion_tag("shell/kit/tabs.html")
def tabs(items: Iterable[Any], current: str = "", *, label: str = "分类") -> dict[str, Any]:
    """Draw links as tabs; items are mappings or objects with code, label, url and maybe count."""
    return {"items": items, "current": current, "label": label}


@register.simple_tag(takes_context=True)
def panels(context: Context, slot: str) -> SafeString:
    """Draw the panels that areas put into `slot`."""
    request = context["request"]
    drawn: list[str] = []
    for panel in ports.panels.of(slot):
        given = panel.context(request)
        if given is not None:
            drawn.append(render_to_string(panel.template, given, request=request))
    return mark_safe("".join(drawn))  # noqa: S308 - rendered templates


# --- showing --------------------------------------------------------------------------------------


@register.inclusion_tag("shell/kit/timeline.html")
def timeline(entries: Iterable[Any]) -> dict[str, Any]:
    """Draw what happened; entries have at, title and maybe text, actor, tone, url."""
    return {"entries": entries}


@register.inclusion_tag("shell/kit/steps.html")
def steps(items: Iterable[Any], *, label: str = "办理进度") -> dict[str, Any]:
    """Draw how far it is; items have title, state (done, current, todo, failed), maybe text."""
    return {"items": list(items), "label": label}


@register.inclusion_tag("shell/kit/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """Draw a bar: `done` of `total`."""
    return {"done": done, "total": max(total, 1), "label": label}


@register.inclusion_tag("shell/kit/summary.html")
def summary(rows: Iterable[Sequence[Any]], *, title: Any = "") -> dict[str, Any]:
    """Draw names and values; a row is (name, value) or (name, value, url, action)."""
    padded = [(*row, "", "")[:4] if len(row) < 4 else tuple(row[:4]) for row in rows]
    return {"rows": padded, "title": title}


@register.inclusion_tag("shell/kit/data_table.html")
def data_table(
    caption: Any, columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, source: Any = ""
) -> dict[str, Any]:
    """Draw a table; a column is its title, or (title, "num") for right-aligned figures."""
    heads = [(c, "") if isinstance(c, str) else (c[0], c[1]) for c in columns]
    body = [[(cell, heads[i][1]) for i, cell in enumerate(row)] for row in rows]
    return {"caption": caption, "heads": heads, "rows": body, "source": source}


@register.inclusion_tag("shell/kit/chart.html")
def chart(
    element_id: str, option: Mapping[str, Any], *, label: str, height: str = "m", geojson: str = ""
) -> dict[str, Any]:
    """Draw an ECharts `option`; always put its table beside it. `height` is s, m or l.

    `geojson` is the URL of a map, registered under the name that the option's series uses.
    """
    return {
        "id": element_id,
        "data_id": f"{element_id}-data",
        "data": json_script(dict(option), f"{element_id}-data"),
        "label": label,
        "height": height,
        "geojson": geojson,
    }


@register.inclusion_tag("shell/kit/stat.html")
def stat(
    label: Any, value: Any, unit: Any = "", *, href: str = "", note: Any = "", tone: str = ""
) -> dict[str, Any]:
    """Draw one big figure; `href` leads to the rows behind it."""
    return {"label": label, "value": value, "unit": unit, "href": href, "note": note, "tone": tone}


@register.inclusion_tag("shell/kit/copy.html")
def copy(text: Any, label: Any = "复制") -> dict[str, Any]:
    """Draw a text with a button that copies it."""
    return {"text": text, "label": label}


# --- asking ---------------------------------------------------------------------------------------


def _error_pairs(errors: Any) -> list[tuple[str, Any]]:
    if isinstance(errors, BaseForm):
        pairs: list[tuple[str, Any]] = []
        for name, messages in errors.errors.items():
            target = "" if name == "__all__" else errors[name].id_for_label
            pairs += [(target, message) for message in messages]
        return pairs
    if isinstance(errors, Mapping):
        return [(f"id_{name}" if name else "", text) for name, text in errors.items()]
    return [(str(target), text) for target, text in errors or ()]


@register.inclusion_tag("shell/kit/error_summary.html")
def error_summary(errors: Any, *, title: Any = "请先改正下面的问题") -> dict[str, Any]:
    """Draw all errors with links to their fields; nothing when there are none.

    `errors` is a Django form, a mapping of field name to sentence, or (element id, sentence) pairs.
    """
    return {"errors": _error_pairs(errors), "title": title}


@register.inclusion_tag("shell/kit/field.html")
def field(
    name: str,
    label: Any,
    value: Any = "",
    *,
    type: str = "text",
    hint: Any = "",
    error: Any = "",
    required: bool = True,
    options: Iterable[Any] = (),
    rows: int = 4,
    width: str = "full",
    autocomplete: str = "",
    inputmode: str = "",
    maxlength: int | None = None,
    source: Any = "",
    readonly: bool = False,
) -> dict[str, Any]:
    """Draw a label, hint, error and input.

    `type` is any input type, or textarea, select, radio, checkboxes, checkbox; `options` are texts
    or (value, text[, hint]); `width` is full, long, medium, short; `source` says where a prefilled
    value came from.
    """
    chosen = (
        {str(each) for each in value}
        if isinstance(value, (list, tuple, set, frozenset))
        else {str(value)}
    )
    choices = []
    for each in options:
        code, text, note = (each, each, "") if isinstance(each, str) else (*each, "")[:3]
        choices.append({"value": code, "text": text, "hint": note, "on": str(code) in chosen})
    return {
        "name": name,
        "id": f"id_{name}",
        "label": label,
        "value": "" if value is None else value,
        "type": type,
        "hint": hint,
        "error": error,
        "required": required,
        "options": choices,
        "rows": rows,
        "width": width,
        "autocomplete": autocomplete,
        "inputmode": inputmode,
        "maxlength": maxlength,
        "source": source,
        "readonly": readonly,
        "described": " ".join(
            part
            for part, given in ((f"id_{name}-hint", hint), (f"id_{name}-error", error))
            if given
        ),
    }


@register.inclusion_tag("shell/kit/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Draw every field of a Django form as the kit does."""
    return {"form": form}


@register.inclusion_tag("shell/kit/upload.html")
def upload(
    name: str,
    label: Any,
    *,
    url: str = "",
    hint: Any = "",
    error: Any = "",
    accept: str = ".pdf,.jpg,.jpeg,.png,.heic,.ofd,.docx,.xlsx",
    limit: int = 50 * 1024 * 1024,
    multiple: bool = True,
    camera: bool = True,
    files: Iterable[Any] = (),
    required: bool = False,
    scanner: str = "",
    scanner_simulated: bool = False,
) -> dict[str, Any]:
    """Draw a place to give files, checked for size before anything is sent.

    With `url`, each file is posted there at once (field `file`, answer JSON `{"token", "name"}`)
    and its token goes into a hidden input `name`; without, the files go with the form. `limit`
    in bytes a file. `files` already given: objects or mappings with token, name, size, url.
    `scanner`: the address of the bridge whose document camera takes pages here (empty: none).
    """
    return {
        "name": name,
        "id": f"id_{name}",
        "label": label,
        "url": url,
        "hint": hint,
        "error": error,
        "accept": accept,
        "limit": limit,
        "limit_text": values.size(limit),
        "accept_text": "、".join(
            dict.fromkeys(
                kind.strip(" .").upper().replace("JPEG", "JPG") for kind in accept.split(",")
            )
        ),
        "multiple": multiple,
        "camera": camera,
        "files": files,
        "required": required,
        "scanner": scanner if ".jpg" in accept else "",
        "scanner_simulated": scanner_simulated,
    }


@register.inclusion_tag("shell/kit/autosave.html")
def autosave(saved_at: Any = None) -> dict[str, Any]:
    """Draw the line that says 已保存 10:31; put it into a form with `data-autosave="url"`."""
    return {"saved_at": saved_at}
