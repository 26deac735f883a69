"""How a request is read: in UTF-8, whatever encoding it is declared to be in.

Django takes the declared one for an encoding of text as soon as Python knows its name, which hex and idna are not; it
then reads the query while the request is still being made, where nothing answers for what fails.
"""

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http.request import parse_header_parameters


class Utf8Request(WSGIRequest):
    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        """The type and its parameters; `refuse_unreadable` (vocplan/middleware.py) looks at the encoding among them."""
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


def utf8_application() -> Utf8Handler:
    """The application of the web server, with the models loaded."""
    django.setup(set_prefix=False)
    return Utf8Handler()
