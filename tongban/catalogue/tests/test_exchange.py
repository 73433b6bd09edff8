"""JSON Lines out and in: nothing lost, every wrong line named, one query a batch."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.catalogue import demo
from tongban.catalogue.models import Edition
from tongban.catalogue.rules import exchange
from tongban.catalogue.selectors.exporting import exported
from tongban.catalogue.services.publication import frozen
from tongban.catalogue.tests import factories

ENTRY = {"task_code": "x", "number": 1, "effective_from": "", "reason": "", "content": {}}


def test_every_starter_matter_comes_back_to_the_same_hash_and_text() -> None:
    given = [ENTRY | {"content": one["content"]} for one in demo.matters()]
    back = list(exchange.read(exchange.lines(given)))
    assert len(back) == len(given) > 24
    for one, two in zip(given, back, strict=True):
        assert frozen(one["content"]) == frozen(two["content"])


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "第 1 行"),
        (["[]"], "第 1 行"),
        ([*exchange.lines([ENTRY]), "{"], "第 3 行：不是正确的 JSON"),
        ([*exchange.lines([]), "{}"], "第 2 行：应有"),
        (list(exchange.lines([ENTRY | {"number": True}])), "“number”的类型不对"),
    ],
)
def test_a_wrong_line_is_named(document: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(exchange.read(document))


@pytest.mark.django_db
def test_editions_are_given_in_batches_and_come_back_to_their_own_hash() -> None:
    factories.places()
    for place in ("421202", "421281"):
        factories.published("drug-retail", place)
    with CaptureQueriesContext(connection) as queries:
        got = list(exported(Edition.objects.all(), batch=1))
    assert len(queries) == 3
    back = list(exchange.read(exchange.lines(got)))
    hashes = list(Edition.objects.order_by("pk").values_list("content_hash", flat=True))
    assert [frozen(one["content"])[1] for one in back] == hashes


@pytest.mark.django_db
def test_the_command_writes_a_file_that_reads_back_and_never_overwrites(tmp_path: Path) -> None:
    factories.places()
    implementation = factories.published("food-permit")
    file = tmp_path / "catalogue.jsonl"
    call_command("catalogue", "export", str(file), stdout=StringIO())
    with file.open(encoding="utf-8") as document:
        back = list(exchange.read(document))
    assert [one["task_code"] for one in back] == [implementation.task_code]
    with pytest.raises(CommandError, match="已经存在"):
        call_command("catalogue", "export", str(file), stdout=StringIO())
