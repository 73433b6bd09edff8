"""The administrator's pages of receivers."""

import pytest
from django.test import Client

from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import selectors as ledger
from tongban.core.webhooks import services
from tongban.core.webhooks.errors import WebhookForbidden
from tongban.core.webhooks.models import Receiver
from tongban.core.webhooks.tests.test_sending import NOW, entered, happen
from tongban.core.webhooks.types import Wanted

pytestmark = pytest.mark.django_db
FORM = {
    "code": "province",
    "name": "省平台",
    "url": "https://province.example/hook",
    "per_second": "50",
    "verbs": "cases. hub.",
}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "http://province.example/hook", "https://"),
        ("url", "ftp://province.example", "https://"),
        ("url", "https://me:secret@province.example/", "https://"),
        ("url", "https://[", "https://"),
        ("code", "省", "小写字母"),
        ("name", "  ", "名称"),
        ("per_second", "0", "每秒"),
        ("per_second", "很快", "每秒"),
        ("per_second", "99999", "每秒"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_lost(
    admin_desk: Client, field: str, value: str, said: str
) -> None:
    answer = admin_desk.post("/desk/receivers/new/", FORM | {field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "cases. hub." in text
    assert not Receiver.objects.exists()


def test_entered_shown_once_changed_stopped_and_sent_again(admin_desk: Client) -> None:
    answer = admin_desk.post("/desk/receivers/new/", FORM)
    secret = Receiver.objects.get().secret
    assert secret in answer.content.decode()
    page = admin_desk.get("/desk/receivers/province/").content.decode()
    assert secret not in page
    assert admin_desk.post("/desk/receivers/new/", FORM).status_code == 422  # the code is taken
    admin_desk.post("/desk/receivers/province/", FORM | {"name": "省政务服务平台"})
    admin_desk.post("/desk/receivers/province/pause/")
    happen(4)
    listing = admin_desk.get("/desk/receivers/").content.decode()
    assert "省政务服务平台" in listing
    assert "已暂停" in listing
    admin_desk.post("/desk/receivers/province/resume/")
    too_far = admin_desk.post("/desk/receivers/province/resend/", {"position": "999999"})
    assert too_far.status_code == 422
    admin_desk.post("/desk/receivers/province/resend/", {"position": "0"})
    row = Receiver.objects.get()
    assert (row.position, row.paused_at) == (0, None)
    assert [one.verb for one in ledger.timeline("receiver:province")] == [
        "webhooks.create",
        "webhooks.change",
        "webhooks.pause",
        "webhooks.resume",
        "webhooks.resend",
    ]


def test_others_neither_see_nor_do(client: Client) -> None:
    entered()
    nobody = Actor(ref="account:1", account_id=1, staff=True)
    wanted = Wanted("x", "https://x.example", (), False, 1)
    for act in (
        lambda: services.create(actor=nobody, now=NOW, code="x", wanted=wanted),
        lambda: services.change(actor=nobody, now=NOW, code="province", wanted=wanted),
        lambda: services.pause(actor=nobody, now=NOW, code="province"),
        lambda: services.resume(actor=nobody, now=NOW, code="province"),
        lambda: services.resend_from(actor=nobody, now=NOW, code="province", position=0),
        lambda: services.renew_secret(actor=nobody, now=NOW, code="province"),
    ):
        with pytest.raises(WebhookForbidden):
            act()


def test_pausing_twice_is_pausing_once() -> None:
    entered()
    services.pause(actor=SYSTEM, now=NOW, code="province")
    services.pause(actor=SYSTEM, now=NOW, code="province")
    assert [one.verb for one in ledger.timeline("receiver:province")][1:] == ["webhooks.pause"]
