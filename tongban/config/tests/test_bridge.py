"""`tongban bridge`: what it starts with."""

import stat

import pytest

from tongban.config import bridge as verb


def built(folder, *arguments):
    made = verb.built(verb.parsed(["--port", "0", "--folder", str(folder), *arguments]))
    made.server_close()
    return made


def test_the_code_is_made_once_for_this_user_alone_and_can_be_changed(tmp_path):
    first = built(tmp_path)
    assert built(tmp_path).code == first.code
    assert stat.S_IMODE((tmp_path / "pairing-code").stat().st_mode) == 0o600
    assert built(tmp_path, "--new-code").code != first.code


def test_the_platform_of_the_settings_or_those_that_are_named(tmp_path):
    assert built(tmp_path).origins == {"http://localhost:8000"}
    named = built(tmp_path, "--origin", "https://a.cn/", "--origin", "https://b.cn")
    assert named.origins == {"https://a.cn", "https://b.cn"}


def test_a_driver_takes_the_place_of_its_simulator(tmp_path):
    place = "tongban.core.devices.bridge.simulators:SimulatedCamera"
    alone = built(tmp_path, "--no-simulate", "--driver", f"camera={place}")
    assert [row.kind for row in alone.counter.rows()] == ["camera"]
    both = built(tmp_path, "--simulate", "--driver", f"camera={place}")
    assert len(both.counter.rows()) == 5
    with pytest.raises(ValueError, match="没有设置任何设备"):
        built(tmp_path, "--no-simulate")


@pytest.mark.parametrize("text", ["teapot=x:y", "card=nowhere:Driver", "card=json:Nothing", "card"])
def test_a_driver_that_is_not_there_is_said_in_words(tmp_path, text):
    with pytest.raises(ValueError, match=r"设备|驱动"):
        built(tmp_path, "--driver", text)


def test_a_port_that_is_taken_is_said_in_words(tmp_path):
    taken = verb.built(verb.parsed(["--port", "0", "--folder", str(tmp_path)]))
    with pytest.raises(SystemExit, match="--port"):
        verb.main(["--port", str(taken.server_port), "--folder", str(tmp_path)])
    taken.server_close()


def test_the_welcome_says_where_to_enter_which_code(tmp_path):
    made = built(tmp_path)
    said = verb.welcome(made)
    assert made.code in said
    assert "http://localhost:8000/desk/devices/" in said
    assert "身份证读卡器：模拟读卡器（模拟）" in said
