"""The content of one generated edition: a plausible list for its kind, all of it marked 待核实."""

from collections.abc import Mapping
from typing import Any

from tongban.catalogue.demo.plan import Leaf, Name, Slot, dice

DAY = {"unit": "day", "day_kind": "working"}
PERMIT_DAYS = 20  # 行政许可法 §42
PROMISES = (2, 3, 4, 5, 6)  # none above 30 % of the legal limit
SLOW = 40  # but one permit in so many is promised no sooner than the law asks, for the check-up
REMEDIES = (
    "对决定不服的，可以自收到决定书之日起六十日内向本级人民政府申请行政复议，或者自知道之日起六个月内"
    "向人民法院提起行政诉讼（行政复议法第二十条、第二十四条，行政诉讼法第四十六条）。"
)
KINDS = {"licence": "licence", "qualification": "licence", "registration": "licence",
         "approval": "approval", "filing": "filing", "benefit": "approval"}  # fmt: skip
# What is asked besides, by what is handled: code, name, hint.
PAPERS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "licence/new": (
        ("site", "经营场所使用证明", "自有的交不动产权证书，租用的交租赁合同"),
        ("staff", "从业人员名单和资格证明", ""),
        ("rules", "管理制度文本", "写明岗位责任和安全管理"),
    ),
    "qualification/new": (
        ("training", "培训或者考试合格证明", ""),
        ("photo", "近期一寸免冠照片", ""),
    ),
    "registration/new": (
        ("articles", "章程", "全体设立人签字"),
        ("site", "住所使用证明", "自有的交不动产权证书，租用的交租赁合同"),
        ("head", "负责人任职文件", ""),
    ),
    "approval/new": (
        ("plan", "实施方案", "写明时间、地点、范围和安全措施"),
        ("drawing", "位置图和平面图", ""),
    ),
    "filing/new": (("facts", "备案情况说明", "写明备案事项的基本情况"),),
    "benefit/new": (("income", "家庭经济状况说明", ""), ("bank", "银行账户信息", "本人名下的账户")),
    "change": (("changed", "变更事项的说明和依据", "写明变更前后的内容"),),
    "renew": (("kept", "持续符合条件的说明", ""),),
    "reissue": (("lost", "遗失情况说明", "写明遗失的时间和经过"),),
    "cancel": (("ended", "注销原因说明", ""),),
}
MORE = ("经营场所平面图公证书", "近一年的纳税证明", "上级单位盖章的推荐函", "两份纸质申请表")


