"""The check-up: each rule over plain values, and runs over what is published."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import demo, rules, services, states
from tongban.catalogue.errors import CatalogueForbidden
from tongban.catalogue.models import (
    CheckupRun,
    Edition,
    EditionDraft,
    Finding,
    Implementation,
    Matter,
    TopicMatter,
)
from tongban.catalogue.rules import checkup
from tongban.catalogue.selectors import checkup as selectors
from tongban.catalogue.selectors.checkup import FindingFilters
from tongban.catalogue.services import checking
from tongban.catalogue.tests import factories
from tongban.catalogue.tests.cast import editor, office
from tongban.catalogue.tests.factories import NOW, TODAY
from tongban.catalogue.types import EditionContent
from tongban.core.accounts.tests.factories import clerk
from tongban.core.accounts.types import SYSTEM
from tongban.core.jobs.services import drain
from tongban.core.organisations.models import Organisation
from tongban.lib import canonical

PHONES = {"ask_phone": "0715-1", "complain_phone": "0715-2"}


def content(slug: str = "food-permit", **changes: Any) -> EditionContent:
    return rules.parse_content(factories.matter(slug)["content"] | PHONES | changes)


def found(**changes: Any) -> dict[str, str]:
    """Which rules are broken, with the field of the first finding."""
    result: dict[str, str] = {}
    for one in checkup.of_edition(content(**changes)):
        result.setdefault(one.rule, one.field)
    return result


LIMIT = {"value": 20, "unit": "day", "day_kind": "working"}


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"promised": {"limit": {**LIMIT, "value": 30}}}, "over_law", "promised"),
        ({"statutory": {"limit": LIMIT}, "promised": {"limit": LIMIT}}, "no_promise", "promised"),
        ({"project_kind": "instant"}, "instant", "promised"),
        ({"visits": 2, "visit_reason": "核对"}, "visits", "visits"),
        ({"depth": [1]}, "online", "depth"),
        ({"online_payment": True}, "fee", "online_payment"),
        ({"complain_phone": "0715-1"}, "same_phone", "complain_phone"),
        ({"basis": []}, "no_basis", "basis"),
        ({"materials": [{"code": "x", "name": "其他材料"}]}, "catch_all", "materials[0].name"),
        ({"materials": [{"code": "x", "name": "甲", "document_type": "food-permit"}]}, "circle",
         "materials[0]"),
        ({"materials": [{"code": "x", "name": "甲", "obtained": True}]}, "obtained",
         "materials[0].source"),
        ({"steps": [{"name": "审查", "who": "人", "days": 99}]}, "steps_over", "steps"),
        ({"summary": " "}, "invalid", "summary"),
    ],
)  # fmt: skip
def test_each_rule_is_found_at_its_place(changes: dict[str, Any], rule: str, field: str) -> None:
    assert found() == {}
    assert found(**changes)[rule] == field
    assert rule in checkup.RULES


def listed(number: int, place: str, *names: str) -> checkup.Listed:
    rows = [{"code": str(n), "name": name} for n, name in enumerate(names)]
    return checkup.Listed(number, place, len(rows), content(materials=rows))


def test_who_asks_more_than_the_least_hears_of_what() -> None:
    least, same = listed(1, "嘉鱼县", "甲"), listed(2, "通城县", "乙")
    more = listed(3, "赤壁市", "甲", "丙", "丁", "戊", "己")
    said = dict(checkup.of_matter([more, same, least]))
    assert set(said) == {3}
    assert said[3].message == "要交 5 份，嘉鱼县只要 1 份；多要的有：丙、丁、戊等"
    assert list(checkup.of_matter([more])) == []


def paper(code: str, place: str, gives: str, *takes: str) -> checkup.Papers:
    rows = [{"code": one, "name": f"材料{one}", "document_type": one} for one in takes]
    base = content(materials=rows)
    result = replace(base.result, document_type=gives)
    return checkup.papers_of(code, place, f"事项{code}", replace(base, result=result))


def test_circles_are_found_in_each_division_with_what_stands_above() -> None:
    every = [
        paper("a", "county", "A", "B"),
        paper("b", "city", "B", "A"),
        paper("c", "elsewhere", "A", "B"),
        paper("d", "far", "A", "B"),
    ]
    above = {"county": ["city"], "elsewhere": ["city"], "city": [], "far": []}
    found = list(checkup.circles(every, above))
    assert sorted(code for code, _one in found) == ["a", "c"]
    assert found[0][1].message == "互相要对方的结果：“事项a”→“事项b”→“事项a”"
    whole = [paper("a", "city", "A", "B"), paper("b", "city", "B", "A")]
    assert sorted(code for code, _one in checkup.circles(whole, above)) == ["a", "b"]


def test_a_paper_that_nobody_gives_is_named() -> None:
    every = [paper("a", "x", "A", "B", "C", "D"), paper("b", "y", "B")]
    found = list(checkup.unproven(every, {"C"}))
    assert [(code, one.field) for code, one in found] == [("a", "materials[D]")]
    assert "材料D" in found[0][1].message


# --- runs -----------------------------------------------------------------------------------------


@pytest.fixture
def city() -> None:
    factories.places()
    for slug in ("food-permit", "elder-card", "tobacco"):
        for division in ("421202", "421281"):
            factories.published(slug, division)
    TopicMatter.objects.all().delete()


def run() -> CheckupRun:
    begun = checking.begin(actor=SYSTEM, now=NOW, queued=False)
    for _ in range(100):
        if not checking.step(now=NOW, run_id=begun.pk):
            break
    return checking.current(begun.pk)


def standing() -> set[tuple[str, str, str]]:
    return set(Finding.objects.values_list("rule", "name", "division_id"))


def spoil(slug: str, division: str, **changes: Any) -> Edition:
    """Change a published edition behind everybody's back: as if today's rules were newer."""
    edition = Edition.objects.get(implementation__matter__slug=slug,
                                  implementation__division=division)  # fmt: skip
    text = canonical.text(edition.raw | changes)
    Edition.objects.filter(pk=edition.pk).update(content_text=text)
    return edition


@pytest.mark.django_db
class TestRuns:
    def test_a_sound_catalogue_has_no_findings(self, city: None) -> None:
        done = run()
        assert (done.state, done.done, done.total) == ("done", 6, 6)
        assert standing() == set()

    def test_editions_that_broke_new_rules_are_found_and_mended_ones_go(self, city: None) -> None:
        edition = spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        spoil("tobacco", "421281", nonsense=1)
        first = run()
        assert standing() == {
            ("same_phone", "食品经营许可证核发", "421202"),
            ("invalid", "烟草专卖零售许可证核发", "421281"),
        }
        finding = Finding.objects.get(rule="same_phone")
        assert finding.organisation_id == edition.implementation.organisation_id
        assert finding.ref == edition.implementation.task_code
        Finding.objects.update(first_at=NOW - timedelta(days=3))
        spoil("tobacco", "421281", complain_phone="1", ask_phone="2")
        Edition.objects.filter(implementation__matter__slug="tobacco").update(
            content_text=edition.content_text
        )
        second = run()
        assert second.pk != first.pk
        assert {rule for rule, _name, _place in standing()} >= {"same_phone"}
        kept = Finding.objects.get(rule="same_phone", division="421202")
        assert kept.pk == finding.pk
        assert kept.first_at == NOW - timedelta(days=3)
        assert not Finding.objects.filter(rule="invalid").exists()
        assert run().pk not in {first.pk, second.pk}

    def test_again_gives_the_same_rows(self, city: None) -> None:
        spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        run()
        before = list(Finding.objects.values_list("pk", "first_at", "message"))
        run()
        assert list(Finding.objects.values_list("pk", "first_at", "message")) == before

    def test_orphans(self, city: None) -> None:
        def one(slug: str, division: str) -> Implementation:
            return Implementation.objects.get(matter__slug=slug, division=division)

        Matter.objects.filter(slug="tobacco").update(state="cancelled", state_note="国发取消")
        Organisation.objects.filter(code="mzj-421202").update(active=False)
        Implementation.objects.filter(pk=one("food-permit", "421281").pk).update(
            state=states.SUSPENDED, state_since=TODAY - timedelta(days=91)
        )
        Matter.objects.filter(slug="elder-card").update(version=9)
        topic = services.enter_topic(
            actor=SYSTEM, now=NOW, code="event-x", kind="life_event", name="演示一件事", hint="",
            icon="", order=1,
        )  # fmt: skip
        demo.enter(factories.matter("drug-retail"), now=NOW)
        TopicMatter.objects.all().delete()
        for slug in ("drug-retail", "food-permit"):
            TopicMatter.objects.create(topic=topic, matter=Matter.objects.get(slug=slug))
        EditionDraft.objects.create(
            implementation=one("food-permit", "421202"), state=states.OFFICE_REVIEW,
            content_text="{}", created_at=NOW, created_by="x", saved_at=NOW, saved_by="x",
            moved_at=NOW - timedelta(days=16),
        )  # fmt: skip
        run()
        food, elder, smoke = "食品经营许可证核发", "老年人优待证办理", "烟草专卖零售许可证核发"
        assert standing() == {
            ("matter_cancelled", smoke, "421202"),
            ("matter_cancelled", smoke, "421281"),
            ("body_inactive", elder, "421202"),
            ("behind", elder, "421202"),
            ("behind", elder, "421281"),
            ("suspended_long", food, "421281"),
            ("draft_waiting", food, "421202"),
            ("event_empty", "演示一件事", "421200"),
        }
        assert "11 个工作日" in Finding.objects.get(rule="draft_waiting").message
        EditionDraft.objects.update(moved_at=NOW - timedelta(days=14))
        run()
        assert not Finding.objects.filter(rule="draft_waiting").exists()

    def test_a_county_that_asks_more(self, city: None) -> None:
        implementation = Implementation.objects.get(matter__slug="elder-card", division="421281")
        more = [*factories.matter("elder-card")["content"]["materials"],
                {"code": "more", "name": "居委会证明"}]  # fmt: skip
        factories.republish(implementation, TODAY, materials=more)
        run()
        assert standing() == {("asks_more", "老年人优待证办理", "421281")}
        assert Finding.objects.get().message == "要交 2 份，咸安区只要 1 份；多要的有：居委会证明"
        assert not Finding.objects.get().grave

    def test_a_run_killed_at_any_moment_goes_on(
        self, city: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(checking, "BATCH", 1)  # a matter a batch
        spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        begun = checking.begin(actor=SYSTEM, now=NOW, queued=False)
        assert checking.step(now=NOW, run_id=begun.pk)
        assert checking.current(begun.pk).done == 2
        assert checking.due(NOW) == []
        later = NOW + timedelta(minutes=6)
        assert checking.due(later) == [begun.pk]
        assert checking.begin(actor=SYSTEM, now=later, queued=False).pk == begun.pk

        stale = checking.current(begun.pk)
        assert checking.step(now=later, run_id=begun.pk)
        with pytest.raises(checking.Elsewhere):  # who began on the same batch leaves it
            checking._store(stale, later, [], cursor=10**9, done=6)
        while checking.step(now=later, run_id=begun.pk):
            pass
        assert (checking.current(begun.pk).state, checking.current(begun.pk).done) == ("done", 6)
        assert len(standing()) == 1
        assert not checking.step(now=later, run_id=begun.pk)

    def test_a_batch_costs_the_same_however_many_editions(
        self, city: None, django_assert_num_queries: Any
    ) -> None:
        begun = checking.begin(actor=SYSTEM, now=NOW, queued=False)
        spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        with django_assert_num_queries(7):  # run, matters, editions, [place, findings]
            assert checking.step(now=NOW, run_id=begun.pk)

    def test_only_who_publishes_begins_and_each_sees_their_own(self, city: None) -> None:
        for division in ("421202", "421281"):
            spoil("food-permit", division, complain_phone="1", ask_phone="1")
        services.enter_topic(
            actor=SYSTEM, now=NOW, code="event-x", kind="life_event", name="演示一件事", hint="",
            icon="", order=1,
        )  # fmt: skip
        run()
        body = Organisation.objects.get(code="scjg-421202")
        with pytest.raises(CatalogueForbidden):
            checking.begin(actor=editor(body), now=NOW)

        def seen(actor: Any) -> set[str]:
            rows = selectors.findings(actor, FindingFilters()).rows
            return {row.division_id for row in rows}

        assert seen(editor(body)) == {"421202"}
        assert seen(editor(Organisation.objects.get(code="mzj-421202"))) == set()
        assert seen(office(body)) == {"421202"}
        assert seen(office(Organisation.objects.get(code="scjg-421200"))) == {"421202", "421281"}

    def test_pages_go_by_key_and_filters_narrow(self, city: None) -> None:
        for division in ("421202", "421281"):
            for slug in ("food-permit", "elder-card", "tobacco"):
                spoil(slug, division, complain_phone="1", ask_phone="1")
        run()
        seen, after = [], ""
        while True:
            page = selectors.findings(SYSTEM, FindingFilters(), after=after, limit=4)
            seen += [row.pk for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == 6
        xianan = FindingFilters(division="421202")
        assert len(selectors.findings(SYSTEM, xianan).rows) == 3
        assert len(selectors.findings(SYSTEM, FindingFilters(division="421200")).rows) == 6
        assert selectors.finding_counts(SYSTEM, xianan) == {"same_phone": 3}
        body = Organisation.objects.get(code="mzj-421202")
        mine = FindingFilters(organisation=body.pk)
        assert [row.name for row in selectors.findings(SYSTEM, mine).rows] == ["老年人优待证办理"]
        assert not selectors.findings(SYSTEM, FindingFilters(rule="circle")).rows

    def test_the_command_checks_and_counts(self, city: None) -> None:
        spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        out = io.StringIO()
        call_command("catalogue", "checkup", stdout=out)
        assert "1  咨询、投诉电话缺少或者相同" in out.getvalue()
        assert "已检查 6 份实施清单，发现 1 处。" in out.getvalue()
        assert CheckupRun.objects.count() == 1


# --- pages ----------------------------------------------------------------------------------------

URL = "/desk/catalogue/checkup/"


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def today(self, city: None) -> Any:
        with time_machine.travel(NOW, tick=False):
            yield

    @staticmethod
    def body(code: str = "scjg-421202") -> Organisation:
        return Organisation.objects.get(code=code)

    def test_the_office_begins_a_check_up_and_reads_what_it_found(self, client: Client) -> None:
        spoil("food-permit", "421202", complain_phone="1", ask_phone="1")
        client.force_login(clerk("service_office", self.body("scjg-421200"), division="421200"))
        page = client.get(URL).content.decode()
        assert "还没有体检过" in page
        assert "开始体检" in page
        assert client.post(f"{URL}begin/").status_code == 302
        page = client.get(URL).content.decode()
        assert "已检查 0 / 6 份实施清单" in page
        assert 'action="/desk/catalogue/checkup/begin/"' not in page
        part = client.get(f"{URL}progress/")
        assert "hx-get" in part.content.decode()
        assert "HX-Refresh" not in part
        drain(now=NOW, strict=True)
        assert client.get(f"{URL}progress/")["HX-Refresh"] == "true"
        page = client.get(URL).content.decode()
        assert "重新体检" in page
        assert "食品经营许可证核发" in page
        assert "投诉电话不能与咨询电话相同" in page
        code = Finding.objects.get().ref
        assert f'href="/desk/catalogue/lists/{code}/"' in page
        assert client.get(f"/desk/catalogue/lists/{code}/").status_code == 200
        assert "没有发现这样的问题" in client.get(f"{URL}?rule=circle").content.decode()

    def test_an_editor_sees_their_own_and_begins_nothing(self, client: Client) -> None:
        for division in ("421202", "421281"):
            spoil("food-permit", division, complain_phone="1", ask_phone="1")
        run()
        client.force_login(clerk("editor", self.body()))
        page = client.get(URL).content.decode()
        assert "咸安区演示scjg" in page
        assert "赤壁市演示scjg" not in page
        assert "重新体检" not in page
        assert client.post(f"{URL}begin/").status_code == 403
        rows = list(csv.reader(io.StringIO(client.get(f"{URL}findings.csv").content.decode()[1:])))
        assert rows[0][0] == "问题"
        assert [row[1] for row in rows[1:]] == ["食品经营许可证核发"]
        assert rows[1][7] == "2026-11-23"

    def test_who_does_not_work_on_the_catalogue_has_no_page(self, client: Client) -> None:
        client.force_login(clerk("window", self.body()))
        for address in ("", "progress/", "findings.csv"):
            assert client.get(URL + address).status_code == 403

    def test_the_page_asks_the_same_of_the_database_however_much_was_found(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        for division in ("421202", "421281"):
            for slug in ("food-permit", "elder-card", "tobacco"):
                spoil(slug, division, complain_phone="1", ask_phone="1")
        run()
        client.force_login(clerk("service_office", self.body("scjg-421200"), division="421200"))
        client.get(URL)
        with CaptureQueriesContext(connection) as one:
            client.get(f"{URL}?division=421202&rule=same_phone")
        own = [q["sql"] for q in one if "catalogue_" in q["sql"]]
        assert len(own) == 6  # by rule, by place, the page, its bodies, two runs

    def test_a_filter_that_makes_no_sense_is_left_out(self, client: Client) -> None:
        run()
        client.force_login(clerk("editor", self.body()))
        for query in (
            "?rule=nonsense",
            "?division=%27%3B--",
            "?body=99999999999999999999",
            "?after=x",
        ):
            assert client.get(URL + query).status_code == 200


def test_every_rule_says_what_to_do_and_fits_its_column() -> None:
    assert all(rule.title and rule.help for rule in checkup.RULES.values())
    assert {rule.group for rule in checkup.RULES.values()} == set(checkup.GROUPS)
    longest = max(len(code) for code in checkup.RULES)
    assert longest <= (Finding._meta.get_field("rule").max_length or 0)
