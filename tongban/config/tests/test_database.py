"""What a DATABASE_URL becomes."""

from tongban.config.settings import database

URL = "postgres://someone:a%20word@host:6543/tongban"


def test_statements_are_prepared_unless_told_not_to() -> None:
    made = database(URL)
    assert (made["NAME"], made["PASSWORD"], made["PORT"]) == ("tongban", "a word", "6543")
    assert made["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": 5}
    pooled = database(f"{URL}?prepare_threshold=0&sslmode=require")
    assert pooled["OPTIONS"] == {
        "sslmode": "require",
        "server_side_binding": False,
        "prepare_threshold": None,
    }
