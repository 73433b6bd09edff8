"""The rules of the list: each names its field, its code, and says in Chinese what to do.

Sources: domain §1(f) (validators seen in public systems), 优化营商环境条例 §35 (no condition or
material without a basis, no catch-all), 行政许可法 §42 (promise within the legal limit).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tongban.catalogue.rules import terms
from tongban.catalogue.types import EditionContent, Problem
from tongban.forms import rules as forms
from tongban.forms.errors import FormInvalid
from tongban.lib import conditions

FULLY_ONLINE = frozenset({5, 6})  # 办理 and 结果反馈 online
_CATCH_ALL = re.compile(
    r"(其他|其它|有关|相关|必要的?)(的)?(证明)?(材料|资料|文件)$|等(材料|资料)$"
)

Rule = Callable[[EditionContent], Iterable[Problem]]


def problems(content: EditionContent) -> list[Problem]:
    """Return every rule of the list that the edition breaks; [] when it may be published."""
    return [problem for rule in _RULES for problem in rule(content)]


def _instant(content: EditionContent) -> Iterator[Problem]:
    if terms.on_the_spot(content.promised) != terms.is_instant(content):
        yield Problem(
            "promised",
            "instant",
            "承诺时限为“当场”的必须是即办件，即办件的承诺时限必须为“当场”，请改成一致",
        )


def _within_law(content: EditionContent) -> Iterator[Problem]:
    if content.statutory.limit is None:
        if not content.statutory.text:
            yield Problem("statutory.text", "no_limit_reason", "没有法定时限的，请写明“法律未规定”")
        return
    rules = enumerate(content.promised_rules)
    promised = [("promised", content.promised)]
    promised += [(f"promised_rules[{n}].promised", rule.promised) for n, rule in rules]
    for field, term in promised:
        if term.limit is None:
            continue
        longer = terms.longer(term.limit, content.statutory.limit)
        if longer is None:
            yield Problem(field, "unit", "承诺时限与法定时限的单位不同，请用同一单位")
        elif longer:
            yield Problem(field, "over_law", "承诺时限超过了法定时限，请缩短")


def _visits(content: EditionContent) -> Iterator[Problem]:
    if content.visits < 0:
        yield Problem("visits", "negative", "到现场次数不能为负数")
    if content.visits > 0 and not content.visit_reason:
        yield Problem("visit_reason", "visit_reason", "需要到现场的，请写明必须到现场的原因")
    if content.visits == 0 and not content.online and not content.postal:
        yield Problem("postal", "no_way_in", "不用到现场又不能网上办的，必须开通邮寄收件")
    if content.online and set(content.depth) >= FULLY_ONLINE and content.visits > 0:
        yield Problem("visits", "fully_online", "全程网办的事项，到现场次数应为 0")


def _online(content: EditionContent) -> Iterator[Problem]:
    if any(step not in range(1, 9) for step in content.depth):
        yield Problem("depth", "depth", "网上办理深度只有 1 至 8，请重新选择")
    if content.online and not set(content.depth) - {1}:
        yield Problem("depth", "online_depth", "可网办的，网上办理深度至少要到“收件”")
    if not content.online and set(content.depth) - {1}:
        yield Problem("online", "online_depth", "网上办理深度已到“收件”以上，请改为可网办")
    if content.online_payment and not content.fees:
        yield Problem("online_payment", "free", "不收费的事项不能开通网上支付")


def _steps(content: EditionContent) -> Iterator[Problem]:
    limit = content.promised.limit
    days = sum(step.days for step in content.steps)
    if limit is not None and limit.unit == "day" and days > limit.value:
        yield Problem(
            "steps", "steps_over", f"各环节合计 {days} 天，超过承诺的 {limit.value} 天，请调整"
        )


def _contacts(content: EditionContent) -> Iterator[Problem]:
    for field in ("ask_phone", "complain_phone"):
        if not getattr(content, field):
            yield Problem(field, "phone_missing", "请填写咨询电话和投诉电话")
    if content.ask_phone and content.ask_phone == content.complain_phone:
        yield Problem("complain_phone", "same_phone", "投诉电话不能与咨询电话相同")


def _result(content: EditionContent) -> Iterator[Problem]:
    if content.result.name and not content.result.kind:
        yield Problem("result.kind", "result_kind", "有办理结果名称的，请选择结果类型")
    if content.result.name and not content.result.sample:
        yield Problem("result.sample", "result_sample", "有办理结果名称的，请附结果样本")


def _licence(content: EditionContent) -> Iterator[Problem]:
    """A list that renews or ends a licence says which, and by what rule the days are counted."""
    if content.renews and content.cancels:
        yield Problem("cancels", "renews_and_cancels", "延续和注销不能是同一件事，请分成两个事项")
    if content.renews and content.result.licence_type != content.renews:
        yield Problem("renews", "renews_other", "延续的证照须和办理结果的电子证照类型一致")
    if content.cancels and content.result.licence_type:
        yield Problem("cancels", "cancels_issues", "注销的事项不发电子证照，请把电子证照类型留空")
    if content.renews and not content.renewal_rule:
        yield Problem("renewal_rule", "no_rule", "请选择延续的规则，申请人要知道何时可以申请")
    if content.renewal_rule and content.renewal_rule not in terms.renewal_rules():
        yield Problem("renewal_rule", "rule_unknown", "没有这条延续规则，请另选")
    if content.renewal_rule and not content.renews:
        yield Problem("renews", "rule_without", "选了延续规则的，请选择延续的证照")


def _outside(content: EditionContent) -> Iterator[Problem]:
    """To type a case in twice is a burden that somebody's rule must demand, once a system."""
    for n, one in enumerate(content.outside):
        if one.system.strip() and not one.basis.strip():
            text = "要二次录入的，请写明是哪份文件要求的；没有文件要求的删去"
            yield Problem(f"outside[{n}].basis", "no_basis", text)
    for system, times in Counter(one.system for one in content.outside).items():
        if times > 1:
            text = f"外部系统“{system}”出现了 {times} 次，请只留一行"
            yield Problem("outside", "twice", text)


