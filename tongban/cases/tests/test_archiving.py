"""A case that is over is archived on its day, and handed on in a pack."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from tongban.archives import selectors, services, states
from tongban.archives.errors import ArchiveForbidden, NothingToPack
from tongban.archives.models import Item, Pack
from tongban.archives.rules import packs
from tongban.cases.models import Case
from tongban.cases.tests.factories import NOW, City
from tongban.core.accounts.types import SYSTEM
from tongban.core.files import selectors as files
from tongban.core.files.models import StoredFile
from tongban.core.jobs import services as jobs
from tongban.core.ledger import selectors as ledger
from tongban.workflow.models import WorkItem

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


def over(city: City) -> Case:
    """A granted case that was closed at NOW, its papers and its licence made."""
    case = city.granted()
    jobs.drain(now=NOW)
    WorkItem.objects.filter(pk=case.item_id).update(closed_at=NOW, state="closed")
    case.refresh_from_db()
    return case


def entered(city: City) -> Item:
    case = over(city)
    services.look_for(LATER)
    return Item.objects.get(subject=case.subject)


def test_on_its_day_it_gets_its_number(city: City) -> None:
    case = over(city)
    assert services.look_for(NOW + timedelta(days=14)) == 0
    assert services.look_for(LATER) == 1
    assert services.look_for(LATER) == 0
    assert services.archive_due(LATER) == 1
    assert services.archive_due(LATER) == 0
    row = Item.objects.get(subject=case.subject)
    code = row.organisation.code.upper()
    assert row.number == f"{code}-ZW·{row.closed_on.year}-D30-000001"
    assert (row.state, row.retention, row.source_number) == ("archived", 30, case.item.number)
    assert row.documents >= 5
    assert all(one.ok for one in row.findings)
    assert ledger.timeline(row.ledger_subject)[-1].verb == "archives.archive"


def test_what_is_still_being_made_waits(city: City) -> None:
    case = city.granted()
    WorkItem.objects.filter(pk=case.item_id).update(closed_at=NOW, state="closed")
    services.look_for(LATER)
    assert services.archive_due(LATER) == 0
    assert Item.objects.get().state == "waiting"
    jobs.drain(now=NOW)
    assert services.archive_due(LATER) == 1


def test_what_failed_is_looked_at_again_the_next_day(city: City) -> None:
    row = entered(city)
    Case.objects.get().materials.filter(necessity="required").update(origin="none")
    assert services.archive_due(LATER) == 0
    Case.objects.get().materials.filter(necessity="required").update(origin="upload")
    assert services.archive_due(LATER + timedelta(hours=1)) == 0
    assert services.archive_due(LATER + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert row.state == "archived"


def test_what_was_changed_since_keeps_it_from_being_archived(city: City) -> None:
    row = entered(city)
    case = Case.objects.get()
    file = StoredFile.objects.filter(token__in=[f.token for f in material_files(case)]).first()
    assert file is not None
    right = file.sha256
    StoredFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    row = services.archive(actor=SYSTEM, now=LATER, key=row.pk)
    assert (row.state, row.number) == ("failed", None)
    assert any("摘要不一致" in one.text for one in row.findings if not one.ok)
    StoredFile.objects.filter(pk=file.pk).update(sha256=right)
    again = services.archive(actor=city.actor("chief"), now=LATER, key=row.pk)
    assert again.state == "archived"
    assert services.archive(actor=SYSTEM, now=LATER, key=row.pk).number == again.number


def material_files(case: Case) -> list[StoredFile]:
    tokens = [one.token for row in case.materials.all() for one in row.files.all()]
    return files.by_tokens(tokens)


def test_a_broken_chain_and_a_missing_material_are_named(city: City) -> None:
    row = entered(city)
    case = Case.objects.select_related("item").get()
    with connection.cursor() as cursor:  # past everything of ours that keeps it append-only
        cursor.execute(
            "UPDATE ledger_entry SET actor = 'account:999' WHERE subject = %s AND seq = 2",
            [case.item.ledger_subject],
        )
    case.materials.filter(necessity="required").update(origin="none")
    row = services.archive(actor=SYSTEM, now=LATER, key=row.pk)
    said = " ".join(one.text for one in row.findings if not one.ok)
    assert "台账的链断了" in said
    assert "缺少“" in said


def test_packed_taken_and_proved(city: City) -> None:
    services.archive(actor=SYSTEM, now=LATER, key=entered(city).pk)
    row = Item.objects.get()
    body, chief = row.organisation_id, city.actor("chief")
    begun = services.begin_pack(actor=chief, now=LATER, body=body, year=row.closed_on.year)
    same = services.begin_pack(actor=chief, now=LATER, body=body, year=row.closed_on.year)
    assert same.pk == begun.pk
    jobs.drain(now=LATER)
    begun.refresh_from_db()
    assert (begun.state, begun.count, begun.done) == ("ready", 1, 1)
    file = services.take(actor=chief, now=LATER, pack=begun)
    content = files.open_bytes(file)
    assert list(packs.verify(io.BytesIO(content)).problems) == []
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        names = read.namelist()
        assert any(one.endswith("准予决定书.pdf") for one in names)
        assert any(one.endswith(".ofd") for one in names)
    reads = ledger.timeline(f"archivepack:{begun.token}", readings=True)
    assert [one.actor for one in reads if one.verb == "ledger.read"] == [chief.ref]
    row.refresh_from_db()
    assert row.state == states.PACKED
    with pytest.raises(NothingToPack):
        services.begin_pack(actor=chief, now=LATER, body=body, year=row.closed_on.year)
    assert services.make_pack(now=LATER, token=begun.token).file == begun.file


def test_a_pack_that_fails_gives_its_items_back(city: City) -> None:
    services.archive(actor=SYSTEM, now=LATER, key=entered(city).pk)
    row = Item.objects.get()
    pack = services.begin_pack(
        actor=SYSTEM, now=LATER, body=row.organisation_id, year=row.closed_on.year
    )
    Case.objects.get().materials.all().delete()
    StoredFile.objects.filter(purpose="licences.paper").update(path="gone")
    made = services.make_pack(now=LATER, token=pack.token)
    assert made.state == "failed"
    assert Pack.objects.get().why
    row.refresh_from_db()
    assert (row.state, row.pack_id) == ("archived", None)


def test_others_neither_see_nor_do(city: City) -> None:
    row = entered(city)
    for who in ("window", "citizen", "reviewer"):
        assert selectors.items(city.actor(who)) == []
        with pytest.raises(ArchiveForbidden):
            services.archive(actor=city.actor(who), now=LATER, key=row.pk)
    assert [one.pk for one in selectors.items(city.actor("chief"))] == [row.pk]
    page = reverse("archives-detail", args=[row.pk])
    assert city.client("window").get(page).status_code in {403, 404}


def test_the_pages_say_what_is_there_and_what_to_do(city: City) -> None:
    row = entered(city)
    desk = city.client("chief")
    listed = desk.get(reverse("archives-list")).content.decode()
    assert row.source_number in listed
    assert "待归档" in listed
    page = reverse("archives-detail", args=[row.pk])
    assert "现在检测并归档" in desk.get(page).content.decode()
    done = desk.post(reverse("archives-check", args=[row.pk]), follow=True).content.decode()
    assert "已归档，档号" in done
    packs_page = desk.get(reverse("archives-packs")).content.decode()
    assert "制作移交包" in packs_page
    sent = {"body": row.organisation_id, "year": row.closed_on.year}
    desk.post(reverse("archives-pack-new"), sent)
    desk.post(reverse("archives-pack-new"), {"body": "9", "year": "x"})
    pack = Pack.objects.get()
    taken = reverse("archives-pack-take", args=[pack.token])
    assert desk.post(taken).status_code == 409
    jobs.drain(now=LATER)
    assert desk.post(taken).headers["Content-Type"] == "application/zip"
    assert city.client("window").post(taken).status_code in {403, 404}
