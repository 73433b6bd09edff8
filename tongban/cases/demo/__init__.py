"""Demo cases: applications of demo parties at every stage, made by the same acts as real ones.

Nothing is written past the services: each case is submitted, accepted, sent back, decided at a
moment of the last weeks, so that lights, papers, licences and figures are what they would be.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongban.archives import services as archives
from tongban.cases.demo import cancellations, paying, renewals
from tongban.cases.demo import interested as touched
from tongban.cases.demo.examples import example
from tongban.cases.demo.stories import CITIZENS, FIRM, STORIES, WINDOW, Story
from tongban.cases.models import Case, Channel
from tongban.cases.selectors import rows
from tongban.cases.services import corrections, custody, drafts, intake, progress
from tongban.cases.types import Lack
from tongban.catalogue import selectors as catalogue
from tongban.core.accounts import selectors as accounts
from tongban.core.accounts.types import Actor
from tongban.core.files import services as files
from tongban.core.papers.services import render
from tongban.core.workdays.rules import local_date
from tongban.core.workdays.selectors import calendar as calendar_of
from tongban.forms import rules as forms
from tongban.forms import selectors as forms_selectors
from tongban.lib.errors import Refusal
from tongban.parties.selectors import identity_of, parties_i_may_act_for, party_of_account
from tongban.ratings import selectors as ratings_of
from tongban.ratings import services as ratings
from tongban.workflow import selectors as engine
from tongban.workflow.types import Complete, Late, SendBack, Suspend

if TYPE_CHECKING:
    from tongban.licences.models import Licence

SHANGHAI = ZoneInfo("Asia/Shanghai")


def fill(*, now: datetime, say: Callable[[str], None]) -> None:
    """Make the demo's cases once; an installation that has cases is left as it is."""
    if Case.objects.exists():
        return
    chance = random.Random(20201001)
    made = 0
    page = render(template="papers.sample", data={}, seal=False)
    for story in sorted(STORIES, key=lambda story: -story.ago):  # as time went by
        try:
            made += tell(story, now=now, page=page, chance=chance)
        except Refusal as refusal:
            say(f"演示办件 {story.matter} {story.division} 未建立：{refusal}")
    touched.tell(now=now)
    made += take_in(now=now, page=page)
    made += tell_renewals(now=now, say=say, page=page, chance=chance)
    say(f"演示办件 {made} 件")
    say(f"待归档 {archives.look_for(now)} 件，文书制成后归档")


def tell_renewals(
    *, now: datetime, say: Callable[[str], None], page: bytes, chance: random.Random
) -> int:
    """Make the renewals of the demo firm, and what ended without one; returns how many cases."""
    applicant = accounts.actor_by_phone(FIRM, now=now)
    standings = parties_i_may_act_for(applicant, now=now) if applicant else ()
    firm = next((one.party_id for one in standings if one.kind != "natural"), None)
    if applicant is None or firm is None:
        return 0

    def apply(licence: "Licence", story: Story) -> Case | None:
        task_code = catalogue.task_code_of(story.matter, story.division)
        if not task_code:
            return None
        days = Days(story, now, chance)
        case = apply_for(
            story, applicant, task_code, at=days.next(), page=page, licence=licence.token
        )
        Handling(case, days, now).accept()
        return case

    try:
        made = renewals.tell(firm, now=now, apply=apply)
        cancellations.tell(firm, now=now)
        return made
    except Refusal as refusal:
        say(f"演示延续、注销 未建立：{refusal}")
        return 0


def tell(story: Story, *, now: datetime, page: bytes, chance: random.Random) -> int:
    """Make one case, each act on its day; returns 1 if it was made."""
    applicant = accounts.actor_by_phone(story.phone, now=now)
    days = Days(story, now, chance)
    task_code = catalogue.task_code_of(story.matter, story.division)
    if applicant is None or not task_code:
        return 0
    case = apply_for(story, applicant, task_code, at=days.next(), page=page)
    Handling(case, days, now).walk(story)
    if story.rating:
        case.refresh_from_db()
        rated = ratings.rate(
            actor=applicant, now=days.next(), subject=case.subject, level=story.rating,
            comment=story.words, tags=story.tags,
        )  # fmt: skip
        for step, outcome, words in story.followed:
            follow(rated.pk, step, outcome, words, days=days, now=now)
    return 1


