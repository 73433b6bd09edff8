"""Types of licence in versions: published, corrected, retired; on the desk and in public."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client

from tongban.core.accounts.tests.factories import clerk
from tongban.core.accounts.types import SYSTEM, Actor
from tongban.core.ledger import selectors as ledger
from tongban.licences import demo, selectors, services
from tongban.licences.errors import FieldsInvalid, NotAllowed, TypeChanged, TypeRetired
from tongban.licences.models import LicenceType
from tongban.licences.tests import factories
from tongban.licences.tests.factories import DAY, NOW
from tongban.licences.types import TypeField

pytestmark = pytest.mark.django_db
SHOP = next(seed for seed in demo.SEEDS if seed.document_type == "drug-retail-permit")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def publish(seed: Any = SHOP, **more: Any) -> LicenceType:
    return services.publish_type(actor=SYSTEM, now=NOW, seed=seed, **more)


def test_a_new_version_leaves_the_face_of_what_was_issued() -> None:
    body = factories.world()
    old = factories.licence(body)
    fields = (*SHOP.fields, TypeField("phone", "电话", "party.phone"))
    row = publish(replace(SHOP, fields=fields, change_note="增加电话"), seen=1)
    assert row.version == 2
    old.refresh_from_db()
    assert "phone" not in old.terms.faces
    new = factories.licence(body, source="case:1")
    assert new.terms.number == 2
    assert new.terms.faces["phone"] == "电话"
    assert [one.number for one in selectors.type_versions(SHOP.code)] == [2, 1]


def test_the_same_again_is_no_new_version() -> None:
    publish()
    assert publish(seen=1).version == 1
    verbs = [entry.verb for entry in ledger.timeline(f"licence-type:{SHOP.code}")]
    assert verbs == ["licences.type_published"]


def test_two_who_publish_at_once_do_not_overwrite_each_other() -> None:
    publish()
    publish(replace(SHOP, title="甲"), seen=1)
    with pytest.raises(TypeChanged):
        publish(replace(SHOP, title="乙"), seen=1)
    assert LicenceType.objects.get(code=SHOP.code).title == "甲"


@pytest.mark.parametrize(
    ("fields", "key", "code"),
    [
        ((), "0", "fields_none"),
        ((TypeField("a", ""),), "1", "field_label"),
        ((TypeField("a", "甲", "no.such"),), "1", "field_element"),
        ((TypeField("a", "甲"), TypeField("a", "乙")), "2", "field_twice"),
        ((TypeField("a", "甲"), TypeField("b", "甲")), "2", "field_twice"),
        (tuple(TypeField(f"k{n}", f"项{n}") for n in range(31)), "0", "fields_many"),
    ],
)
def test_fields_that_may_not_stand(fields: Any, key: str, code: str) -> None:
    with pytest.raises(FieldsInvalid) as caught:
        publish(replace(SHOP, fields=fields))
    assert [(one.key, one.code) for one in caught.value.detail["problems"]] == [(key, code)]
    assert not LicenceType.objects.exists()


def test_only_who_keeps_the_types_publishes() -> None:
    with pytest.raises(NotAllowed):
        services.publish_type(actor=Actor(ref="account:5"), now=NOW, seed=SHOP)


def test_a_retired_type_is_issued_no_more_and_can_come_back() -> None:
    body = factories.world()
    live = factories.licence(body)
    for _again in range(2):
        services.retire_type(actor=SYSTEM, now=NOW, code=SHOP.code, reason="并入新证")
    with pytest.raises(TypeRetired):
        factories.licence(body, source="case:2")
    # What was issued lives on, and may be changed.
    services.reissue(actor=SYSTEM, now=NOW, licence_id=live.pk, kind="replace", reason="遗失")
    services.restore_type(actor=SYSTEM, now=NOW + DAY, code=SHOP.code)
    assert factories.licence(body, source="case:2").version == 1
    verbs = [entry.verb for entry in ledger.timeline(f"licence-type:{SHOP.code}")]
    assert verbs.count("licences.type_retired") == 1


def test_every_seed_names_elements_of_the_vocabulary() -> None:
    factories.world()
    for row in selectors.types():
        version = selectors.type_version(row.code)
        assert version.fields[0].key == "holder"
        assert any(one.element for one in version.fields)


# --- faces ---


def test_the_public_pages_show_fields_and_versions(client: Client) -> None:
    factories.world()
    publish(replace(SHOP, title="药品经营许可证（新）", change_note="改名"), seen=1)
    index = client.get("/licences/types/").content.decode()
    assert "药品经营许可证（新）" in index
    page = client.get(f"/licences/types/{SHOP.code}/").content.decode()
    assert "质量负责人" in page
    assert "person.name" in page
    assert "改名" in page
    old = client.get(f"/licences/types/{SHOP.code}/?version=1").content.decode()
    assert "这是旧版" in old
    assert client.get("/licences/types/nothing/").status_code == 404
    assert client.get(f"/licences/types/{SHOP.code}/?version=99").status_code == 404


def form_of(code: str) -> dict[str, str]:
    """What the editor would send of a type as it stands."""
    version = selectors.type_version(code)
    said: dict[str, Any] = {
        "title": version.title, "kicker": version.kicker, "years": version.years or "",
        "kinds": version.holder_kinds.split(","), "multi": "yes" if version.multi else "no",
        "numbering": version.numbering, "basis": version.basis, "note": version.note,
    }  # fmt: skip
    for place, one in enumerate(version.fields, start=1):
        own = one.key in {"holder", "holder_code", "valid"}
        said |= {f"key{place}": one.key, f"label{place}": one.label,
                 f"element{place}": one.key if own else one.element}  # fmt: skip
        if one.required:
            said[f"required{place}"] = "1"
    return said


def test_the_editor_publishes_the_next_version(client: Client) -> None:
    body = factories.world()
    client.force_login(clerk("admin", body))
    address = f"/desk/licence-types/{SHOP.code}/"
    page = client.get(address).content.decode()
    assert "质量负责人" in page
    same = form_of(SHOP.code)
    assert client.post(address, same).status_code == 302
    assert selectors.type_version(SHOP.code).number == 1
    more = same | {"label12": "联系电话", "element12": "party.landline", "change_note": "加电话"}
    assert client.post(address, more).status_code == 302
    version = selectors.type_version(SHOP.code)
    assert version.number == 2
    added = version.fields[-1]
    assert (added.key, added.label, added.element) == (
        "party_landline",
        "联系电话",
        "party.landline",
    )
    assert [one.key for one in version.fields[:-1]] == [one.key for one in SHOP.fields]


def test_the_editor_names_what_is_wrong_and_keeps_what_was_typed(client: Client) -> None:
    body = factories.world()
    client.force_login(clerk("admin", body))
    address = f"/desk/licence-types/{SHOP.code}/"
    wrong = form_of(SHOP.code) | {"years": "很久", "numbering": "{nothing}", "label2": "甲" * 9}
    answer = client.post(address, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 到 99" in page
    assert "很久" in page
    assert "甲" * 9 in page
    assert selectors.type_version(SHOP.code).number == 1
    assert client.post("/desk/licence-types/new/", {"code": "x"}).status_code == 422


def test_only_the_admin_edits(client: Client) -> None:
    body = factories.world()
    client.force_login(clerk("decider", body))
    assert client.get("/desk/licence-types/").status_code == 200
    for path in (f"{SHOP.code}/", "new/"):
        assert client.get(f"/desk/licence-types/{path}").status_code == 403
    for verb in ("retire", "restore"):
        client.post(f"/desk/licence-types/{SHOP.code}/{verb}/", {"reason": "x"})
    assert LicenceType.objects.get(code=SHOP.code).retired_on is None
