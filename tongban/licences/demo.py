"""The demo city's licence types, and a few licences of demonstration holders.

The type codes are made of a body that does not exist (region 421299): the real ones of GB/T 36903
were not read at a source, so every type is marked as not certain.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tongban.core.accounts.types import SYSTEM
from tongban.core.divisions.errors import UnknownDivision
from tongban.core.jobs import services as jobs
from tongban.core.organisations import selectors as organisations
from tongban.core.organisations.errors import UnknownOrganisation
from tongban.lib.identifiers import demo_uscc
from tongban.licences import selectors, services
from tongban.licences.types import TypeField, TypeSeed
from tongban.parties import services as parties

if TYPE_CHECKING:
    from tongban.core.organisations.models import Organisation

_BODY = demo_uscc(900, kind="11")
# A person who trades as 个体工商户 may be the holder before the entity has its own entry.
_HOLDERS = ("market", "organisation", "natural")
_SHOP = {
    "holder": "企业名称",
    "holder_code": "社会信用代码",
    "address": "经营场所",
    "legal": "法定代表人",
    "head": "企业负责人",
    "quality_head": "质量负责人",
    "warehouse": "仓库地址",
    "mode": "经营方式",
    "scope": "经营范围",
    "valid": "有效期限",
}
_FOOD = {
    "holder": "经营者名称",
    "holder_code": "社会信用代码",
    "address": "经营场所",
    "legal": "法定代表人",
    "business": "主体业态",
    "scope": "经营项目",
    "valid": "有效期限",
}
_APPROVAL = {
    "holder": "申请人",
    "holder_code": "社会信用代码",
    "project": "事项",
    "place": "地点",
    "scope": "许可内容",
    "conditions": "要求",
    "valid": "有效期限",
}
# Which data element each line is; what has none (a founding day in words) is plain text.
ELEMENTS: Mapping[str, str] = {
    "holder": "party.name",
    "holder_code": "party.uscc",
    "type": "party.firm_type",
    "address": "premises.address",
    "legal": "party.legal_representative",
    "head": "person.name",
    "quality_head": "person.name",
    "capital": "party.registered_capital",
    "warehouse": "premises.storage_address",
    "scope": "party.business_scope",
    "business": "food.format",
    "project": "project.name",
    "place": "project.address",
}
REQUIRED = frozenset({"holder", "address"})
PERMIT, FILING = "行政许可证件", "备案凭证"


def _seed(
    serial: int,
    document_type: str,
    title: str,
    *,
    labels: Mapping[str, str],
    numbering: str,
    basis: str,
    kicker: str = PERMIT,
    years: int | None = None,
    multi: bool = False,
    kinds: tuple[str, ...] = _HOLDERS,
    note: str = "类型代码为演示编码",
) -> TypeSeed:
    return TypeSeed(
        code=f"{_BODY}{serial:03d}",
        document_type=document_type,
        title=title,
        holder_kinds=kinds,
        years=years,
        multi=multi,
        numbering=numbering,
        basis=basis,
        note=note,
        kicker=kicker,
        fields=tuple(
            TypeField(key, label, ELEMENTS.get(key, ""), required=key in REQUIRED)
            for key, label in labels.items()
        ),
    )


SEEDS: tuple[TypeSeed, ...] = (
    _seed(
        1, "business-licence", "营业执照", kicker="", numbering="uscc",
        basis="市场主体登记管理条例第二十一条",
        labels={
            "holder": "名称", "holder_code": "社会信用代码", "type": "类型", "address": "住所",
            "legal": "法定代表人", "capital": "注册资本", "founded": "成立日期",
            "scope": "经营范围", "valid": "营业期限",
        },
    ),
    _seed(
        2, "drug-retail-permit", "药品经营许可证", years=5, multi=True, labels=_SHOP,
        numbering="演示鄂药零〔{year}〕{division}-{serial:06d}", basis="药品管理法第五十一条",
    ),
    _seed(
        3, "food-permit", "食品经营许可证", years=5, multi=True, labels=_FOOD,
        numbering="演示JY{division}{year}{serial:06d}", basis="食品安全法第三十五条",
    ),
    _seed(
        4, "prepackaged-food-filing", "仅销售预包装食品备案凭证", kicker=FILING, labels=_FOOD,
        numbering="演示YB{division}{year}{serial:06d}", basis="食品安全法第三十五条",
    ),
    _seed(
        5, "device-2-filing", "第二类医疗器械经营备案凭证", kicker=FILING, labels=_SHOP,
        numbering="演示鄂食药监械经营备{year}{serial:06d}号",
        basis="医疗器械监督管理条例第四十一条",
    ),
    _seed(
        6, "device-3-permit", "第三类医疗器械经营许可证", years=5, labels=_SHOP,
        numbering="演示鄂食药监械经营许{year}{serial:06d}号",
        basis="医疗器械监督管理条例第四十二条",
    ),
    _seed(
        7, "road-dig-approval", "挖掘城市道路许可证", multi=True, labels=_APPROVAL,
        numbering="演示城管挖许〔{year}〕{serial:06d}号", basis="城市道路管理条例第三十三条",
    ),
    _seed(
        8, "approval", "行政许可决定书", multi=True, labels=_APPROVAL,
        numbering="演示许决〔{year}〕{serial:06d}号", basis="行政许可法第三十九条",
        note="没有专用证照的批文；类型代码为演示编码",
    ),
)  # fmt: skip

_PHARMACY = {
    "type": "有限责任公司",
    "address": "演示市演示区演示路 1 号",
    "legal": "演示人甲",
    "head": "演示人甲",
    "quality_head": "演示人乙",
    "capital": "伍拾万元整",
    "founded": "2021年3月1日",
    "mode": "零售",
    "scope": "药品零售；第二类医疗器械销售；食品销售（仅销售预包装食品）",
}


def publish_types(*, now: datetime) -> int:
    """Publish the demo's types; how many there are. Idempotent."""
    for seed in SEEDS:
        services.publish_type(actor=SYSTEM, now=now, seed=seed)
    return len(SEEDS)


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Types, and licences of two demonstration firms in two counties; again: nothing to do."""
    say(f"证照类型：{publish_types(now=now)} 种")
    made = 0
    for division, firm, serial, kinds in (
        ("421202", "演示大药房有限公司", 900_001, ("business-licence",)),
        (
            "421281",
            "演示便民超市有限公司",
            900_002,
            ("business-licence", "prepackaged-food-filing"),
        ),
    ):
        body = _body(division)
        if body is None:
            say(f"证照：{division} 还没有市场监管部门，跳过")
            continue
        holder = parties.identify(
            actor=SYSTEM, now=now, kind="market", name=firm, identity_type="uscc",
            number=demo_uscc(serial, kind="91"), source="演示数据",
        )  # fmt: skip
        made += sum(_issue(holder.pk, kind, body, division, now) for kind in kinds)
    done = jobs.drain(now=now) if made else 0
    say(f"证照：颁发 {made} 份，制证 {done} 份")


def _issue(holder: int, kind: str, body: "Organisation", division: str, now: datetime) -> bool:
    if selectors.live_of(holder, kind) is not None:
        return False
    data: dict[str, Any] = dict(_PHARMACY)
    services.issue(
        actor=SYSTEM, now=now, type_code=kind, holder=holder, organisation=body.pk,
        division=division, data=data, valid_from=date(2021, 3, 1),
    )  # fmt: skip
    return True


def _body(division: str) -> "Organisation | None":
    """The market supervision body of a county, if the installation has one."""
    try:
        found = organisations.in_division(division)
    except (UnknownDivision, UnknownOrganisation):
        return None
    named = [row for row in found if "市场监督" in row.name or "市场监管" in row.name]
    return named[0] if named else None