def follow(
    rating: int, step: str, outcome: str, words: str, *, days: "Days", now: datetime
) -> None:
    """Do one step of what follows a bad rating, by whoever may."""
    row = ratings_of.by_id(rating)
    if row.item_id is None:
        return
    for task in engine.snapshot(row.item_id).open_tasks:
        offices = [task.office.id] if task.office else []
        offices += [int(key) for key in (task.office.path if task.office else "").split("/") if key]
        for office in dict.fromkeys(offices):
            for holder in accounts.holders(task.role, office, now=now):
                actor = accounts.actor_for_account(holder.pk, now=now)
                if task.step == step:
                    command = Complete(task.seq, outcome, words)
                    ratings.act(actor=actor, now=days.next(), row=row, command=command)
                    return


class Days:
    """The moments of one story: hours or a working day apart, never later than now."""

    def __init__(self, story: Story, now: datetime, chance: random.Random) -> None:
        self.now, self.chance = now, chance
        calendar, day = calendar_of(story.division), local_date(now)
        left = story.ago
        while left > 0:
            day -= timedelta(days=1)
            left -= calendar.is_working(day)
        opening = datetime.combine(day, time(9), tzinfo=SHANGHAI)
        self.at = min(opening + timedelta(minutes=chance.randrange(5, 150)), now)

    def next(self, *, working_days: int = 0) -> datetime:
        """Return the next moment."""
        self.at += timedelta(days=working_days, minutes=self.chance.randrange(10, 70))
        self.at = min(self.at, self.now)
        return self.at


def apply_for(
    story: Story, applicant: Actor, task_code: str, *, at: datetime, page: bytes, licence: str = ""
) -> Case:
    """Fill a draft as its applicant would, about a licence (its token) if need be; submit it."""
    draft = drafts.open_draft(actor=applicant, now=at, task_code=task_code)
    token = draft.token
    for standing in parties_i_may_act_for(applicant, now=at):
        if standing.kind != "natural" and story.phone == FIRM:
            drafts.apply_as(actor=applicant, now=at, token=token, party=standing.party_id)
    if licence:
        drafts.choose_licence(actor=applicant, now=at, token=token, licence=licence)
    return hand_in(applicant, token, at=at, page=page, choose=story.choose)


def hand_in(actor: Actor, token: str, *, at: datetime, page: bytes, choose: int = 0) -> Case:
    """Answer, fill in and hand in a draft as whoever writes it would: the applicant, a window."""
    draft = rows.draft(actor, token)
    answers = {
        question.code: question.choices[min(choose, len(question.choices) - 1)].code
        for question in draft.edition.parsed.questions
    }
    drafts.save(actor=actor, now=at, token=token, answers=answers)
    draft = rows.draft(actor, token)
    wanted, _received = rows.asked_of(draft, now=at)
    known = forms_selectors.prefill(wanted.form, actor=actor, subject=f"party:{draft.applicant_id}")
    data = {**example(wanted.form), **{key: one.value for key, one in known.items()}}
    if draft.channel == Channel.HALL and draft.applicant is not None:
        said = identity_of(draft.applicant)
        data |= {
            key: said[one["x-element"]]
            for key, one in wanted.form["properties"].items()
            if one["x-role"] == "applicant" and one["x-element"] in said
        }
    drafts.save(
        actor=actor,
        now=at,
        token=token,
        data=forms.prune(wanted.form, data, wanted.answers),
    )
    given = {
        material.code: [
            files.receive(
                owner=actor.ref,
                now=at,
                name=f"{material.name[:40]}（演示）.pdf",
                stream=[page],
                purpose="material",
            ).token
        ]
        for material in wanted.materials
    }
    drafts.keep_files(actor=actor, now=at, token=token, given=given)
    return intake.submit_draft(actor=actor, now=at, token=token)