def _basis(content: EditionContent) -> Iterator[Problem]:
    if not content.basis:
        yield Problem("basis", "no_basis", "请写明设定依据(法律、法规名称和条款)")
    for n, condition in enumerate(content.conditions):
        if not condition.basis:
            yield Problem(f"conditions[{n}]", "no_basis", "受理条件必须有法定依据，请写依据")
    for n, fee in enumerate(content.fees):
        if not fee.basis:
            yield Problem(f"fees[{n}]", "no_basis", "收费必须写明依据")
        if fee.amount is not None and fee.amount < 0:
            yield Problem(f"fees[{n}].amount", "negative", "收费金额不能为负数")


def _materials(content: EditionContent) -> Iterator[Problem]:
    for n, material in enumerate(content.materials):
        if _CATCH_ALL.search(material.name):
            yield Problem(f"materials[{n}].name", "catch_all", "不能写“其他材料”，请写出具体材料")
        if material.document_type and material.document_type == content.result.document_type:
            yield Problem(
                f"materials[{n}]", "circle", "要求提交本事项自己的办理结果，属于循环证明，请删去"
            )
        if material.obtained and material.source == "applicant":
            yield Problem(
                f"materials[{n}].source", "obtained", "由政府核查的材料，来源应为“政府部门核发”"
            )


def _codes(content: EditionContent) -> Iterator[Problem]:
    named = {
        "materials": [m.code for m in content.materials],
        "questions": [q.code for q in content.questions],
        "fees": [f.code for f in content.fees],
        "scenarios": [s.code for s in content.scenarios],
        "special": [s.code for s in content.special],
    }
    for field, codes in named.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield Problem(field, "twice", f"编号“{code}”出现了 {times} 次，请改成不同的编号")


