"""Components: what they say, and that nothing of the pages needs an inline script or style."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import heroicons
import pytest
from django import forms
from django.template import engines

from tongban.core.shell.templatetags import values

ROOT = Path(__file__).resolve().parents[4]


def render(source: str, **given: object) -> str:
    return engines["django"].from_string(source).render(given)


@pytest.mark.django_db
@pytest.mark.urls("tongban.core.shell.tests.sample")
@pytest.mark.parametrize("page", ["/sample/", "/sample/desk/", "/", "/accessibility/", "/nope"])
def test_pages_keep_to_the_policy(client, page):
    html = client.get(page).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", html)
    for script in re.findall(r"<script([^>]*)>", html):
        assert "src=" in script or "application/json" in script
    assert len(re.findall(r"<h1", html)) == 1
    assert 'class="skip" href="#main"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_local_days_and_minutes():
    late = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert values.day(late) == "2026-11-23"
    assert values.minute(late) == "2026-11-23 01:05"
    assert values.day(date(2026, 11, 22)) == "2026-11-22"
    assert values.monthday(late) == "11-23"
    assert values.day(None) == values.minute(None) == ""


def test_money_percent_size():
    assert values.money(123450) == "1,234.50 元"
    assert values.money(5) == "0.05 元"
    assert values.money(None) == ""
    assert values.percent(0.98525, 2) == "98.53%"
    assert values.percent(0.985) == "98.5%"
    assert values.size(50 * 1024 * 1024) == "50 MB"
    assert values.size(1_258_291) == "1.2 MB"
    assert values.thousands(253941) == "253,941"


@pytest.mark.parametrize("state", ["red", "yellow", "green", "paused", "done"])
def test_a_light_is_shape_and_word(state):
    html = render("{% light state %}", state=state)
    assert "<svg" in html
    assert re.search(r"[一-龥]", html)
    assert 'class="sr-only"' in render("{% light state compact=True %}", state=state)


def test_lights_have_different_shapes():
    shapes = {
        re.search(r"<svg.*</svg>", render("{% light s %}", s=s), re.S).group(0)
        for s in ["red", "yellow", "green", "paused", "done"]
    }
    assert len(shapes) == 5


def test_a_limit_says_what_is_left_and_the_day():
    html = render("{% due_text d left %}", d=date(2026, 11, 26), left="还剩 3 个工作日")
    assert "还剩 3 个工作日" in html
    assert "11-26" in html


def test_a_field_ties_its_hint_and_error():
    html = render('{% field "phone" "手机号" v hint="11 位" error="位数不对" %}', v='"<1>')
    assert 'for="id_phone"' in html
    assert 'aria-describedby="id_phone-hint id_phone-error"' in html
    assert 'aria-invalid="true"' in html
    assert "&quot;&lt;1&gt;" in html


def test_choices_keep_what_was_chosen():
    html = render(
        '{% field "k" "项" chosen type="checkboxes" options=o %}', chosen=["b"], o=["a", "b"]
    )
    assert re.search(r'value="b" checked', html)
    assert not re.search(r'value="a" checked', html)


def test_a_password_is_never_shown_again():
    assert "hunter2" not in render('{% field "p" "密码" "hunter2" type="password" %}')


def test_the_error_summary_links_to_fields():
    class Form(forms.Form):
        name = forms.CharField(label="姓名", error_messages={"required": "请填写姓名"})

    html = render("{% error_summary form %}", form=Form({}))
    assert '<a href="#id_name">请填写姓名</a>' in html
    assert render("{% error_summary form %}", form=Form({"name": "甲"})).strip() == ""
    assert 'href="#id_a"' in render("{% error_summary e %}", e={"a": "不对"})


def test_names_of_people_are_escaped_everywhere():
    bad = "<script>alert(1)</script>"
    html = render(
        "{% status bad %}{% copy bad %}{% summary rows %}{% timeline entries %}"
        '{% data_table bad columns table %}{% chart "c" option label=bad %}{% stat bad bad %}',
        bad=bad,
        rows=[(bad, bad)],
        entries=[{"at": None, "title": bad, "text": bad, "actor": bad}],
        columns=[bad],
        table=[[bad]],
        option={"title": {"text": bad}},
    )
    assert bad not in html


def test_an_upload_names_its_limit():
    html = render('{% upload "f" "材料" limit=10485760 url="/u" %}')
    assert "不超过 10 MB" in html
    assert 'data-limit="10485760"' in html
    assert 'capture="environment"' in html


def test_every_icon_of_the_shell_exists():
    names = set()
    for template in (ROOT / "tongban/core/shell/templates").rglob("*.html"):
        for name, rest in re.findall(r'{% icon "([^"]+)"([^%]*)%}', template.read_text()):
            style = re.search(r'style="(\w+)"', rest)
            names.add((style.group(1) if style else "outline", name))
    assert names
    for style, name in names:
        assert heroicons._load_icon(style, name)


def test_the_lock_file_names_no_address():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
