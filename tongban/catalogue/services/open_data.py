"""Size and digest of the open data, worked out in the background once the catalogue has changed."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.catalogue.models import Edition, OpenDataset
from tongban.catalogue.selectors import open_data
from tongban.catalogue.selectors.exporting import by_key
from tongban.core.workdays.rules import local_date


@dataclass
class _Sum:
    """What a file comes to, without the file."""

    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    rows: int = 0

    def add(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.size += len(piece)


def measure(now: datetime) -> int:
    """Work out every file whose part of the catalogue has changed; return how many.

    All are read in one go, none is kept. Again changes nothing; what a change overtakes meanwhile
    is left to the next run.
    """
    on = local_date(now)
    before = open_data.standings(on=on, now=now)
    known = {(one.division, one.format): one.state for one in OpenDataset.objects.all()}
    wanted = {
        (division, code)
        for division, standing in before.items()
        for code in open_data.FORMATS
        if known.get((division, code)) != standing.state
    }
    if not wanted:
        return 0
    sums = {key: _Sum() for key in wanted}
    for (_division, code), one in sums.items():
        if code == "csv":
            one.add(open_data.opening())
    editions = Edition.objects.in_force(on).with_names()
    for edition in by_key(editions):
        written = open_data.lines(edition)
        for division in open_data.parts_of(edition, before):
            for code, piece in written.items():
                if (division, code) in sums:
                    sums[division, code].add(piece)
                    sums[division, code].rows += 1
    after = open_data.standings(on=on, now=now)
    return _keep(
        {key: one for key, one in sums.items() if after[key[0]].state == before[key[0]].state},
        {division: standing.state for division, standing in after.items()},
        now,
    )


@transaction.atomic
def _keep(sums: dict[tuple[str, str], _Sum], states: dict[str, str], now: datetime) -> int:
    for (division, code), one in sums.items():
        OpenDataset.objects.update_or_create(
            division=division,
            format=code,
            defaults={
                "state": states[division],
                "rows": one.rows,
                "size": one.size,
                "sha256": one.digest.hexdigest(),
                "made_at": now,
            },
        )
    return len(sums)
