"""What one edition of an implementation list says, as plain typed values.

`EditionContent` is parsed from the edition's frozen JSON by `rules.parse_content`. Money is integer
分, limits are `tongban.core.workdays.types.Limit`. `when` is a condition of
`tongban.lib.conditions` over the scenario answers (None = always).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tongban.core.workdays.types import Limit

Condition = Mapping[str, Any] | None
Answers = Mapping[str, Any]


class ProjectKind(StrEnum):
    """办件类型."""

    INSTANT = "instant"  # 即办件
    PROMISED = "promised"  # 承诺件


class Necessity(StrEnum):
    """材料必要性."""

    REQUIRED = "required"  # 必要
    OPTIONAL = "optional"  # 非必要
    DEFERRABLE = "deferrable"  # 容缺后补


class MaterialForm(StrEnum):
    """材料形式: in what shape it is handed in at a counter."""

    ORIGINAL = "original"  # 原件
    COPY = "copy"  # 复印件
    BOTH = "both"  # 原件和复印件
    ELECTRONIC = "electronic"  # 电子版


class MaterialSource(StrEnum):
    """材料来源渠道."""

    APPLICANT = "applicant"  # 申请人自备
    GOVERNMENT = "government"  # 政府部门核发
    OTHER = "other"  # 其他


class Audience(StrEnum):
    """服务对象."""

    PERSON = "person"  # 自然人
    ENTERPRISE = "enterprise"  # 企业法人
    INSTITUTION = "institution"  # 事业法人
    SOCIETY = "society"  # 社会组织法人
    UNINCORPORATED = "unincorporated"  # 非法人企业
    AGENCY = "agency"  # 行政机关
    OTHER = "other"  # 其他组织


class Reach(StrEnum):
    """通办范围: where else than at the deciding body's own hall it may be handed in."""

    NATION = "nation"  # 全国
    PROVINCES = "provinces"  # 跨省
    CITIES = "cities"  # 跨市
    COUNTIES = "counties"  # 跨县
    TOWNSHIPS = "townships"  # 跨镇
    VILLAGES = "villages"  # 跨村

    @property
    def wide(self) -> bool:
        """Whether a window outside the body's own county may take it in."""
        return self not in {Reach.TOWNSHIPS, Reach.VILLAGES}

    def takes_in(self, body: str, window: str) -> bool:
        """Say whether a window in the division of path `window` may take an application in for a
        body in that of path `body`; both are of this installation's city."""
        return self.wide or f"{window.strip('/')}/".startswith(f"{body.strip('/')}/")


@dataclass(frozen=True, slots=True)
class Basis:
    """设定依据: a law and its article; `certain` is False where the article was not verified."""

    law: str
    article: str = ""
    text: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Term:
    """A time limit as the list states it; `limit` None means at once (promise) or none (law)."""

    limit: Limit | None
    text: str = ""
    basis: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class TermRule:
    """A promise of its own for one scenario; the first whose condition holds counts."""

    when: Condition
    promised: Term


@dataclass(frozen=True, slots=True)
class Material:
    """One application material 申请材料.

    `document_type` is the code of the DocumentType that it is (what a licence can prove or another
    matter produces); `obtained`: government looks it up itself (`source_note` says where), so it
    is never asked. `formats` are file endings. `hint` is 填报须知, `standard` 受理标准,
    `sample` what it shows; `blank_file` and `sample_file` are tokens of published files (空白表格,
    样本).
    """

    code: str
    name: str
    document_type: str = ""
    necessity: Necessity = Necessity.REQUIRED
    source: MaterialSource = MaterialSource.APPLICANT
    source_note: str = ""
    formats: tuple[str, ...] = ("pdf", "jpg", "png", "heic")
    max_mb: int = 20
    shape: MaterialForm | None = None
    paper: str = ""  # 纸质规格, such as A4
    originals: int = 0
    copies: int = 1
    hint: str = ""
    standard: str = ""
    sample: str = ""
    blank_file: str = ""
    sample_file: str = ""
    basis: str = ""
    certain: bool = True
    obtained: bool = False
    when: Condition = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a scenario question."""

    code: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario question 情形引导; `default` is what is assumed before it is answered."""

    code: str
    text: str
    choices: tuple[Choice, ...]
    hint: str = ""
    default: str = ""
    when: Condition = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """One 情形 of the matter: who is in it (`when`), and what it is called. The first that holds
    is the applicant's; one without a condition is what remains."""

    code: str
    name: str
    hint: str = ""
    when: Condition = None


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge. `amount` in 分, None where it depends (then `standard` says on what); `reducible`:
    it may be reduced or waived (减免), `reduction` says for whom."""

    code: str
    name: str
    amount: int | None
    standard: str
    basis: str
    note: str = ""
    reducible: bool = False
    reduction: str = ""
    certain: bool = True
    when: Condition = None


@dataclass(frozen=True, slots=True)
class AcceptCondition:
    """A condition of acceptance 受理条件, with its legal basis."""

    text: str
    basis: str = ""
    when: Condition = None


@dataclass(frozen=True, slots=True)
class StepNote:
    """One step as the guide shows it: who, what, how many days of the promise."""

    name: str
    who: str
    days: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Faq:
    """A question people ask, and its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Result:
    """办理结果: the document the matter produces.

    `kind` licence|approval|filing|other; `licence_type` the type code that `licences` issues under
    ("" when none is issued); `valid_months` None = no end.
    """

    document_type: str
    name: str
    kind: str = "licence"
    licence_type: str = ""
    valid_months: int | None = None
    sample: str = ""
    sample_file: str = ""


