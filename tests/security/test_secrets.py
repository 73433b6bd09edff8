"""No secret in the repository; no person's number in clear in the database or the log."""

import logging
import re
import subprocess
from pathlib import Path

import pytest
from django.db import connection

from tests.security.conftest import Place
from tongban.cases.tests import factories as f
from tongban.core.jobs.services import drain

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = {
    "private key": re.compile(rb"-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----"),
    "cloud key": re.compile(rb"\b(?:AKIA|LTAI)[0-9A-Za-z]{12,}"),
    "token": re.compile(rb"\b(?:ghp|gho|glpat|sk|xox[bp])[-_][0-9A-Za-z]{20,}"),
    "secret": re.compile(
        rb"(?i)(?:secret_key|api_?key|access_token|passwd)\s*[:=]\s*[\"'][0-9A-Za-z+/=_-]{16,}[\"']"
    ),
    "password in a URL": re.compile(rb"://[a-z0-9_]+:[^@\s/\"'{}<>]{6,}@(?!127|localhost|host:)"),
}
# Where a fixed, evidently worthless value stands on purpose.
KNOWN = ("tests/", "docs/")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_secret_in_the_repository():
    found = []
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if not path.is_file() or "/tests/" in f"/{name}" or name.endswith("lock.json"):
            continue
        data = path.read_bytes()
        found += [f"{name}: {what}" for what, pattern in PATTERNS.items() if pattern.search(data)]
    assert found == []


def test_the_scan_finds_what_it_looks_for():
    samples = {
        "private key": b"-----BEGIN PRIVATE KEY-----",
        "cloud key": b"AKIA0123456789ABCDEF",
        "token": b"ghp_0123456789abcdefghij0123",
        "secret": b'SECRET_KEY = "0123456789abcdef0123"',
        "password in a URL": b"postgres://user:hunter22@db.example/x",
    }
    assert samples.keys() == PATTERNS.keys()
    for what, sample in samples.items():
        assert PATTERNS[what].search(sample), what


def test_keys_and_data_are_not_tracked():
    names = [str(path.relative_to(ROOT)) for path in tracked()]
    kinds = (".key", ".sqlite3", ".p12", ".pem")
    assert [name for name in names if name.startswith("var/") or name.endswith(kinds)] == []


def clear_values(place: Place) -> set[str]:
    """Every identity number and phone that the run has put in somewhere."""
    city = place.city
    found = {party.identity_number for party in city.parties.values() if party.kind == "natural"}
    found |= {party.phone for party in city.parties.values() if party.phone}
    found |= {account.phone for account in city.accounts.values() if account.phone}
    for values in (place.case.typed, place.draft.typed):
        found |= {
            str(value)
            for key, value in values.items()
            if key.endswith(("identity_number", "phone")) and value
        }
    return {value for value in found if value}


def everything_stored() -> dict[str, str]:
    """The whole database as text, by table: also what a row of another area copied."""
    stored = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            stored[table] = "\n".join(repr(row) for row in cursor.fetchall())
    return stored


def test_numbers_of_people_are_not_stored_in_clear(place):
    city = place.city
    granted = city.granted()
    drain(now=f.NOW, strict=True)
    browser = place.browser("window")
    browser.post(f"/desk/cases/{granted.item.number}/unmask/", {"reason": "电话核实负责人身份"})
    city.client("agent").get(f"/my/cases/{granted.item.number}/")
    values = clear_values(place) | {granted.typed["head.person.identity_number"]}
    assert len(values) > 10
    stored = everything_stored()
    assert len(stored) > 40
    leaks = sorted(
        f"{table}: {value}" for table, text in stored.items() for value in values if value in text
    )
    assert leaks == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file of SQLite")
def test_nor_in_the_bytes_of_the_file(place):
    """The committed city's numbers: not in the database file, nor in its write-ahead log."""
    name = Path(str(connection.settings_dict["NAME"]))
    data = b"".join(part.read_bytes() for part in name.parent.glob(f"{name.name}*"))
    assert "演示citizen".encode() in data  # it is the file of this very database
    values = {
        number.encode()
        for party in place.city.parties.values()
        for number in (party.identity_number if party.kind == "natural" else "", party.phone)
        if number
    }
    assert len(values) >= 6
    assert [value for value in values if value in data] == []


def test_the_log_names_nobody(place, caplog):
    caplog.set_level(logging.DEBUG)
    city = place.city
    citizen, window = place.browser("citizen"), place.browser("window")
    number = place.case.item.number
    citizen.post(f"/apply/draft/{place.draft.token}/form/", dict(place.draft.typed) | {"x": "1"})
    citizen.get("/search/", {"q": city.parties["citizen"].identity_number})
    window.get(f"/desk/cases/{number}/")
    window.post(f"/desk/cases/{number}/unmask/", {"reason": "电话核实本人身份"})
    window.get("/desk/cases/", {"q": city.parties["citizen"].phone})
    place.browser("anonymous").post(
        "/login/", {"login": city.accounts["citizen"].phone, "password": "wrong-password-1"}
    )
    values = clear_values(place) | {"wrong-password-1"}
    lines = "\n".join(
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("django.db", "asyncio", "faker"))
    )
    assert lines
    assert sorted(value for value in values if value in lines) == []
