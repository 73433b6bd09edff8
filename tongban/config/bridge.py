"""`tongban bridge`: the program at a window, between its devices and the pages of the desk."""

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from tongban.config import settings
from tongban.core.devices import rules
from tongban.core.devices.bridge import simulators
from tongban.core.devices.bridge.counter import Counter
from tongban.core.devices.bridge.server import Bridge
from tongban.core.devices.types import TITLES, Driver
from tongban.lib import secretfile

PORT = 8137


def pairing_code(folder: Path, *, fresh: bool = False) -> str:
    """Give this computer's pairing code, made once and kept in a file that only its user reads."""
    file = folder / "pairing-code"
    if fresh:
        file.unlink(missing_ok=True)
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secretfile.write(file, rules.new_code().encode())
    return file.read_text(encoding="ascii").strip()


def named_driver(text: str) -> tuple[str, Driver]:
    """Make the driver of `kind=module:Class`. Raises ValueError where there is none."""
    kind, _equals, place = text.partition("=")
    module, _colon, name = place.partition(":")
    if kind not in TITLES:
        raise ValueError(f"没有“{kind}”这种设备，可以是：{'、'.join(TITLES)}")
    try:
        return kind, cast(Driver, getattr(import_module(module), name)())
    except Exception as error:
        raise ValueError(f"{TITLES[kind]}的驱动 {place} 装不上：{error}") from error


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tongban bridge", description="启动本窗口的设备桥")
    port = urlsplit(settings.BRIDGE_URL).port or PORT
    parser.add_argument("--port", type=int, default=port, help="本机端口")
    parser.add_argument(
        "--origin",
        action="append",
        help="可以使用设备的平台地址，可以写多次（默认 TONGBAN_SITE_URL）",
    )
    parser.add_argument("--folder", type=Path, default=settings.VAR / "bridge", help="配对码所在")
    parser.add_argument(
        "--driver", action="append", default=[], metavar="KIND=MODULE:CLASS", help="真实设备的驱动"
    )
    parser.add_argument(
        "--simulate",
        action=argparse.BooleanOptionalAction,
        default=settings.DEMO,
        help="没有驱动的设备用模拟的代替（只在演示里默认）",
    )
    parser.add_argument("--new-code", action="store_true", help="换一个配对码，原来的作废")
    return parser.parse_args(arguments)


def built(given: argparse.Namespace) -> Bridge:
    """Make the bridge that was asked for. Raises ValueError, OSError."""
    drivers = simulators.all_of(given.folder / "printed") if given.simulate else {}
    drivers |= dict(named_driver(text) for text in given.driver)
    if not drivers:
        raise ValueError("没有设置任何设备：用 --driver 写明驱动，或者用 --simulate 模拟")
    origins = [rules.origin_of(text) for text in given.origin or [settings.SITE_URL]]
    code = pairing_code(given.folder, fresh=given.new_code)
    return Bridge(given.port, Counter(drivers), code=code, origins=origins)


def welcome(bridge: Bridge) -> str:
    """Say where it is, who may ask, what stands there, and what to do next."""
    said = [f"窗口设备桥已启动：{bridge.url}    （Ctrl-C 停止）", f"配对码：{bridge.code}", ""]
    for row in bridge.counter.rows():
        said.append(f"{TITLES[row.kind]}：{row.name}{'（模拟）' if row.simulated else ''}")
    said.append("")
    for origin in sorted(bridge.origins):
        said.append(f"请在这台电脑的浏览器打开 {origin}/desk/devices/ ，填入配对码。")
    return "\n" + "".join(f"  {line}\n" for line in said) + "\n"


def main(arguments: list[str]) -> None:
    """Run `tongban bridge` until stopped."""
    given = parsed(arguments)
    try:
        bridge = built(given)
    except ValueError as error:
        sys.exit(f"设备桥没有启动：{error}")
    except OSError as error:
        sys.exit(
            f"设备桥没有启动，端口 {given.port} 不能用（{error}）。"
            "它可能已经在运行；也可以用 --port 换一个。"
        )
    sys.stdout.write(welcome(bridge))
    sys.stdout.flush()
    try:
        bridge.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        bridge.server_close()
