"""The demo city's bodies: real kinds of bodies in real places, with numbers nobody has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.core.divisions import selectors as divisions
from tongban.core.organisations import services
from tongban.lib.identifiers import demo_uscc
from tongban.lib.progress import Bar

if TYPE_CHECKING:
    from tongban.core.divisions.models import Division


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
# What the whole city has besides (`tongban demo --scale full`); new ones come last, for the
# catalogue numbers departments by their place in both lists.
MORE_BODIES = (
    ("fgw", "发改委", "发展和改革委员会"),
    ("jxj", "经信局", "经济和信息化局"),
    ("kjj", "科技局", "科学技术局"),
    ("czj", "财政局", "财政局"),
    ("sfj", "司法局", "司法局"),
    ("slj", "水利局", "水利和湖泊局"),
    ("shwj", "商务局", "商务局"),
    ("tyjr", "退役军人局", "退役军人事务局"),
    ("gjj", "公积金中心", "住房公积金中心"),
    ("cl", "残联", "残疾人联合会"),
    ("mzzj", "民宗局", "民族宗教事务局"),
    ("qxj", "气象局", "气象局"),
    ("xfjy", "消防救援", "消防救援支队"),
    ("rfb", "人防办", "国防动员办公室"),
    ("dag", "档案馆", "档案馆"),
    ("xwcb", "新闻出版局", "新闻出版局"),
)
TOWN, TOWN_SHORT = "town", "乡镇街道"
PLACES = (
    ("421200", "咸宁市", "咸宁市政务服务中心（演示地址）"),
    ("421202", "咸安区", "咸安区政务服务中心（演示地址）"),
    ("421281", "赤壁市", "赤壁市政务服务中心（演示地址）"),
)
MORE_PLACES = (
    ("421221", "嘉鱼县", "嘉鱼县政务服务中心（演示地址）"),
    ("421222", "通城县", "通城县政务服务中心（演示地址）"),
    ("421223", "崇阳县", "崇阳县政务服务中心（演示地址）"),
    ("421224", "通山县", "通山县政务服务中心（演示地址）"),
)
# What a county calls differently from the city.
COUNTY_NAMES = {
    "wsjk": ["卫健局", "卫生健康局"],
    "gajj": ["公安交警", "公安局交通警察大队"],
    "fgw": ["发改局", "发展和改革局"],
    "xfjy": ["消防救援", "消防救援大队"],
}
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
        rows += _offices(division, place, address)
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


def planned_besides(townships: Sequence["Division"]) -> list[dict[str, Any]]:
    """What the whole city has besides `planned`: four more counties, further bodies, townships."""
    rows: list[dict[str, Any]] = []
    for division, place, address in MORE_PLACES:
        rows += _offices(division, place, address)
    for division, place, address in (*PLACES, *MORE_PLACES):
        rows += _bodies(division, place, address, MORE_BODIES)
    rows += [
        {
            "code": f"{TOWN}-{town.code}",
            "name": town_name(town.name),
            "short_name": TOWN_SHORT,
            "parent": f"gov-{town.parent_id}",
            "division": town.code,
            "address": f"{town.name}便民服务中心（演示地址）",
        }
        for town in townships
    ]
    return rows


def town_name(place: str) -> str:
    """Return what the body of a township is called.

    >>> town_name("温泉街道"), town_name("桂花镇"), town_name("咸安商贸物流区")
    ('温泉街道办事处', '桂花镇人民政府', '咸安商贸物流区管理委员会')
    """
    if place.endswith("街道"):
        return f"{place}办事处"
    return f"{place}人民政府" if place[-1] in "镇乡" else f"{place}管理委员会"


def _offices(division: str, place: str, address: str) -> list[dict[str, Any]]:
    """A government, its bodies and its hall."""
    where = {"division": division, "address": address}
    government = {
        "code": f"gov-{division}",
        "name": f"{place}人民政府",
        "short_name": f"{place[-1]}政府",
        **where,
    }
    hall = {
        "code": f"hall-{division}",
        "name": f"{place}政务服务中心",
        "short_name": "政务服务中心",
        "kind": "institution",
        "parent": f"xzsp-{division}",
        **where,
    }
    return [government, *_bodies(division, place, address, BODIES), hall]


def _bodies(
    division: str, place: str, address: str, bodies: Sequence[tuple[str, str, str]]
) -> list[dict[str, Any]]:
    rows = []
    for code, *names in bodies:
        short, rest = names if division == "421200" else COUNTY_NAMES.get(code, names)
        rows.append(
            {
                "code": f"{code}-{division}",
                "name": f"{place}{rest}",
                "short_name": short,
                "parent": f"gov-{division}",
                "division": division,
                "address": address,
            }
        )
    return rows


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Enter the bodies of the city and two counties, their halls and some partners; again:
    nothing to do."""
    rows = planned()
    for serial, row in enumerate(rows, start=1):
        _save(now, serial, row)
    say(f"机构：{len(rows)} 个")


def fill_full(*, now: datetime, say: Callable[[str], None], bar: Bar) -> None:
    """Enter all six counties, the further bodies of each and the townships; again: nothing to
    do."""
    townships = [one for one in divisions.descendants("421200") if one.level == "township"]
    rows = planned_besides(townships)
    step = bar("机构", len(rows))
    for serial, row in enumerate(rows, start=len(planned()) + 1):
        _save(now, serial, row)
        step(1)
    say(f"机构：另有 {len(rows)} 个")


def _save(now: datetime, serial: int, row: Mapping[str, Any]) -> None:
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
