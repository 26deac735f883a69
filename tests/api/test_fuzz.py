"""Every operation asked at random, by what the OpenAPI document allows, as five callers: fault 55.

No answer may be a server error, and each has a status and a content type that the document names and a body of the
shape it gives. What schemathesis cannot know of an operation it guesses, so most answers are refusals.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from knox.models import AuthToken
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import World
from vocplan.rest.schema import DocumentedGenerator

pytestmark = [pytest.mark.deep]
CALLERS = ("staff", "reporter", "leader", "administrator", None)
EXAMPLES = 25
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def tokens(world: World) -> dict[str, str]:
    world.accept()
    return {name: AuthToken.objects.create(user=world.people[name])[1] for name in CALLERS if name}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The test's own connection outlives each request, as Django's own test client has it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def operations() -> Iterator:
    schema = schemathesis.openapi.from_dict(DocumentedGenerator().get_schema(request=None, public=True))
    schema.app = get_wsgi_application()
    for found in schema.get_all_operations():
        yield found.ok()


@pytest.mark.parametrize("who", CALLERS)
def test_fault_55_no_operation_fails_or_answers_what_its_document_does_not_say(tokens: dict[str, str], who: str | None):
    header = {"Authorization": f"Token {tokens[who]}"} if who else {}
    faults = []
    for operation in operations():

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            cache.clear()
            case.headers.pop("Authorization", None)
            answer = case.call(headers={"Host": "localhost", "Accept-Encoding": "identity", **header})
            case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except (Exception, BaseExceptionGroup) as error:
            faults.append(f"{operation.method.upper()} {operation.path}: {error}")
    assert not faults, "\n\n".join(faults)
