"""Papers: frozen when filed, made after commit, readable by whoever may read the subject."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image

from tongban.core.accounts import services as accounts
from tongban.core.accounts.types import SYSTEM
from tongban.core.files import selectors as files
from tongban.core.files.models import StoredFile
from tongban.core.papers import ports, selectors, services
from tongban.core.papers.errors import PaperFailed, UnknownTemplate
from tongban.core.papers.models import Paper, TemplateText
from tongban.core.papers.services import typesetting

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DATA = {
    "number": "演示受字〔2026〕第0001号",
    "organisation": "演示市市场监督管理局",
    "date": "2026-11-23",
    "verify_url": "http://localhost:8000/verify/AbC-123",
    "applicant": "王㛃",
    "matter": "药品经营许可（零售）",
}


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def file_paper(**changes: Any) -> Paper:
    given: dict[str, Any] = {
        "actor": SYSTEM,
        "now": NOW,
        "subject": "thing:1",
        "template": "papers.sample",
        "data": DATA,
        "number": "1",
    }
    return services.file_paper(**(given | changes))


def test_every_registered_template_typesets_its_sample() -> None:
    assert len(list(ports.templates)) >= 1
    for template in ports.templates:
        pdf = services.render(template=template.code, data=template.sample, at=NOW)
        assert pdf.startswith(b"%PDF-1.7"), template.code
        assert b"pdfaid" in pdf, template.code


def test_the_pdf_is_archival_and_repeats_to_the_byte() -> None:
    first = services.render(template="papers.sample", data=DATA, at=NOW)
    assert first == services.render(template="papers.sample", data=DATA, at=NOW)
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>", first)
    assert re.search(rb"<pdfaid:conformance>B</pdfaid:conformance>", first)


def test_the_text_can_be_read_out_and_the_seal_does_not_mix_with_it() -> None:
    text = text_of(services.render(template="papers.sample", data=DATA, at=NOW))
    assert "王㛃" in text
    assert "2026年11月23日" in text.replace(" ", "")
    assert text.count("演示市市场监督管理局") == 1
    assert "http://localhost:8000/verify/AbC-123" in text
    assert "演示 · 不具有法律效力" in text


@pytest.mark.parametrize("name", ["㛃", "䶮", "𬭎", "𫖯", "𬱖", "𠅤", "䲟"])
def test_rare_characters_survive(name: str) -> None:
    pdf = services.render(template="papers.sample", data=DATA | {"applicant": f"王{name}"})
    assert f"王{name}" in text_of(pdf)


def test_a_character_that_no_font_has_is_named_not_lost() -> None:
    pdf = services.render(template="papers.sample", data=DATA | {"applicant": "王\U0003134a"})
    assert "王〔U+3134A〕" in text_of(pdf)


def test_typst_markup_in_a_name_is_text() -> None:
    nasty = '#panic("x") $ * _ `raw` <label> @ref [a] \\'
    pdf = services.render(template="papers.sample", data=DATA | {"applicant": nasty})
    assert '#panic("x")' in text_of(pdf)


def test_the_qr_code_reads_back() -> None:
    pdf = services.render(template="papers.sample", data=DATA)
    png = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"],
        input=pdf,
        capture_output=True,
        check=True,
    ).stdout
    with Image.open(BytesIO(png)) as page:
        codes = [code.text for code in zxingcpp.read_barcodes(page)]
    assert codes == [DATA["verify_url"]]


def test_outside_the_demo_the_seal_bears_its_own_line(settings: Any) -> None:
    settings.DEMO = False
    pdf = services.render(template="papers.sample", data=DATA)
    assert "演示 · 不具有法律效力" not in text_of(pdf)


def test_an_unknown_template_and_a_broken_one_are_clear_errors() -> None:
    with pytest.raises(UnknownTemplate):
        services.render(template="no.such", data={})
    with pytest.raises(PaperFailed):
        typesetting.typeset("#nonsense(", "", {})


@pytest.mark.django_db
def test_a_paper_is_there_at_once_and_its_pdf_follows() -> None:
    paper = file_paper()
    assert (paper.state, paper.file_id) == ("making", None)
    made = services.make(paper_id=paper.pk, now=NOW + timedelta(seconds=2))
    assert made.state == "ready"
    assert made.file is not None
    assert made.file.name == "文书样张1.pdf"
    assert files.open_bytes(made.file).startswith(b"%PDF")
    assert services.make(paper_id=paper.pk, now=NOW).file_id == made.file_id
    assert StoredFile.objects.count() == 1
    assert selectors.papers_of("thing:1") == [made]
    assert selectors.latest("thing:1", "papers.sample") == made
    assert selectors.by_token(paper.token) == made


@pytest.mark.django_db
def test_the_same_paper_filed_twice_is_one() -> None:
    assert file_paper().pk == file_paper(data=dict(reversed(DATA.items()))).pk
    assert file_paper().pk != file_paper(number="2").pk
    assert file_paper().pk != file_paper(data=DATA | {"applicant": "李"}).pk


@pytest.mark.django_db
def test_a_changed_template_never_changes_an_older_paper(tmp_path: Any) -> None:
    source = tmp_path / "changing.typ"
    source.write_text('#import "/paper.typ": *\n#show: paper.with(title: "甲")\n旧文本')
    ports.templates.register("test.changing", "甲", source)
    old = file_paper(template="test.changing")
    source.write_text('#import "/paper.typ": *\n#show: paper.with(title: "甲")\n新文本')
    new = file_paper(template="test.changing", number="2")
    texts = [
        text_of(files.open_bytes(services.make(paper_id=paper.pk, now=NOW).file))  # type: ignore[arg-type]
        for paper in (old, new)
    ]
    assert "旧文本" in texts[0]
    assert "新文本" in texts[1]
    assert TemplateText.objects.filter(code="test.changing").count() == 2


@pytest.mark.django_db
def test_what_was_left_unmade_is_made_by_the_tick() -> None:
    file_paper()
    assert services.make_pending(NOW + timedelta(minutes=4)) == 0
    assert services.make_pending(NOW + timedelta(minutes=6)) == 1
    assert services.make_pending(NOW + timedelta(minutes=12)) == 0


@pytest.mark.django_db
def test_the_job_goes_with_the_transaction(django_capture_on_commit_callbacks: Any) -> None:
    queued: list[int] = []
    before, ports.later.make = ports.later.make, queued.append
    try:
        paper = file_paper()
        file_paper()
    finally:
        ports.later.make = before
    assert queued == [paper.pk]


@pytest.mark.django_db
def test_the_page_waits_polls_and_leads_to_the_pdf(client: Client) -> None:
    account = accounts.create_account(actor=SYSTEM, now=NOW, name="演示甲", phone="12000000072")
    paper = file_paper(subject="paged:1")
    address = reverse("papers-download", args=[paper.token])
    state = reverse("papers-state", args=[paper.token])
    assert "/login/" in client.get(address)["Location"]
    client.force_login(account)
    assert client.get(address).status_code == 404
    ports.readers.register("paged", lambda actor, _subject: actor.ref == account.ref)
    waiting = client.get(address)
    assert waiting.status_code == 202
    assert "正在生成" in waiting.content.decode()
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "正在生成" in client.get(state).content.decode()
    services.make(paper_id=paper.pk, now=NOW)
    assert client.get(state)["HX-Redirect"] == address
    pdf = client.get(address, follow=True)
    assert pdf.status_code == 200
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")


@pytest.mark.django_db
def test_the_number_under_which_it_was_filed_is_printed() -> None:
    """受理、决定等文书 bear their number on the page, not in the file's name alone."""
    data = {key: value for key, value in DATA.items() if key != "number"}
    paper = services.make(paper_id=file_paper(data=data, number="SL20261123000007").pk, now=NOW)
    assert paper.file is not None
    assert "SL20261123000007" in text_of(files.open_bytes(paper.file))
