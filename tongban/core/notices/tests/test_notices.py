"""The inbox, the channels and their log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tongban.core.accounts import ports as accounts_ports
from tongban.core.accounts import services as accounts
from tongban.core.accounts.models import Account
from tongban.core.accounts.selectors import actor_of
from tongban.core.accounts.types import SYSTEM
from tongban.core.notices import handlers, ports, selectors, services
from tongban.core.notices.errors import ChannelDown, ChannelRefused, MissingWord, UnknownNotice
from tongban.core.notices.models import Delivery, Notice, OutboxMessage
from tongban.core.notices.types import Channel, Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PHONE = "12000000073"

ports.templates.register("test.accepted", "{matter}已受理", "您申请的{matter}已受理，{due}前办结。")
ports.templates.register("test.two", "两路", "正文", channels=("sms", "carrier-pigeon"))


@pytest.fixture
def account() -> Account:
    return accounts.create_account(actor=SYSTEM, now=NOW, name="演示甲", phone=PHONE)


def tell(account: Account | None, **changes: Any) -> Notice:
    given: dict[str, Any] = {
        "to_account": account.pk if account else None,
        "template": "test.accepted",
        "context": {"matter": "食品经营许可", "due": "12-01"},
        "now": NOW,
        "link": "/my/",
    }
    return services.notify(**(given | changes))


@pytest.fixture
def gateway() -> Any:
    """An SMS gateway outside; `answer` is raised when it is an exception."""

    class Gateway:
        answer: Exception | None = None
        sent: list[Message]

        def send(self, message: Message) -> None:
            if self.answer:
                raise self.answer
            self.sent.append(message)

    line = Gateway()
    line.sent = []
    ports.channels.register(
        Channel("sms", "短信", lambda recipient: recipient.phone, line.send, lambda _to: "120****")
    )
    yield line
    ports.channels.register(handlers.demo_sms())


def test_a_notice_is_in_the_inbox_and_the_demo_sms_in_the_outbox(account: Account) -> None:
    notice = tell(account)
    assert notice.title == "食品经营许可已受理"
    assert selectors.inbox(account.pk) == [notice]
    assert selectors.unread(account.pk) == 1
    (out,) = selectors.outbox()
    assert (out.channel, out.masked) == ("sms", "120****0073")
    assert out.body == "您申请的食品经营许可已受理，12-01前办结。"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.masked) == ("sent", 1, "120****0073")


def test_the_text_and_the_phone_are_sealed_in_the_database(account: Account) -> None:
    from django.db import connection

    notice = tell(account)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, body FROM notices_notice WHERE id = %s", [notice.pk])
        phone, body = cursor.fetchone()
    assert PHONE not in phone
    assert "食品" not in body


def test_the_same_key_tells_once(account: Account) -> None:
    assert tell(account, key="case:1:accepted").pk == tell(account, key="case:1:accepted").pk
    assert Delivery.objects.count() == 1


def test_a_word_that_is_missing_and_an_unknown_text_are_errors(account: Account) -> None:
    with pytest.raises(MissingWord):
        tell(account, context={})
    with pytest.raises(UnknownNotice):
        tell(account, template="no.such")
    assert Notice.objects.count() == 0


def test_words_are_replaced_never_evaluated(account: Account) -> None:
    notice = tell(account, context={"matter": "{due.__class__}", "due": "12-01"})
    assert notice.title == "{due.__class__}已受理"


def test_a_channel_that_is_not_here_is_left_out(account: Account) -> None:
    tell(account, template="test.two", context={})
    assert [delivery.channel for delivery in Delivery.objects.all()] == ["sms"]


def test_someone_without_account_is_told_by_phone_alone() -> None:
    notice = tell(None, to_phone=PHONE)
    assert notice.account_id is None
    assert selectors.outbox().get().masked == "120****0073"


def test_a_rolled_back_act_tells_nobody(account: Account) -> None:
    def act() -> None:
        with transaction.atomic():
            tell(account)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert (Notice.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_a_gateway_that_is_down_is_tried_again_with_growing_pauses(
    account: Account, gateway: Any
) -> None:
    gateway.answer = ChannelDown("timeout")
    tell(account)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    at, waits = NOW, []
    for _attempt in range(6):
        assert services.retry(at) == 1
        delivery.refresh_from_db()
        waits.append(delivery.next_at - at)
        at = delivery.next_at
    assert [wait.total_seconds() / 60 for wait in waits[:5]] == [1, 5, 30, 120, 720]
    assert (delivery.state, delivery.attempts, delivery.error) == ("dead", 6, "timeout")
    assert services.retry(at + timedelta(days=9)) == 0


def test_a_gateway_that_comes_back_gets_it_once(account: Account, gateway: Any) -> None:
    gateway.answer = ChannelDown("timeout")
    tell(account)
    services.retry(NOW)
    gateway.answer = None
    assert services.retry(NOW + timedelta(seconds=59)) == 0
    assert services.retry(NOW + timedelta(seconds=60)) == 1
    pk = Delivery.objects.get().pk
    assert services.deliver(delivery_id=pk, now=NOW + timedelta(hours=1)) == "sent"
    assert [message.to for message in gateway.sent] == [PHONE]
    assert gateway.sent[0].link.endswith("/my/")


def test_a_number_that_the_gateway_refuses_is_given_up(account: Account, gateway: Any) -> None:
    gateway.answer = ChannelRefused("no such number")
    tell(account)
    services.retry(NOW)
    assert Delivery.objects.get().state == "dead"


def test_a_delivery_that_another_worker_holds_is_left_alone(account: Account, gateway: Any) -> None:
    tell(account)
    delivery = Delivery.objects.get()
    Delivery.objects.update(next_at=NOW + services.LEASE)
    assert services.deliver(delivery_id=delivery.pk, now=NOW) == "queued"
    assert gateway.sent == []
    assert services.retry(NOW + services.LEASE) == 1
    assert len(gateway.sent) == 1


def test_a_login_code_reaches_the_outbox_but_no_inbox_and_is_wiped(account: Account) -> None:
    assert accounts_ports.messages.send_code(PHONE, "246810", now=NOW)
    assert "246810" in selectors.outbox().get().body
    notice = Notice.objects.get()
    assert notice.body == ""
    assert selectors.inbox(account.pk) == []
    assert selectors.unread(account.pk) == 0


def test_outside_the_demo_nothing_enters_the_outbox(account: Account, settings: Any) -> None:
    settings.DEMO = False
    tell(account)
    assert OutboxMessage.objects.count() == 0


def test_one_marks_only_ones_own_notices_read(account: Account) -> None:
    other = accounts.create_account(actor=SYSTEM, now=NOW, name="演示乙", phone="12000000074")
    mine, theirs = tell(account), tell(other)
    actor = actor_of(account, now=NOW)
    assert services.mark_read(actor=actor, now=NOW, tokens=[theirs.token]) == 0
    assert services.mark_read(actor=actor, now=NOW) == 1
    mine.refresh_from_db()
    assert mine.read_at == NOW
    assert selectors.unread(other.pk) == 1


def test_the_outbox_keeps_only_the_newest(account: Account) -> None:
    for _number in range(3):
        tell(account)
    services.OUTBOX_KEPT, kept = 2, services.OUTBOX_KEPT
    try:
        assert services.trim_outbox(NOW) == 1
    finally:
        services.OUTBOX_KEPT = kept
    assert OutboxMessage.objects.count() == 2


def test_the_inbox_page_shows_reads_and_leads_on(client: Client, account: Account) -> None:
    client.force_login(account)
    assert "还没有消息" in client.get(reverse("notices-inbox")).content.decode()
    notice = tell(account)
    page = client.get(reverse("notices-inbox")).content.decode()
    assert "食品经营许可已受理" in page
    assert "全部标为已读（1）" in page
    opened = client.get(reverse("notices-open", args=[notice.token]))
    assert opened["Location"] == "/my/"
    assert selectors.unread(account.pk) == 0
    tell(account)
    assert client.post(reverse("notices-read"), {"next": "//evil.example"})["Location"] == (
        reverse("notices-inbox")
    )
    assert selectors.unread(account.pk) == 0
    assert client.get(reverse("notices-open", args=["no-such"])).status_code == 404


def test_the_inbox_pages_back_by_key(client: Client, account: Account) -> None:
    client.force_login(account)
    for number in range(31):
        tell(account, context={"matter": f"第{number}件", "due": "12-01"})
    page = client.get(reverse("notices-inbox")).content.decode()
    assert "第0件" not in page
    edge = selectors.inbox(account.pk, limit=30)[-1].pk
    assert f"?before={edge}" in page
    older = client.get(reverse("notices-inbox"), {"before": edge}).content.decode()
    assert "第0件已受理" in older
    assert "第1件" not in older


def test_the_demo_outbox_is_open_to_newcomers_in_the_demo_only(
    client: Client, settings: Any
) -> None:
    assert "还没有发出短信" in client.get(reverse("notices-outbox")).content.decode()
    services.send_code(PHONE, "135790", now=NOW)
    page = client.get(reverse("notices-outbox")).content.decode()
    assert "135790" in page
    assert PHONE not in page
    settings.DEMO = False
    assert client.get(reverse("notices-outbox")).status_code == 404


def test_the_desk_outbox_is_for_staff(client: Client, account: Account) -> None:
    client.force_login(account)
    assert client.get(reverse("notices-desk-outbox")).status_code == 403
    staff = accounts.create_account(
        actor=SYSTEM, now=NOW, name="演示丙", phone="12000000075", staff=True
    )
    tell(account)
    client.force_login(staff)
    page = client.get(reverse("notices-desk-outbox")).content.decode()
    assert "120****0073" in page
    assert "已发送" in page
    assert client.get(reverse("notices-desk-inbox")).status_code == 200
