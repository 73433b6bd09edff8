"""The API keeps to its OpenAPI document, and the document says everything (schemathesis)."""

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import Machine
from tongban.config.wsgi import application

PATH = "/api/v1/openapi.json"


@schemathesis.serializer("application/x-ndjson")
def lines(_context, value):
    """A batch is text, as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def document(city):
    answer = Machine("window").http.get(PATH)
    assert answer.status_code == 200
    return answer.json()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def test_the_document_is_3_1_and_says_what_each_operation_does(document):
    assert document["openapi"].startswith("3.1")
    seen = dict(operations(document))
    assert len(seen) >= 15
    for name, operation in seen.items():
        assert operation.get("summary"), name
        assert operation.get("description"), name
        assert operation["operationId"], name
        assert {"400", "404", "422"} <= {str(code) for code in operation["responses"]}, name
    identifiers = [operation["operationId"] for operation in seen.values()]
    assert len(set(identifiers)) == len(identifiers)
    assert "bearer" in str(document["components"]["securitySchemes"])


def test_nothing_answers_what_the_document_does_not_say(document, monkeypatch, request):
    """Bounded random requests to every operation; no 5xx, no undocumented status or type."""
    monkeypatch.setattr("tongban.licences.api.count", lambda request: None)
    window = Machine("window")
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)  # as Django's own test client does
    request.addfinalizer(connected_again)
    schema = schemathesis.openapi.from_wsgi(PATH, application)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        statuses: set[int] = set()
        walker(operation, window.headers, statuses)()
        assert statuses
        tried += 1
    assert tried >= 15


def connected_again():
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def walker(operation, headers, statuses):
    """A bounded random walk of one operation; its answers' statuses go into `statuses`."""

    @seed(20261123)
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def walk(case):
        answer = case.call(headers=headers)
        statuses.add(answer.status_code)
        case.validate_response(
            answer,
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ],
        )

    return walk
