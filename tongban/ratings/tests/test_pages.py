"""The pages: public ones without personal data, the desk's with scope, each in few queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.core.ledger.models import Entry
from tongban.lib.identifiers import demo_identity
from tongban.ratings import services
from tongban.ratings.models import Rating
from tongban.ratings.rules import public_text
from tongban.ratings.tests.factories import NOW, Town
from tongban.workflow import selectors as engine

IDENTITY = demo_identity(3, date(1960, 1, 1))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"我的身份证{IDENTITY}号", "我的身份证＊＊＊号"),
        ("电话１２００００００００１。", "电话＊＊＊。"),
        ("电话 120-0000-0001", "电话 ＊＊＊"),
        ("卡号 6200 0000 0000 0000 000", "卡号 ＊＊＊"),
        ("邮箱 a.b@demo.example 请回", "邮箱 ＊＊＊ 请回"),
        ("车牌鄂L12345违停", "车牌＊＊＊违停"),
        ("加我微信:demo_user12", "加我微信:＊＊＊"),
        ("王小明科长态度好", "王＊科长态度好"),
        ("窗口人员说要等2026年12月", "窗口人员说要等2026年12月"),
        ("跑了3趟，等了120分钟，交了1500元", "跑了3趟，等了120分钟，交了1500元"),
    ],
)
def test_what_names_or_reaches_a_person_is_masked(written: str, read: str) -> None:
    assert public_text(written) == read


def finish(town: Town, row: Rating) -> None:
    town.step("chief", row, "contact", "reached")
    town.step("chief", row, "handle", "fixed")
    town.step("service_office", row, "review", "resolved")
    town.step("chief", row, "answer", "done", "已联系12000000001的本人并整改")


def test_the_public_reads_words_after_the_review_and_masked(town: Town) -> None:
    row = town.bad(comment=f"找李大力主任三次，我的电话12000000009，证号{IDENTITY}")
    page, body = town.client(), town.bodies["body"]
    address = f"/ratings/{body.code}/"
    text = page.get(address).content.decode()
    assert "找李" not in text
    assert "正在整改" in text
    finish(town, row)
    text = page.get(address).content.decode()
    assert "找李＊主任三次" in text
    assert "部门答复" in text
    for secret in ("12000000009", "12000000001", IDENTITY, "王演示", "演示市民", "大力"):
        assert secret not in text, secret


def test_who_did_not_let_it_is_counted_and_not_quoted(town: Town) -> None:
    services.rate(
        actor=town.actor("citizen"), now=NOW, subject=town.target().subject, level=1,
        comment="很快，但是不要公开", public=False,
    )  # fmt: skip
    services.rate(
        actor=town.actor("citizen"), now=NOW, subject=town.target().subject, level=2, comment="好"
    )
    text = town.client().get(f"/ratings/{town.bodies['body'].code}/").content.decode()
    assert "不要公开" not in text
    assert "满意 2 / 有效评价 2" in text


def test_the_public_table_states_what_each_share_is_of(town: Town) -> None:
    for level in (1, 3, 4):
        services.rate(
            actor=town.actor("citizen"), now=NOW, subject=town.target().subject, level=level,
            real_name=False,
        )  # fmt: skip
    text = town.client().get("/ratings/").content.decode()
    assert "66.67%" in text
    assert "没有评价的、系统默认的和申诉成立剔除的都不计" in text
    assert town.client().get("/ratings/?division=421281").status_code == 200
    empty = town.client().get(f"/ratings/{town.bodies['other'].code}/").content.decode()
    assert "100" not in empty.split("五个等级")[0]
    assert town.client().get("/ratings/nobody/").status_code == 404


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_no_list_asks_more_for_more_rows(town: Town) -> None:
    body = town.bodies["body"].code
    pages = [
        ("", "/ratings/"),
        ("", f"/ratings/{body}/"),
        ("chief", "/desk/ratings/"),
        ("service_office", "/desk/ratings/?open=on"),
        ("chief", "/desk/ratings/pads/"),
    ]
    first = []
    for round_ in range(2):
        for _ in range(1 if round_ == 0 else 8):
            finish(town, town.bad())
            town.bad()
            services.add_pad(
                actor=town.actor("chief"), now=NOW, organisation_id=town.bodies["body"].pk,
                name="窗口",
            )  # fmt: skip
        found = [queries(town.client(who), address) for who, address in pages]
        first = first or found
        assert found == first


def test_the_desk_of_a_followup(town: Town, monkeypatch) -> None:
    monkeypatch.setattr("tongban.ratings.desk.now", lambda: NOW)
    row = town.bad()
    address = f"/desk/ratings/{row.pk}/"
    head = town.client("chief")
    text = head.get(address).content.decode()
    assert "联系核实" in text
    assert "120****7777" in text
    assert "12000077777" not in text
    assert "王演示" not in text
    assert town.client("other_chief").get(address).status_code == 404
    assert town.client("citizen").get(address).status_code == 403
    clerk = town.client("window").get(address).content.decode()
    assert "7777" not in clerk
    assert row.item_id is not None
    task = engine.snapshot(row.item_id).open_tasks[0].seq
    version = engine.snapshot(row.item_id).item.version
    sent = {"task": str(task), "outcome": "reached", "version": str(version)}
    refused = head.post(f"{address}act/complete/", sent)
    assert refused.status_code == 422
    assert "请写明情况" in refused.content.decode()
    done = head.post(f"{address}act/complete/", sent | {"opinion": "已联系"})
    assert done.status_code == 302
    again = head.post(f"{address}act/complete/", sent | {"opinion": "已联系"})
    assert again.status_code == 409
    assert head.post(f"{address}act/nonsense/").status_code == 404


def test_who_contacts_late_says_why(town: Town, monkeypatch) -> None:
    monkeypatch.setattr("tongban.ratings.desk.now", lambda: NOW + timedelta(days=9))
    row = town.bad()
    address = f"/desk/ratings/{row.pk}/"
    head = town.client("chief")
    assert "已经超期，原因是" in head.get(address).content.decode()
    assert row.item_id is not None
    task = engine.snapshot(row.item_id).open_tasks[0].seq
    sent = {"task": str(task), "outcome": "reached", "opinion": "已联系本人"}
    refused = head.post(f"{address}act/complete/", sent)
    assert refused.status_code == 422
    assert "已联系本人" in refused.content.decode()
    done = head.post(f"{address}act/complete/", sent | {"late_reason": "missed"})
    assert done.status_code == 302


def test_the_telephone_is_read_for_a_reason_and_recorded(town: Town) -> None:
    row = town.bad()
    address = f"/desk/ratings/{row.pk}/unmask/"
    assert "12000077777" not in town.client("chief").post(address, {"reason": ""}).content.decode()
    shown = town.client("chief").post(address, {"reason": "联系核实差评"}).content.decode()
    assert "12000077777" in shown
    assert Entry.objects.filter(subject=row.ref, verb__contains="read").count() == 1
    clerk = town.client("window").post(address, {"reason": "联系核实差评"})
    assert "12000077777" not in clerk.content.decode()
    assert Entry.objects.filter(subject=row.ref, verb__contains="read").count() == 1


def test_the_telephone_page_is_the_service_offices(town: Town) -> None:
    target = town.target()
    address = f"/desk/ratings/take/?subject={target.subject}"
    for who in ("window", "chief", "leader"):
        assert town.client(who).get(address).status_code == 404
    office = town.client("service_office")
    assert "不要替对方选" in office.get(address).content.decode()
    assert office.get("/desk/ratings/take/?subject=x").status_code == 404
    assert office.post(address, {"comment": "没选"}).status_code == 422
    assert office.post(address, {"level": "4", "real_name": "on"}).status_code == 302
    assert Rating.objects.get().channel == "phone"
    assert "已经评价过了" in office.get(address).content.decode()


def test_the_way_back_of_an_invitation_stays_on_the_desk(town: Town) -> None:
    clerk = town.client("window")
    for place in ("//evil.example/", "https://evil.example/", "/my/"):
        answer = clerk.post("/desk/ratings/invite/", {"subject": "x", "pad": "1", "next": place})
        assert answer["Location"] == "/desk/ratings/"
