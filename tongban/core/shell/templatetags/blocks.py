"""The kit's blocks: components that enclose what a page writes. A builtin library beside `kit`."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Draw text set apart."""
    return format_html('<div class="inset">{}</div>', mark_safe(content))  # noqa: S308


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Draw a banner; `tone` is info, good, warn or bad."""
    return SafeString(
        render_to_string(
            "shell/kit/notice.html",
            {"content": mark_safe(content), "tone": tone, "title": title},  # noqa: S308
        )
    )


@register.simple_block_tag
def dialog(content: str, element_id: str, title: str) -> SafeString:
    """Draw a dialogue; a button with `data-open="element_id"` opens it."""
    return SafeString(
        render_to_string(
            "shell/kit/dialog.html",
            {"content": mark_safe(content), "id": element_id, "title": title},  # noqa: S308
        )
    )


@register.simple_block_tag
def dropdown(content: str, label: str, icon_name: str = "chevron-down") -> SafeString:
    """Draw a button with a menu under it."""
    return SafeString(
        render_to_string(
            "shell/kit/dropdown.html",
            {"content": mark_safe(content), "label": label, "icon_name": icon_name},  # noqa: S308
        )
    )


@register.simple_block_tag
def details(content: str, title: str) -> SafeString:
    """Draw a part that opens on demand."""
    return format_html(
        '<details class="more"><summary>{}</summary><div class="more-body">{}</div></details>',
        title,
        mark_safe(content),  # noqa: S308
    )
