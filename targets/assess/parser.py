"""The JSON that the API takes in: numbers exactly as written, nothing that JSON does not know, nothing said twice."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from targets.assess.requests import RequestError, load_json


class Unreadable(ParseError):
    """A body that is no JSON, holds NaN or infinity, or names a field twice; `refusal` names the place."""

    def __init__(self, refusal: RequestError) -> None:
        super().__init__(refusal.vi)
        self.refusal = refusal


class ExactJSONParser(BaseParser):
    """JSON with Decimal for every number that is not whole. Raises Unreadable, and RequestDataTooBig past the limit."""

    media_type = "application/json"
    # None: what the installation takes in.
    largest: int | None = None

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> object:
        try:
            return load_json(whole_body(stream, self.largest or settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
        except RequestError as error:
            raise Unreadable(error) from error


def whole_body(stream: IO[bytes], limit: int) -> bytes:
    """The body, read no further than `limit` bytes; the length that the caller claims is not believed."""
    # One byte more tells a body that is too long from one that just fits.
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise RequestDataTooBig(f"body above {limit} bytes")
    return body
