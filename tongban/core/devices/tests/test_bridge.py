"""Who may ask the bridge, what it takes, what it answers."""

import socket
from threading import Event, Thread

import pytest

from tongban.core.devices.bridge.server import HOST
from tongban.core.devices.tests import factories as f
from tongban.core.devices.tests.test_counter import Held

ACTS = ("/read/card", "/capture", "/sign", "/rate", "/print")
ALLOW = "Access-Control-Allow-Origin"


@pytest.fixture
def bridge(tmp_path):
    with f.running(f.counter(tmp_path)) as one:
        yield one


def test_it_listens_on_this_computer_alone(bridge):
    assert bridge.server_address[0] == "127.0.0.1"


def test_the_devices_are_listed(bridge):
    answer = f.ask(bridge, "/devices", method="GET")
    rows = answer.json["devices"]
    assert [row["kind"] for row in rows] == ["card", "camera", "signature", "rating", "printer"]
    assert rows[0] == {
        "kind": "card", "name": "模拟读卡器", "state": "ready", "simulated": True,
    }  # fmt: skip


def test_a_card_is_read(bridge):
    answer = f.ask(bridge, "/read/card")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["name"] == "演示市民甲"
    assert answer.json["born"] == "1985-03-12"
    assert answer.json["simulated"] is True


def test_a_page_is_captured_and_says_that_it_is_simulated(bridge):
    answer = f.ask(bridge, "/capture")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Device-Simulated"] == "1"
    assert "X-Device-Simulated" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.content[:3] == b"\xff\xd8\xff"


def test_one_signs_and_rates(bridge):
    text = '{"text": "以上内容属实"}'.encode()
    assert f.ask(bridge, "/sign", body=text).content[:4] == b"\x89PNG"
    assert f.ask(bridge, "/rate", body=text).json == {"simulated": True, "level": 5}


def test_a_pdf_is_printed(bridge, tmp_path):
    path = "/print?title=%E5%8F%97%E7%90%86"
    sent = {"Content-Type": "application/pdf"}
    answer = f.ask(bridge, path, body=b"%PDF-1.7 x", headers=sent)
    assert answer.json == {"simulated": True, "printed": "0001-受理.pdf"}
    assert (tmp_path / "0001-受理.pdf").read_bytes() == b"%PDF-1.7 x"


@pytest.mark.parametrize("code", [None, "", "7KQ2M-ABCDE-23456-XYZXZ", "演示"])
def test_without_the_pairing_code_nothing_is_answered(bridge, code):
    if code == "演示":
        code = "演示".encode().decode("latin-1")
    for path in ACTS:
        answer = f.ask(bridge, path, code=code)
        assert answer.status == 401, path
        assert "配对码" in answer.json["detail"]
        assert answer.headers[ALLOW] == f.PLATFORM  # so that the page can say it
    assert f.ask(bridge, "/devices", method="GET", code=code).status == 401
    assert bridge.counter.drivers["card"].read_so_far == 0


def test_a_code_is_taken_as_people_write_it(bridge):
    assert f.ask(bridge, "/read/card", code=" 7kq2mabcde 23456xyzxy").status == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost:8001", "https://localhost:8000",
     "http://localhost:8000.evil.example", ""],
)  # fmt: skip
def test_another_sites_page_is_not_answered_even_with_the_code(bridge, origin):
    for path in ACTS:
        answer = f.ask(bridge, path, origin=origin)
        assert answer.status == 403
        assert ALLOW not in answer.headers
    asked = {"Access-Control-Request-Method": "POST"}
    answer = f.ask(bridge, "/read/card", method="OPTIONS", origin=origin, headers=asked)
    assert ALLOW not in answer.headers
    assert bridge.counter.drivers["card"].read_so_far == 0


def test_a_rebound_name_is_not_answered(bridge):
    answer = f.ask(
        bridge, "/read/card", origin=None, headers={"Host": f"evil.example:{bridge.server_port}"}
    )
    assert answer.status == 403


def test_a_browser_is_told_what_its_page_may_ask(bridge):
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = f.ask(bridge, "/read/card", method="OPTIONS", code=None, headers=asked)
    assert answer.status == 204
    assert answer.headers[ALLOW] == f.PLATFORM
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Private-Network"] == "true"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_two_at_once_the_second_is_told_that_it_is_busy(tmp_path):
    held = Held()
    with f.running(f.counter(tmp_path, card=held)) as bridge:
        first = []
        thread = Thread(target=lambda: first.append(f.ask(bridge, "/read/card")))
        thread.start()
        assert held.begun.wait(5)
        second = f.ask(bridge, "/read/card")
        held.go.set()
        thread.join(5)
    assert (second.status, second.json["error"]) == (409, "device_busy")
    assert second.json["detail"] == "身份证读卡器正在使用，请稍等再试。"
    assert first[0].status == 200


def test_who_waits_in_vain_is_told_what_to_do(tmp_path):
    held = Held()
    with f.running(f.counter(tmp_path, seconds=0.05, card=held)) as bridge:
        answer = f.ask(bridge, "/read/card")
        held.go.set()
    assert answer.status == 504
    assert answer.json["detail"] == "等了太久。请把证放到读卡器上，再试一次。"


PDF = {"Content-Type": "application/pdf"}


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/read/card", b"[1]", {}, 422),
        ("/read/card", b"{", {}, 422),
        ("/read/card", b"\xff\xfe", {}, 422),
        ("/sign", b'{"text": 3}', {}, 422),
        ("/rate", b'{"text": "' + b"x" * 201 + b'"}', {}, 422),
        ("/sign", b"[" * 9_000, {}, 422),
        ("/sign", b"x" * 10_001, {}, 422),
        ("/print", b"%PDF-1.7", {}, 422),
        ("/print", b"<html>", PDF, 422),
        ("/print", b"", {**PDF, "Content-Length": "99999999999"}, 422),
        ("/print", b"", {**PDF, "Content-Length": "-1"}, 422),
        ("/print", b"", {**PDF, "Content-Length": "\xb2"}, 422),
        ("/nothing", b"", {}, 404),
        ("/devices", b"", {}, 404),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(bridge, path, body, headers, status):
    answer = f.ask(bridge, path, body=body, headers=headers)
    assert answer.status == status
    assert answer.json["detail"].endswith("。")


def test_it_goes_on_after_nonsense_and_after_who_hangs_up(bridge):
    for sent in (b"\x16\x03\x01\x00", b"POST /print HTTP/1.1\r\n", b"GARBAGE\r\n\r\n"):
        with socket.create_connection((HOST, bridge.server_port), timeout=5) as link:
            link.sendall(sent)
    assert f.ask(bridge, "/read/card").status == 200


def test_nothing_that_was_read_is_logged(bridge, capfd):
    number = f.ask(bridge, "/read/card").json["number"]
    said = capfd.readouterr().err
    assert "POST /read/card" in said
    assert number not in said
    assert f.CODE not in said


def test_a_driver_that_breaks_leaves_the_bridge_running(tmp_path):
    class Broken(Held):
        def read(self, stop: Event):
            raise OSError("no")

    with f.running(f.counter(tmp_path, card=Broken())) as bridge:
        assert f.ask(bridge, "/read/card").status == 502
        assert f.ask(bridge, "/capture").status == 200