def _questions(content: EditionContent) -> Iterator[Problem]:
    for n, question in enumerate(content.questions):
        codes = {choice.code for choice in question.choices}
        if len(codes) < 2:
            yield Problem(f"questions[{n}]", "one_choice", "情形问题至少要有两个不同的选项")
        if question.default and question.default not in codes:
            yield Problem(f"questions[{n}].default", "default", "默认选项不在选项之中")


def _conditions(content: EditionContent) -> Iterator[Problem]:
    """Conditions must be well formed and ask only about questions (those before, in a question)."""
    asked: set[str] = set()
    for n, question in enumerate(content.questions):
        yield from _condition(f"questions[{n}].when", question.when, asked)
        asked.add(question.code)
    rows: list[tuple[str, object]] = []
    for name in ("materials", "fees", "conditions", "promised_rules", "scenarios"):
        rows += [(f"{name}[{n}].when", one.when) for n, one in enumerate(getattr(content, name))]
    for field, when in rows:
        yield from _condition(field, when, asked)
    parts = content.form.get("properties")
    known = asked | (set(parts) if isinstance(parts, dict) else set())
    for name, part in (parts or {}).items() if known else ():
        yield from _condition(f"form[{name}]", part.get("x-when"), known)


def _condition(field: str, when: object, asked: set[str]) -> Iterator[Problem]:
    if when is None:
        return
    if conditions.problems(when):
        yield Problem(field, "condition", "条件写法不对")
        return
    for path in sorted(conditions.variables(when) - asked):
        yield Problem(field, "condition_unknown", f"条件用到了没有问过的“{path}”")


def _form(content: EditionContent) -> Iterator[Problem]:
    try:
        forms.check(content.form)
    except FormInvalid as error:
        for path, text in error.detail["problems"]:
            yield Problem(f"form.{path}", "form", f"表单有误：{_form_words(str(path), str(text))}")


def _form_words(path: str, text: str) -> str:
    """Say in Chinese what `forms.check` found; what only a broken import can bring stays as is."""
    if text.startswith("no section"):
        return f"“{path}”所在的分组已经删去，请给它另选分组"
    if text.startswith("a form is an object"):
        return "至少要有一项要填的内容"
    if text.startswith("unknown data element"):
        return f"“{path}”不是词表里的数据元，请另选"
    return f"{path} {text}"


# Texts that must say something, of the edition and of the rows of each list.
_MUST = {
    "materials": {"name": "材料名称"},
    "questions": {"text": "问题"},
    "scenarios": {"name": "情形名称"},
    "fees": {"name": "收费项目名称", "standard": "收费标准"},
    "conditions": {"text": "条件"},
    "steps": {"name": "环节名称"},
    "special": {"name": "程序名称"},
    "faq": {"question": "问题", "answer": "回答"},
    "basis": {"law": "法律法规名称"},
    "outside": {"system": "外部系统"},
}


def _blank(content: EditionContent) -> Iterator[Problem]:
    for field, title in (("summary", "一句话说明"), ("procedure", "审批流程")):
        if not getattr(content, field).strip():
            yield Problem(field, "blank", f"请填写{title}")
    if not content.audience:
        yield Problem("audience", "blank", "请选择服务对象")
    for rows, must in _MUST.items():
        for n, row in enumerate(getattr(content, rows)):
            for field, title in must.items():
                if not getattr(row, field).strip():
                    yield Problem(f"{rows}[{n}].{field}", "blank", f"请填写{title}")
    for n, question in enumerate(content.questions):
        if any(not choice.text.strip() for choice in question.choices):
            yield Problem(f"questions[{n}].choices", "blank", "请填写每个选项的文字")


_RULES: tuple[Rule, ...] = (
    _blank,
    _instant,
    _within_law,
    _visits,
    _online,
    _steps,
    _contacts,
    _result,
    _licence,
    _outside,
    _basis,
    _materials,
    _codes,
    _questions,
    _conditions,
    _form,
)
