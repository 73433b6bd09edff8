"""The four checks, each with something that it catches."""

from dataclasses import replace

import pytest

from tongban.archives.rules import checks
from tongban.archives.types import Check, Document, Dossier, Seen

DOSSIER = Dossier("XN1", "演示", (), [Document("材料", "申请材料", token="t")], (), True)
SEEN = Seen("材料", "application/pdf", "application/pdf", 9, "a", "a", "ready")


def wrong(dossier: Dossier = DOSSIER, *seen: Seen) -> set[Check]:
    found = checks.findings(dossier, seen or (SEEN,))
    assert all(one.text for one in found)
    return {one.check for one in found if not one.ok}


def test_a_sound_file_passes_all_four() -> None:
    found = checks.findings(DOSSIER, [SEEN])
    assert checks.passed(found)
    assert {one.check for one in found} == set(Check)


@pytest.mark.parametrize(
    ("change", "caught"),
    [
        ({"digest": "b"}, {Check.GENUINE}),
        ({"size": 0}, {Check.COMPLETE}),
        ({"media_type": "application/zip", "shown": ""}, {Check.USABLE}),
        ({"shown": "image/png"}, {Check.USABLE}),
        ({"state": "rejected"}, {Check.SAFE}),
        ({"encrypted": True}, {Check.SAFE}),
    ],
)
def test_each_check_catches_its_own(change: dict[str, object], caught: set[Check]) -> None:
    assert wrong(DOSSIER, replace(SEEN, **change)) == caught  # type: ignore[arg-type]


def test_a_broken_chain_a_missing_paper_and_a_lost_file() -> None:
    assert wrong(replace(DOSSIER, chain_holds=False)) == {Check.GENUINE}
    assert wrong(replace(DOSSIER, missing=["《准予决定书》的文件"])) == {Check.COMPLETE}
    lost = checks.findings(DOSSIER, [])
    assert [one.text for one in lost if not one.ok] == ["应有 1 个文件，实有 0 个"]
