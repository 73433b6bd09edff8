"""Registries: two areas never fight silently, and everything comes in order."""

from types import SimpleNamespace

import pytest

from tongban.core.shell import clock, errors_text, ports
from tongban.lib.errors import Refusal


def test_same_menu_item_twice_is_harmless_and_another_raises():
    menu = ports.Menu("menu")
    item = ports.MenuItem(face="desk", code="cases", label="办件", url_name="cases")
    menu.register(item)
    menu.register(item)
    assert len(menu) == 1
    with pytest.raises(ValueError, match="already registered"):
        menu.register(ports.MenuItem(face="desk", code="cases", label="别的", url_name="cases"))


def test_menu_is_per_face_visible_and_ordered():
    menu = ports.Menu("menu")
    menu.register(ports.MenuItem("desk", "late", "后", "x", order=20))
    menu.register(ports.MenuItem("desk", "early", "先", "x", order=10))
    menu.register(ports.MenuItem("portal", "guides", "办事", "x"))
    menu.register(
        ports.MenuItem("desk", "secret", "管理", "x", visible=lambda viewer: viewer.chief)
    )
    assert [i.code for i in menu.of("desk", SimpleNamespace(chief=False))] == ["early", "late"]
    assert "secret" in [i.code for i in menu.of("desk", SimpleNamespace(chief=True))]


def test_panels_come_by_slot_in_order():
    panels = ports.Panels("panels")
    panels.register("portal.home", "b", 20, "b.html", lambda request: {})
    panels.register("portal.home", "a", 10, "a.html", lambda request: {})
    panels.register("my.home", "c", 5, "c.html", lambda request: {})
    assert [panel.code for panel in panels.of("portal.home")] == ["a", "b"]


def test_messages_belong_to_one_area():
    messages = ports.Messages()
    messages.register("cases", {"gone": "没有了"})
    messages.register("cases", {"gone": "不在了"})
    assert messages.get("gone") == "不在了"
    with pytest.raises(ValueError, match="cases"):
        messages.register("hotline", {"gone": "没有"})
    messages.remove("cases")
    assert messages.get("gone") is None


def test_a_refusal_is_put_into_words_with_its_details():
    ports.messages.register("shell-test", {"shell_test": "已由{name}受理{missing}。"})
    try:
        assert errors_text(Refusal("shell_test", name="演示")) == "已由演示受理。"
    finally:
        ports.messages.remove("shell-test")


def test_a_refusal_without_words_still_says_what_to_do():
    text = errors_text(Refusal("never_heard_of"))
    assert "never_heard_of" in text
    assert "12345" in text


def test_the_clock_is_aware():
    assert clock.now().utcoffset().total_seconds() == 0


def test_a_compressed_clock_runs_from_its_start(monkeypatch):
    monkeypatch.setattr(clock, "COMPRESSED", True)
    monkeypatch.setattr(clock, "RATE", 3600.0)
    monkeypatch.setattr(clock, "_BEGAN", clock.time.time() - 2)
    assert 7200 <= (clock.now() - clock._ORIGIN).total_seconds() < 7400
