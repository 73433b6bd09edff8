"""The demo city's bodies: real kinds of bodies in real places, with numbers nobody has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.core.organisations import services
from tongban.lib.identifiers import demo_uscc

HOURS = "工作日 9:00-12:00，13:30-17:30（演示）"


@dataclass(frozen=True)
class DemoActor:
    ref: str = "system"


# code, short name, the rest of the full name
BODIES = (
    ("scjg", "市场监管局", "市场监督管理局"),
    ("xzsp", "政务办", "政务服务和大数据管理局"),
    ("wsjk", "卫健委", "卫生健康委员会"),
    ("cgzf", "城管执法局", "城市管理执法局"),
    ("gajj", "公安交警", "公安局交通警察支队"),
    ("gonga", "公安局", "公安局"),
    ("zrzy", "自然资源局", "自然资源和规划局"),
    ("zhuj", "住建局", "住房和城乡建设局"),
    ("rsj", "人社局", "人力资源和社会保障局"),
    ("ybj", "医保局", "医疗保障局"),
    ("mzj", "民政局", "民政局"),
    ("wlj", "文旅局", "文化和旅游局"),
    ("ycj", "烟草专卖局", "烟草专卖局"),
    ("jtj", "交通运输局", "交通运输局"),
    ("jyj", "教育局", "教育局"),
    ("swj", "税务局", "税务局"),
    ("nyj", "农业农村局", "农业农村局"),
    ("yjj", "应急管理局", "应急管理局"),
    ("hbj", "生态环境局", "生态环境局"),
)
PLACES = (
    ("421200", "咸宁市", "咸宁市政务服务中心（演示地址）"),
    ("421202", "咸安区", "咸安区政务服务中心（演示地址）"),
    ("421281", "赤壁市", "赤壁市政务服务中心（演示地址）"),
)
# What a county calls differently from the city.
COUNTY_NAMES = {"wsjk": ["卫健局", "卫生健康局"], "gajj": ["公安交警", "公安局交通警察大队"]}
PARTNERS = (
    ("demo-bank", "演示银行", "演示银行咸宁分行", "bank"),
    ("demo-power", "演示供电公司", "演示供电公司咸宁分公司", "utility"),
    ("demo-water", "演示水务公司", "演示水务咸宁有限公司", "utility"),
    ("demo-gas", "演示燃气公司", "演示燃气咸宁有限公司", "utility"),
    ("demo-court", "演示法院", "演示市中级人民法院", "court"),
)


KINDS = {"body": "11", "institution": "12", "partner": "91"}


def planned() -> list[dict[str, Any]]:
    """Every demo organisation as the keywords of `services.save`, parents first."""
    rows: list[dict[str, Any]] = []
    for division, place, address in PLACES:
        where = {"division": division, "address": address}
        government = f"gov-{division}"
        word = "市政府" if place.endswith("市") else "区政府"
        rows.append({"code": government, "name": f"{place}人民政府", "short_name": word, **where})
        for code, *names in BODIES:
            short, rest = names if division == "421200" else COUNTY_NAMES.get(code, names)
            rows.append(
                {
                    "code": f"{code}-{division}",
                    "name": f"{place}{rest}",
                    "short_name": short,
                    "parent": government,
                    **where,
                }
            )
        rows.append(
            {
                "code": f"hall-{division}",
                "name": f"{place}政务服务中心",
                "short_name": "政务服务中心",
                "kind": "institution",
                "parent": f"xzsp-{division}",
                **where,
            }
        )
    rows += [
        {
            "code": code,
            "name": name,
            "short_name": short,
            "kind": "partner",
            "partner_kind": partner,
            "division": "421200",
        }
        for code, short, name, partner in PARTNERS
    ]
    return rows


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Enter the bodies of the city and two counties, their halls and some partners; again:
    nothing to do."""
    rows = planned()
    for serial, row in enumerate(rows, start=1):
        kind = row.get("kind", "body")
        services.save(
            actor=DemoActor(),
            now=now,
            uscc=demo_uscc(serial, kind=KINDS[kind]),
            phone=f"0715-{serial:07d}（演示）",
            complaint_phone=f"0715-{5_000_000 + serial:07d}（演示）",
            hours="" if kind == "partner" else HOURS,
            **row,
        )
    say(f"机构：{len(rows)} 个")