@dataclass(frozen=True, slots=True)
class SpecialProcedure:
    """特别程序 that lawfully stops the clock, with its longest time."""

    code: str
    name: str
    limit: Limit | None
    basis: str = ""
    certain: bool = True


class Timing(StrEnum):
    """By when a case is typed into a system elsewhere."""

    BEFORE = "before"  # 作出决定前: the decision waits for the receipt number
    AFTER = "after"  # 受理后: due, and counted, but nothing waits for it


@dataclass(frozen=True, slots=True)
class Outside:
    """二次录入: a system of the ministry's or the province's without an interface, in which a case
    of this matter is handled too; `system` is its code (`ports.outside`), `basis` the rule that
    demands it."""

    system: str
    timing: Timing = Timing.AFTER
    basis: str = ""


@dataclass(frozen=True, slots=True)
class EditionContent:
    """Everything that an edition says (domain §1(c)); frozen with it.

    A list that renews or ends a licence (`renews`, `cancels`: the type's document type) has the
    applicant pick one of its own; `renewal_rule` is the head of the dated parameters that say when
    (`rules.renewal_rules`).
    """

    summary: str
    audience: tuple[Audience, ...]
    project_kind: ProjectKind
    basis: tuple[Basis, ...]
    statutory: Term
    promised: Term
    result: Result
    form: Mapping[str, Any]
    procedure: str  # code of a published procedure
    ask_phone: str
    complain_phone: str
    address: str = ""
    hours: str = ""
    promised_rules: tuple[TermRule, ...] = ()
    conditions: tuple[AcceptCondition, ...] = ()
    materials: tuple[Material, ...] = ()
    questions: tuple[Question, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    fees: tuple[Fee, ...] = ()
    fee_note: str = ""
    steps: tuple[StepNote, ...] = ()
    special: tuple[SpecialProcedure, ...] = ()
    faq: tuple[Faq, ...] = ()
    online: bool = False
    depth: tuple[int, ...] = ()  # 网办深度 1–8
    visits: int = 1
    visit_reason: str = ""
    postal: bool = False
    online_payment: bool = False
    hall: bool = True
    handling_forms: tuple[str, ...] = ()  # window | online | post
    commitment: bool = False  # 告知承诺
    commitment_text: str = ""
    agents: bool = True  # 可代办
    reach: Reach | None = None  # 通办范围
    appointment: bool = False  # 可预约
    appointment_note: str = ""
    terminal: bool = False  # 可自助终端办
    partners: tuple[str, ...] = ()  # 联办机构
    intermediary: tuple[str, ...] = ()  # 中介服务
    quantity_limit: str = ""
    renewal: str = ""
    renews: str = ""  # 延续哪种证照: a document type
    renewal_rule: str = ""  # of which dated parameters its window is made: "device3"
    cancels: str = ""  # 注销哪种证照: a document type
    outside: tuple[Outside, ...] = ()  # 二次录入
    remedies: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A material that is not asked, and why; `source` says where government has it from."""

    material: Material
    reason: str  # proved | produced | obtained | scenario
    source: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of this applicant in this scenario.

    `questions` are those that apply, `answers` the answers that count (defaults filled in),
    `scenario` the 情形 that these make (None where the matter names none),
    `materials` what must be handed in, `skipped` what need not be, `fee` the sum in 分 (None: it
    depends), `form` the JSON Schema with the parts that apply.
    """

    answers: Mapping[str, str]
    questions: tuple[Question, ...]
    materials: tuple[Material, ...]
    skipped: tuple[Skipped, ...]
    form: Mapping[str, Any]
    fees: tuple[Fee, ...]
    fee: int | None
    statutory: Term
    promised: Term
    conditions: tuple[AcceptCondition, ...]
    scenario: Scenario | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule that an edition breaks: where (`field`), which (`rule`), in Chinese."""

    field: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A document type answered by a record: what it is, its number, and where it was found."""

    document_type: str
    name: str
    number: str
    source: str
    subject: str = ""
    valid_to: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proven:
    """What live records prove of somebody, by document type; `silent` are the types that a source
    which does not answer just now might prove, with that source's name."""

    found: Mapping[str, Proof] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
