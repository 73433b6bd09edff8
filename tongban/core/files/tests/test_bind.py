"""Whose a file is, what it belongs to, who may take it back."""

from dataclasses import dataclass

import pytest

from tongban.core.files import ports, selectors, services
from tongban.core.files.errors import FileRefused
from tongban.core.files.models import StoredFile
from tongban.core.files.permissions import may_read

from .factories import NOW, picture, stored

pytestmark = pytest.mark.django_db


@dataclass
class Someone:
    ref: str


OWNER, OTHER = Someone("account:1"), Someone("account:2")


def reason(*tokens: str, subject: str = "case:1", actor: Someone = OWNER, moved: str = "") -> str:
    with pytest.raises(FileRefused) as caught:
        services.bind(tokens=tokens, subject=subject, now=NOW, actor=actor, moved_from=moved)
    return caught.value.reason


def test_binding_ties_a_file_and_what_was_derived_from_it() -> None:
    file = stored(picture("HEIF"), name="a.heic")
    (bound,) = services.bind(tokens=[file.token], subject="case:1", now=NOW, actor=OWNER)
    assert (bound.subject, bound.bound_at, bound.bound_by) == ("case:1", NOW, "account:1")
    assert set(StoredFile.objects.values_list("subject", flat=True)) == {"case:1"}
    assert selectors.of_subject("case:1") == [file]


def test_binding_again_changes_nothing_and_elsewhere_is_refused() -> None:
    file = stored()
    services.bind(tokens=[file.token, file.token], subject="case:1", now=NOW, actor=OWNER)
    services.bind(tokens=[file.token], subject="case:1", now=NOW, actor=OWNER)
    assert reason(file.token, subject="case:2") == "upload_bound"
    (moved,) = services.bind(
        tokens=[file.token], subject="case:2", now=NOW, actor=OTHER, moved_from="case:1"
    )
    assert moved.subject == "case:2"


def test_what_is_not_yours_is_unknown_to_you_and_nothing_is_bound_by_halves() -> None:
    mine, theirs = stored(), stored(owner="account:2")
    assert reason(mine.token, theirs.token) == "upload_unknown"
    assert reason(mine.token, "no-such-token") == "upload_unknown"
    assert selectors.of_subject("case:1") == []


def test_only_the_owner_takes_an_unbound_file_back() -> None:
    file = stored()
    with pytest.raises(FileRefused):
        services.discard(token=file.token, actor=OTHER)
    services.discard(token=file.token, actor=OWNER)
    assert selectors.by_token(file.token) is None
    bound = stored()
    services.bind(tokens=[bound.token], subject="case:1", now=NOW, actor=OWNER)
    with pytest.raises(FileRefused) as caught:
        services.discard(token=bound.token, actor=OWNER)
    assert caught.value.reason == "upload_bound"


def test_a_reader_of_the_subject_reads_its_files() -> None:
    file = stored()
    services.bind(tokens=[file.token], subject="thing:7", now=NOW, actor=OWNER)
    file.refresh_from_db()
    assert may_read(OWNER, file)
    assert not may_read(OTHER, file)
    ports.readers.register(
        "thing", lambda actor, subject: (actor.ref, subject) == ("account:2", "thing:7")
    )
    assert may_read(OTHER, file)
    assert not may_read(Someone("anonymous"), file)