def take_in(*, now: datetime, page: bytes) -> int:
    """异地代收: 咸安's window takes in a citizen's 老年人优待证 for 赤壁 and keeps an original."""
    window, citizen = accounts.actor_by_phone(WINDOW, now=now), accounts.by_phone(CITIZENS[1])
    party = party_of_account(citizen.pk) if citizen else None
    task_code = catalogue.task_code_of("elder-card", "421281")
    if window is None or party is None or not task_code:
        return 0
    at = now - timedelta(hours=3)
    draft = drafts.assist(actor=window, now=at, task_code=task_code, party=party.pk)
    case = hand_in(window, draft.token, at=at, page=page)
    custody.keep(actor=window, now=at, key=case.custody.pk, papers=["原老年人优待证（演示）"])
    return 1


class Handling:
    """The bodies' side of one story: whoever may do the next step does it."""

    def __init__(self, case: Case, days: Days, now: datetime) -> None:
        self.case, self.days, self.now = case, days, now

    def staff(self) -> Iterator[Actor]:
        """Yield those who hold the role of an open task in its organisation."""
        for task in engine.snapshot(self.case.item_id).open_tasks:
            if task.office is None:
                continue
            for holder in accounts.holders(task.role, task.office.id, now=self.now):
                yield accounts.actor_for_account(holder.pk, now=self.now)

    def who_may(self, act: str) -> tuple[Actor, Any] | None:
        """Return the first of the staff who may do `act` now, and the act."""
        for actor in self.staff():
            for allowed in engine.allowed_acts(self.case.item_id, actor, self.now):
                if allowed.act == act and not allowed.blocked:
                    return actor, allowed
        return None

    def walk(self, story: Story) -> None:
        """Take the case as far as the story goes."""
        if story.way == "submitted" or self.ended():
            return
        if story.way == "correcting":
            self.ask_for_more()
        elif story.way == "refused":
            self.refuse()
        elif self.accept():
            paying.tell(
                self.case,
                accounts.actor_by_phone(story.phone, now=self.now),
                story.fee,
                self.days.next,
            )
            self.go_on(story)

    def ended(self) -> bool:
        self.case.item.refresh_from_db()
        return self.case.item.decided_at is not None

    def accept(self) -> bool:
        found = self.who_may("accept")
        if found is not None:
            at = self.days.next()
            intake.accept(actor=found[0], now=at, case=self.case, version=None)
        return found is not None

    def ask_for_more(self) -> None:
        found, first = self.who_may("ask_correction"), self.case.materials.first()
        if found is None or first is None:
            return
        lack = Lack(f"material:{first.code}", first.name, "扫描件不清晰，请重新拍照或扫描后上传")
        corrections.ask_correction(
            actor=found[0], now=self.days.next(), case=self.case, version=None, lacks=[lack]
        )

    def refuse(self) -> None:
        found = self.who_may("refuse")
        if found is None:
            return
        intake.refuse(
            actor=found[0],
            now=self.days.next(),
            case=self.case,
            version=None,
            reason="申请设置的位置属于市级管理的主干道，不属于本机关职权范围。",
            redirect="咸宁市城市管理执法局",
        )

    def go_on(self, story: Story) -> None:
        """Do the steps after acceptance until the story's stop."""
        if story.way == "suspended":
            self.suspend()
            return
        for _ in range(12):
            if self.ended():
                return
            found = self.who_may("complete")
            if found is None:
                return
            actor, act = found
            if story.way == "review" or (story.way == "visit" and act.step == "visit"):
                return
            if story.way == "rectify" and act.step == "visit":
                self.send_back()
                return
            self.complete(actor, act)

    def complete(self, actor: Actor, act: Any) -> None:
        at = self.days.next(working_days=1)
        command = Complete(
            task=act.task,
            outcome=act.choices[0] if act.choices else "",
            opinion="经审查，符合规定条件。（演示）",
        )
        late = Late("complex", "需要核对历史档案。（演示）")  # kept only where it is late
        progress.perform(actor=actor, now=at, case=self.case, command=command, late=late)

    def send_back(self) -> None:
        found = self.who_may("send_back")
        if found is None:
            return
        actor, act = found
        command = SendBack(task=act.task, to="applicant", reason="阴凉区温度记录仪未校准，请整改。")
        progress.perform(actor=actor, now=self.days.next(), case=self.case, command=command)

    def suspend(self) -> None:
        found = self.who_may("suspend")
        if found is None:
            return
        command = Suspend(reason="testing", note="公共场所卫生检测（演示）", days=7)
        progress.perform(actor=found[0], now=self.days.next(), case=self.case, command=command)
