"""Upload and download over HTTP."""

from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tongban.core.accounts import services as accounts
from tongban.core.accounts.models import Account
from tongban.core.accounts.types import SYSTEM
from tongban.core.files import ports
from tongban.core.files.middleware import BoundedUploadHandler, UploadLimitMiddleware
from tongban.core.files.models import StoredFile

from .factories import NOW, pdf, picture, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return accounts.create_account(actor=SYSTEM, now=NOW, name="演示甲", phone="12000000071")


@pytest.fixture
def citizen(account: Account, client: Client) -> Client:
    client.force_login(account)
    return client


def send(client: Client, data: bytes, name: str = "材料.pdf", **headers: str) -> Any:
    body = {"file": SimpleUploadedFile(name, data)}
    return client.post(reverse("files-upload"), body, headers=headers)


def test_an_upload_answers_with_its_token(citizen: Client, account: Account) -> None:
    answer = send(citizen, pdf(), accept="application/json")
    assert answer.status_code == 201
    body = answer.json()
    file = StoredFile.objects.get(token=body["token"])
    assert (file.owner, body["name"], body["pages"]) == (account.ref, "材料.pdf", 2)
    assert "材料" in answer.content.decode()


def test_an_upload_by_htmx_answers_with_a_fragment(citizen: Client) -> None:
    answer = send(citizen, pdf(), **{"HX-Request": "true"})
    assert answer.status_code == 201
    assert StoredFile.objects.get().token in answer.content.decode()
    refused = send(citizen, b"MZ program", **{"HX-Request": "true"})
    assert refused.status_code == 422
    assert "不支持这种文件" in refused.content.decode()


def test_a_refusal_says_in_chinese_what_to_do(citizen: Client) -> None:
    answer = send(citizen, b"MZ program", accept="application/json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "upload_type"
    assert "PDF、JPG、PNG、HEIC" in answer.json()["detail"]
    nothing = citizen.post(reverse("files-upload"), {})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "upload_empty")


def test_two_gigabytes_are_refused_by_their_length_before_anything_is_read(
    citizen: Client, tmp_path: Any, settings: Any
) -> None:
    class Unread:
        def read(self, *_args: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    guard = "tongban.core.files.middleware.UploadLimitMiddleware"
    settings.MIDDLEWARE = [guard, *(name for name in settings.MIDDLEWARE if name != guard)]
    answer = citizen.generic(
        "POST",
        reverse("files-upload"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
        **{"wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "50 MB" in answer.content.decode()
    assert StoredFile.objects.count() == 0
    assert not (tmp_path / "incoming").exists()


def test_the_guard_refuses_any_form_by_its_length_in_plain_text(rf: RequestFactory) -> None:
    guard = UploadLimitMiddleware(lambda _request: HttpResponse("reached"))
    request = rf.post("/anything/", {})
    assert guard(request).content == b"reached"
    request.META["CONTENT_LENGTH"] = str(2 * 1024**3)
    answer = guard(request)
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert "50 MB" in answer.content.decode()


def test_the_handler_stops_past_the_limit_for_each_file_by_itself(rf: RequestFactory) -> None:
    handler = BoundedUploadHandler(rf.post("/"), limit=10)
    for _file in range(2):
        handler.new_file("file", "a", "text/plain", None, None)
        assert handler.receive_data_chunk(b"0123456789", 0) == b"0123456789"
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"x", 10)
    assert handler.over


def test_a_file_past_the_limit_answers_413_in_plain_text(citizen: Client, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 400
    answer = send(citizen, pdf(comment=b"%" + b"x" * 5000 + b"\n"))
    assert answer.status_code == 413
    assert StoredFile.objects.count() == 0


def test_an_upload_without_csrf_token_is_refused(account: Account) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)
    assert send(client, pdf()).status_code == 403
    assert StoredFile.objects.count() == 0


def test_a_stranger_is_asked_to_sign_in_whether_the_file_exists_or_not(client: Client) -> None:
    for token in (stored().token, "no-such-token"):
        answer = client.get(reverse("files-download", args=[token]))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    assert send(client, pdf()).status_code == 302


def test_the_owner_sees_it_inline_and_locked_down(citizen: Client, account: Account) -> None:
    data = pdf()
    file = stored(data, owner=account.ref, name="营业执照.pdf")
    address = reverse("files-download", args=[file.token])
    answer = citizen.get(address)
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "inline; filename*=utf-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Cache-Control"].startswith("private")
    assert citizen.get(address, {"save": "1"})["Content-Disposition"].startswith("attachment")
    again = citizen.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    # A browser puts these in the place of the first answer's: a 304 that forbade framing would
    # blank a file that is looked at for the second time.
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"):
        assert again[name] == answer[name]


def test_a_picture_is_sandboxed_and_a_heic_photo_comes_as_jpeg(
    citizen: Client, account: Account
) -> None:
    file = stored(picture("HEIF"), owner=account.ref, name="a.heic")
    address = reverse("files-download", args=[file.token])
    answer = citizen.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    original = citizen.get(address, {"original": "1"})
    assert original["Content-Type"] == "image/heic"
    assert original["Content-Disposition"].startswith("attachment")


def test_someone_else_gets_404_until_a_reader_of_the_subject_lets_them(citizen: Client) -> None:
    file = stored(owner="account:999999")
    StoredFile.objects.filter(pk=file.pk).update(subject="shown:1")
    address = reverse("files-download", args=[file.token])
    assert citizen.get(address).status_code == 404
    ports.readers.register("shown", lambda actor, _subject: actor.kind == "account")
    assert citizen.get(address).status_code == 200


def test_the_owner_takes_a_file_back(citizen: Client, account: Account) -> None:
    file = stored(owner=account.ref)
    address = reverse("files-discard", args=[file.token])
    assert citizen.post(address).status_code == 204
    assert citizen.post(address).status_code == 404
    assert citizen.get(address).status_code == 405
