"""Addresses and codes."""

import pytest

from tongban.core.devices import rules


def test_a_code_is_long_and_never_the_same():
    codes = {rules.new_code() for _ in range(50)}
    assert len(codes) == 50
    assert all(len(rules.plain_code(code)) == 20 for code in codes)


@pytest.mark.parametrize("text", ["", "http://127.0.0.1:8137", "http://localhost:9"])
def test_a_bridge_is_on_the_own_computer(text):
    assert rules.loopback_address(text) == text


@pytest.mark.parametrize(
    "text",
    ["http://192.168.0.9:8137", "https://127.0.0.1:8137", "http://127.0.0.1", "*",
     "http://127.0.0.1:8137 https://evil.example", "http://127.0.0.1:8137;script-src *",
     "http://127.0.0.1@evil.example:80", "http://127.0.0.1:8137/x"],
)  # fmt: skip
def test_any_other_address_would_open_the_policy(text):
    with pytest.raises(ValueError, match="bridge"):
        rules.loopback_address(text)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://Zwfw.Example.cn/desk/", "https://zwfw.example.cn"),
        ("https://a.cn:443", "https://a.cn"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_origin_is_as_browsers_write_it(text, origin):
    assert rules.origin_of(text) == origin


@pytest.mark.parametrize("text", ["*", "null", "a.cn", "file:///x", ""])
def test_what_has_no_origin_is_refused(text):
    with pytest.raises(ValueError, match="platform"):
        rules.origin_of(text)
