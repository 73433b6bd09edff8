import base64
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from tongban.core.vault import ports, services
from tongban.core.vault.errors import VaultError
from tongban.core.vault.fields import SealedField
from tongban.core.vault.rules import mask_identity, mask_name, mask_phone
from tongban.core.vault.services import keys, sealing


@pytest.fixture(autouse=True)
def fresh_keys(tmp_path: Path, settings):
    settings.KEYS = tmp_path
    keys.forget()
    yield tmp_path
    keys.forget()


def test_what_is_sealed_opens_and_shows_nothing() -> None:
    token = services.seal("421299199001011234")
    assert token.startswith("aes256gcm$k1$")
    assert services.unseal(token) == "421299199001011234"
    assert services.seal("421299199001011234") != token


@given(st.text(), st.text(max_size=20))
def test_any_text_comes_back(text: str, purpose: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    purpose = purpose.encode("utf-8", "ignore").decode()
    assert services.unseal(services.seal(text, purpose=purpose), purpose=purpose) == text


def test_a_token_opens_only_where_it_belongs() -> None:
    token = services.seal("a", purpose="party.phone")
    with pytest.raises(VaultError):
        services.unseal(token, purpose="party.identity")


def test_every_changed_byte_is_noticed() -> None:
    name, kid, body = services.seal("秘密").split("$")
    raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    for index in range(len(raw)):
        forged = raw[:index] + bytes([raw[index] ^ 1]) + raw[index + 1 :]
        token = f"{name}${kid}${base64.urlsafe_b64encode(forged).decode().rstrip('=')}"
        with pytest.raises(VaultError):
            services.unseal(token)


@pytest.mark.parametrize(
    "token", ["", "plain", "aes256gcm$k1$", "aes256gcm$k1$=!", "x$k1$AA", "$$"]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    services.seal("make the key")
    with pytest.raises(VaultError):
        services.unseal(token)


def test_after_a_rotation_old_tokens_open_and_new_ones_use_the_new_key() -> None:
    old = services.seal("a")
    index = services.blind("a", purpose="p")
    assert services.rotate() == "k2"
    new = services.seal("a")
    assert new.startswith("aes256gcm$k2$")
    assert services.unseal(old) == services.unseal(new) == "a"
    assert services.stale(old)
    assert not services.stale(new)
    assert services.blind("a", purpose="p") == index


def test_a_lost_key_is_named_and_never_made_anew(fresh_keys: Path) -> None:
    token = services.seal("a")
    services.rotate()
    (fresh_keys / "vault-k1.key").unlink()
    keys.forget()
    with pytest.raises(VaultError) as caught:
        services.unseal(token)
    assert caught.value.reason == "vault_key_missing"
    assert caught.value.detail == {"kid": "k1"}
    assert not (fresh_keys / "vault-k1.key").exists()
    with pytest.raises(VaultError):
        services.unseal("aes256gcm$../../x$AAAA")


def test_a_spoilt_key_file_is_an_error(fresh_keys: Path) -> None:
    (fresh_keys / "vault-k1.key").write_text("short\n")
    with pytest.raises(VaultError):
        services.seal("a")


def test_keys_are_for_their_owner_only(fresh_keys: Path) -> None:
    services.seal("a")
    assert (fresh_keys / "vault-k1.key").stat().st_mode & 0o777 == 0o600


def test_an_index_is_stable_within_its_purpose_only() -> None:
    one = services.blind("421299199001011234", purpose="identity")
    assert one == services.blind("421299199001011234", purpose="identity")
    assert one.startswith("hmac-sha256$")
    assert one != services.blind("421299199001011234", purpose="phone")
    assert one != services.blind("421299199001011235", purpose="identity")


def test_another_cipher_can_take_its_place(monkeypatch) -> None:
    old = services.seal("a")

    def swap(key: bytes, data: bytes, bound: bytes) -> bytes:
        return bytes(byte ^ 0x5A for byte in data)

    ports.register_cipher(ports.Cipher("test-only", swap, swap))
    try:
        monkeypatch.setattr(sealing, "CIPHER", "test-only")
        token = services.seal("b")
        assert token.startswith("test-only$k1$")
        assert services.unseal(token) == "b"
        assert services.unseal(old) == "a"
        assert services.stale(old)
        with pytest.raises(ValueError, match="test-only"):
            ports.register_cipher(ports.Cipher("test-only", swap, swap))
    finally:
        del ports.CIPHERS["test-only"]


def test_masks() -> None:
    assert mask_phone("12000000001") == "120****0001"
    assert mask_phone("12345") == "***45"
    assert mask_identity("421299199001011234") == "421*************34"
    assert mask_identity("12345") == "*****"
    assert [mask_name(n) for n in ("", "王", "王明", "王小明", "欧阳小明")] == [
        "",
        "*",
        "王*",
        "王*明",
        "欧**明",
    ]


@pytest.mark.django_db(transaction=True)
@isolate_apps("tongban.core.vault")
def test_a_sealed_field_is_plain_in_python_and_sealed_in_the_table() -> None:
    class Person(models.Model):
        phone = SealedField(blank=True, null=True)

        class Meta:
            app_label = "vault"

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    try:
        row = Person.objects.create(phone="12000000001")
        empty = Person.objects.create(phone="")
        none = Person.objects.create(phone=None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT phone FROM vault_person ORDER BY id")
            raw = [value for (value,) in cursor.fetchall()]
        assert raw[0].startswith("aes256gcm$k1$")
        assert raw[1:] == ["", None]
        assert services.unseal(raw[0], purpose="vault.person.phone") == "12000000001"
        phones = dict(Person.objects.values_list("pk", "phone"))
        assert phones == {row.pk: "12000000001", empty.pk: "", none.pk: None}
        Person.objects.filter(pk=empty.pk).update(phone="12000000002")
        empty.refresh_from_db()
        assert empty.phone == "12000000002"
        assert Person.objects.get(phone__isnull=True) == none
        for lookup in ("phone", "phone__contains", "phone__in"):
            with pytest.raises(FieldError):
                Person.objects.filter(**{lookup: "12000000001"}).exists()
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Person)
