"""Versions are written once; pages draw them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template

from tongban.forms import ports, rules, selectors, services
from tongban.forms.errors import ElementUnknown, FormUnknown
from tongban.forms.tests.test_validation import NINE, form, prop
from tongban.forms.types import Prefilled

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def publish(schema: Any) -> Any:
    return services.publish_form(actor=None, now=NOW, code="permit", title="申请表", schema=schema)


@pytest.mark.django_db
def test_the_same_schema_is_the_same_version_and_another_the_next() -> None:
    first = publish(NINE)
    assert publish(NINE).pk == first.pk
    second = publish(form(prop("head", "person.name")))
    assert (first.number, second.number) == (1, 2)
    assert selectors.form_version("permit").pk == second.pk
    assert selectors.form_version("permit", 1).schema == NINE
    with pytest.raises(FormUnknown):
        selectors.form_version("permit", 3)


@pytest.mark.django_db
def test_a_version_never_changes() -> None:
    version = publish(NINE)
    version.schema_text = "{}"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()


def test_an_unknown_element_is_named() -> None:
    with pytest.raises(ElementUnknown):
        selectors.element("no.such")


def test_prefill_asks_the_sources_of_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = ports.Sources()
    monkeypatch.setattr(ports, "sources", registry)
    registry.register("head", lambda actor, subject: {"person.name": Prefilled(actor, "登记库")})
    registry.register("head", lambda actor, subject: {"person.name": Prefilled("no", "later")})
    found = selectors.prefill(NINE, actor="演示", subject="party:1")
    assert found == {"head.person.name": Prefilled("演示", "登记库")}


def test_the_form_is_drawn_with_labels_errors_and_sources() -> None:
    data = {"shop.premises.area": "八十", "head.person.name": "<王>"}
    page = Template(
        "{% load forms_kit %}{% schema_form schema data errors prefill %}"
        "{% schema_summary schema data %}"
    ).render(
        Context(
            {
                "schema": NINE,
                "data": data,
                "errors": rules.validate(NINE, data),
                "prefill": {"applicant.party.name": Prefilled("演示", "统一身份认证")},
            }
        )
    )
    assert 'id="id_shop.premises.area"' in page
    assert "营业面积（平方米）" in page
    assert "请用数字填写营业面积" in page
    assert "来自：统一身份认证" in page
    assert "<王>" not in page
