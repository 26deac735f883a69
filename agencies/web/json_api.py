"""What every address of the JSON API has in common: who may ask, how numbers are written, when nothing has changed.

Errors and pages are wired in vocplan/rest/errors.py. Numbers are Decimal until the last moment: the renderer writes
9210 and 72.23, never 9210.0000, 7.223e1 or "72.23".
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.decorators.vary import vary_on_headers
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField, RangeField
from django_filters.widgets import DateRangeWidget
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from knox.auth import TokenAuthentication
from rest_framework import mixins, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSetMixin

from agencies import clock
from agencies.access import Right
from agencies.models import Locality, TokenScope
from agencies.plain_number import plain_number

MAX_NUMBER_DIGITS = 20
ISO_DATES = {"input_formats": ["%Y-%m-%d"]}


class ReadOnlyToken(PermissionDenied):
    default_code = "read_only_token"


class TokenHeader(TokenAuthentication):
    """`Authorization: Token …`; a header that is no text is a wrong token, not a server error.

    A token that only reads is refused where something would be stored: a view that stores nothing says so.
    """

    def authenticate(self, request: Request) -> tuple | None:
        found = super().authenticate(request)
        stores = request.method not in SAFE_METHODS and not getattr(
            request.parser_context["view"], "stores_nothing", False
        )
        if found and stores and TokenScope.objects.filter(token=found[1], may_write=False).exists():
            raise ReadOnlyToken
        return found

    def authenticate_credentials(self, token: bytes) -> tuple:
        if not token.isascii():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class TokenHeaderScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names the token."""

    target_class = TokenHeader
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <token>"}


class HoldsRight(BasePermission):
    """Permission of those who hold a right anywhere; which rows they see is the business of `visible_to`."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.user.access.has(self.right)


class NumbersRenderer(JSONRenderer):
    """JSON in UTF-8 with exact numbers."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else json_text_of(data).encode()


def json_text_of(value: Any) -> str:
    """A JSON value as text. Raises TypeError for what JSON has no word for, floats included."""
    match value:
        case None | bool() | int():
            return json.dumps(value)
        case Decimal():
            return plain_number(value)
        # Before what can be gone through, which texts and records are, too.
        case str():
            return json.dumps(str(value), ensure_ascii=False)
        case Mapping():
            pairs = (f"{json_text_of(str(key))}:{json_text_of(item)}" for key, item in value.items())
            return f"{{{','.join(pairs)}}}"
        case date():
            return json_text_of(value.isoformat())
        case Iterable():
            return f"[{','.join(json_text_of(item) for item in value)}]"
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


@extend_schema_field(OpenApiTypes.NUMBER)
class Number(serializers.Field):
    """A JSON number, exact in both directions; numbers in quotes, true and false are refused."""

    default_error_messages = {
        "invalid": "Cần một số JSON, không đặt trong ngoặc kép, ví dụ 72.5.",
        "too_long": f"Số có quá {MAX_NUMBER_DIGITS} chữ số. Kiểm tra lại số và đơn vị.",
    }

    def to_representation(self, value: Decimal) -> Decimal:
        return value

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, int | Decimal):
            self.fail("invalid")
        # Whole numbers and fractions have been read exactly: no float is on the way.
        value = Decimal(data)
        if not value.is_finite():
            self.fail("invalid")
        # Looked at before anything writes the number out: 1e999999 is short to send and long to print.
        if value and not -MAX_NUMBER_DIGITS < value.adjusted() < MAX_NUMBER_DIGITS:
            self.fail("too_long")
        if len(value.as_tuple().digits) > 2 * MAX_NUMBER_DIGITS:
            self.fail("too_long")
        return value


@extend_schema_field({"type": "string", "nullable": True})
class Absent(serializers.Field):
    """A field of the contract that rows of this kind cannot have: always null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, source="*", **options)

    def to_representation(self, value: Any) -> None:
        return None


class YearFilter(filters.NumberFilter):
    """A whole number; 2024.5 is refused instead of cut."""

    field_class = forms.IntegerField


class IsoDayField(forms.DateField):
    """A day that is one in every time zone: its first and its last moment exist."""

    input_formats = ["%Y-%m-%d"]

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not clock.is_everywhere(day):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class DayFilter(filters.DateFilter):
    """A day as ISO has it: nobody has to guess whether 03/04 is in April."""

    field_class = IsoDayField


class MomentField(IsoDateTimeField):
    """A moment; its offset is taken off here, because PostgreSQL knows fewer offsets than Python."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            # With its offset off it lies before the year 1 or after 9999.
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentRangeField(RangeField):
    widget = DateRangeWidget

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__((MomentField(), MomentField()), *args, **options)


class MomentRangeFilter(filters.IsoDateTimeFromToRangeFilter):
    """`<name>_after` and `<name>_before`."""

    field_class = MomentRangeField


class LocalityKeyFilter(filters.CharFilter):
    """Rows of the locality of a key, as `locality` gives it: 68, or 68-2025-07-01 for the one since that day."""

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        return qs.filter(**{f"{self.field_name}__in": Locality.objects.keyed(value)}) if value else qs


class Filters(filters.FilterSet):
    """Filters of a list by its fields."""

    FILTER_DEFAULTS = {
        **filters.FilterSet.FILTER_DEFAULTS,
        models.DateField: {"filter_class": DayFilter},
    }


@method_decorator(
    [conditional_page, cache_control(private=True, no_cache=True), vary_on_headers("Authorization")], name="dispatch"
)
class Endpoint(GenericAPIView):
    """One address: for people who are signed in, answers JSON, revalidated by ETag, kept by no shared cache.

    `right` is what the caller must hold somewhere, None where being signed in is enough; `right_to` the methods that
    ask for another.
    """

    right: Right | None = None
    right_to: Mapping[str, Right] = {}

    authentication_classes = [TokenHeader, SessionAuthentication]
    permission_classes = [IsAuthenticated]
    renderer_classes = [NumbersRenderer]
    metadata_class = None

    def get_permissions(self) -> list[Any]:
        right = self.right_to.get(self.request.method or "", self.right)
        return [*super().get_permissions(), *([HoldsRight(right)] if right else [])]

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal is JSON, also where the address answers with a file."""
        response = super().handle_exception(exc)
        self.request.accepted_renderer = NumbersRenderer()
        self.request.accepted_media_type = NumbersRenderer.media_type
        return response


def validated_body(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The body as the form reads it. Raises ValidationError."""
    sent = form(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data


class Listing(mixins.ListModelMixin, ViewSetMixin, Endpoint):
    """A list that can be filtered, page by page: those rows of `queryset` that the caller may see."""

    # Only a catalogue that is the same for all says so; what has no `visible_to` is an error, never open to everybody.
    for_everyone = False

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.for_everyone else rows.visible_to(self.request.user)


class Catalogue(mixins.RetrieveModelMixin, Listing):
    """A list whose rows also have an address of their own, by code."""

    lookup_field = "code"


class Numbered(mixins.RetrieveModelMixin, Listing):
    """A list whose rows also have an address of their own, by number."""

    lookup_field = "pk"
    # Longer ones fit into no column of keys.
    lookup_value_regex = "[0-9]{1,18}"

    def answer(self, pk: int, **options: Any) -> Response:
        """The row as the caller sees it after a change."""
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, **options)
