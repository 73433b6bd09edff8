"""Answers that fill any form: plausible, valid and evidently invented."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongban.forms import rules as forms
from tongban.lib.identifiers import demo_identity, demo_uscc

BORN = date(1950, 1, 1)
SAMPLE_TEXT = "演示内容"
SAMPLES: Mapping[str, str] = {
    "party.name": "演示大药房有限公司",
    "party.firm_name": "咸宁演示大药房有限公司",
    "party.uscc": demo_uscc(7),
    "party.landline": "0715-0000001",
    "party.address": "咸宁市咸安区演示路1号",
    "party.postcode": "437000",
    "party.bank_account": "6200000000000000000",
    "party.bank_name": "演示银行咸宁分行",
    "party.nation": "汉族",
    "party.birthday": "1940-02-03",
    "party.legal_representative": "演示市民甲",
    "person.name": "演示药师",
    "pharmacist.certificate_number": "DEMO0000001",
    "premises.name": "演示大药房",
    "premises.address": "咸宁市咸安区演示路1号",
    "premises.opening_hours": "8:30–21:00",
    "vehicle.plate": "鄂L00000",
    "disability.card_number": demo_identity(1, BORN) + "41",
    "project.code": "2611-421202-04-01-000001",
    "road.name": "演示大道",
    "road.reason": "敷设供水支管（演示）",
}


def example(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return data that fills every field of a form with a plausible, evidently invented value."""
    found: dict[str, Any] = {}
    for key, prop in schema["properties"].items():
        found[key] = value_for(forms.effective(prop), str(prop.get("x-element", "")))
    return found


def value_for(wanted: Mapping[str, Any], element: str) -> Any:
    """Return one value for one field: a fixed one of its schema, else one of its type."""
    if "const" in wanted:
        return wanted["const"]
    if "oneOf" in wanted or "enum" in wanted:
        return wanted["enum"][0] if "enum" in wanted else wanted["oneOf"][0]["const"]
    made: Any = text_for(wanted, element)
    match wanted.get("type", "string"):
        case "integer" | "number":
            made = max(wanted.get("minimum", 1), min(wanted.get("maximum", 12), 12))
        case "boolean":
            made = True
        case "array":
            made = [value_for(wanted.get("items", {}), element)]
    return made


FORMATS = {
    "date": "2026-12-01",
    "identity": demo_identity(1, BORN),
    "person-name": "演示申请人",
    "phone": "12000000001",
    "email": "demo@example.com",
}


def text_for(wanted: Mapping[str, Any], element: str) -> str:
    """Return a text that fits the field's format and length."""
    text = SAMPLES.get(element) or FORMATS.get(str(wanted.get("format", ""))) or SAMPLE_TEXT
    if len(text) >= int(wanted.get("minLength", 0)):
        return text
    least = int(wanted.get("minLength", 0))
    return str(text) * (-(-least // len(text)) or 1)