def result_name(name: str) -> str:
    """Return what an entry's result is called.

    >>> result_name("食品生产许可"), result_name("居住证申领"), result_name("失业登记")
    ('食品生产许可证', '居住证', '失业登记结果')
    """
    for ending in ("核发", "申领", "签发", "配发"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return f"{name}证" if name.endswith("许可") else f"{name}结果"


def content(slot: Slot, forms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the edition's content, without what is its body's own (telephones, place, hours).

    `forms` are the forms by who applies ("p" a person, "e" an enterprise).
    """
    leaf, entry = slot.leaf, slot.leaf.of
    return {
        "summary": f"办理{leaf.name}。演示内容：材料、时限和流程都待核实。",
        "audience": audience(entry),
        "project_kind": "instant" if slot.instant else "promised",
        "basis": basis(entry),
        **_limits(slot),
        "conditions": [
            {"text": f"符合《{entry.law}》规定的条件", "basis": f"{entry.law}（待核实）"}
        ],
        "materials": _materials(slot),
        "questions": _questions(slot),
        "form": forms["p" if "p" in entry.who else "e"],
        "fees": [],
        "fee_note": "不收费",
        "result": _result(entry),
        "procedure": "instant" if slot.instant else "simple",
        "online": slot.online,
        **_ways(slot),
        "hall": True,
        "quantity_limit": "无数量限制",
        "remedies": REMEDIES,
    }


def audience(entry: Name) -> list[str]:
    """Return who may apply (服务对象)."""
    return [kind for letter, kind in (("p", "person"), ("e", "enterprise")) if letter in entry.who]


def basis(entry: Name) -> list[dict[str, Any]]:
    """Return the law; its article was not looked up, and the guide says so."""
    return [{"law": entry.law, "certain": False}]


def _limits(slot: Slot) -> dict[str, Any]:
    permit = slot.leaf.of.type == "01"
    statutory: dict[str, Any] = {"limit": None, "text": "法律未规定办理时限", "certain": False}
    if permit:
        statutory = {
            "limit": {"value": PERMIT_DAYS, **DAY},
            "basis": "行政许可法 第四十二条",
            "certain": False,
        }
    if slot.instant:
        steps = [{"name": "受理并办结", "who": "窗口", "days": 0}]
        return {
            "statutory": statutory,
            "promised": {"limit": None, "text": "当场办结"},
            "steps": steps,
        }
    days = PROMISES[dice("days", slot, len(PROMISES))]
    if permit and dice("slow", slot, SLOW) == 0:
        days = PERMIT_DAYS
    return {
        "statutory": statutory,
        "promised": {"limit": {"value": days, **DAY}, "text": "演示承诺", "certain": False},
        "steps": [
            {"name": "受理", "who": "窗口", "days": 0},
            {"name": "审查", "who": "审查人员", "days": days - 1},
            {"name": "决定", "who": "决定人", "days": 1},
        ],
    }


def _materials(slot: Slot) -> list[dict[str, Any]]:
    leaf, entry = slot.leaf, slot.leaf.of
    found: list[dict[str, Any]] = [
        {
            "code": "application",
            "name": f"{entry.name}申请表",
            "source": "other",
            "source_note": "由您在线填写的表单自动生成，不用上传",
            "obtained": True,
        },
        _known("identity", "居民身份证", "identity-card", "由公安人口库核查，不用提交复印件")
        if "p" in entry.who
        else _known("licence", "营业执照", "business-licence", "由登记机关数据核查，不用提交"),
    ]
    if leaf.handling not in {"", "new"}:
        former = f"原{result_name(entry.name)}"
        found.append(_known("former", former, "", "由本机关的办理记录核查，不用提交"))
    papers = PAPERS.get(f"{entry.set}/{leaf.handling}") or PAPERS.get(leaf.handling, ())
    found += [
        {"code": code, "name": name, "hint": hint, "certain": False} for code, name, hint in papers
    ]
    if dice("more", slot, 12) == 0:
        name = MORE[dice("which", slot, len(MORE))]
        basis = "演示：当地多要的材料"
        found.append({"code": "more", "name": name, "basis": basis, "certain": False})
    if _questions(slot):
        when = {"eq": ["agent", "other"]}
        found.append({"code": "proxy", "name": "授权委托书", "hint": "委托人签字", "when": when})
    return found


def _known(code: str, name: str, document: str, note: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "document_type": document,
        "source": "government",
        "source_note": note,
        "obtained": True,
    }


def _questions(slot: Slot) -> list[dict[str, Any]]:
    if slot.leaf.of.set == "service":
        return []
    return [
        {
            "code": "agent",
            "text": "谁来办理？",
            "default": "self",
            "choices": [
                {"code": "self", "text": "申请人自己"},
                {"code": "other", "text": "委托别人"},
            ],
        }
    ]


def _result(entry: Name) -> dict[str, Any]:
    name = result_name(entry.name)
    return {
        "document_type": entry.slug,
        "name": name,
        "kind": KINDS.get(entry.set, "other"),
        "licence_type": "approval" if KINDS.get(entry.set) == "licence" else "",
        "valid_months": 60 if entry.set == "licence" else None,
        "sample": f"《{name}》演示样式",
    }


def _ways(slot: Slot) -> dict[str, Any]:
    online = [1, 2, 3, 4] if slot.online else [1]
    reasons = ("", "核对原件、领取纸质结果", "递交纸质原件、领取纸质结果各到场一次")
    forms = ["window", *(["online"] if slot.online else []), *(["post"] if not slot.visits else [])]
    return {
        "depth": online if slot.visits else [1, 2, 3, 4, 5, 6, 7],
        "visits": slot.visits,
        "visit_reason": reasons[slot.visits],
        "postal": slot.visits == 0,
        "handling_forms": forms,
    }


def form(words: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a form of these properties (what each asks by its key); all but the address to which
    it is sent are required."""
    properties = {}
    for key, more in words.items():
        role, _, element = key.partition(".")
        properties[key] = {"x-role": role, "x-element": element, **more}
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in words if key != "matter.remark"],
        "x-sections": [
            {"code": "applicant", "title": "申请人"},
            {"code": "matter", "title": "办理内容"},
            {"code": "declare", "title": "承诺与送达"},
        ],
    }


_IN, _ABOUT, _AFTER = ({"x-section": code} for code in ("applicant", "matter", "declare"))
_REST: dict[str, Mapping[str, Any]] = {
    "matter.remark": {**_ABOUT, "title": "要说明的情况"},
    "applicant.delivery.way": _AFTER,
    "applicant.delivery.address": {
        **_AFTER,
        "x-when": {"eq": ["applicant.delivery.way", "post"]},
    },
    "applicant.declaration.true": _AFTER,
}
FORMS = {
    "p": form(
        {
            "applicant.party.name": {**_IN, "title": "申请人姓名"},
            "applicant.party.identity_number": _IN,
            "applicant.party.phone": _IN,
            "applicant.party.address": _IN,
            **_REST,
        }
    ),
    "e": form(
        {
            "applicant.party.name": {**_IN, "title": "单位名称"},
            "applicant.party.uscc": _IN,
            "applicant.party.legal_representative": _IN,
            "contact.person.name": {**_IN, "title": "联系人姓名"},
            "contact.person.phone": {**_IN, "title": "联系人电话"},
            **_REST,
        }
    ),
}


def aliases(leaf: Leaf) -> list[str]:
    """Return other words for a leaf: the entry's own name where it is split."""
    return [leaf.of.name] if leaf.handling else []
