"""People as JSON, for administrators: list, add, whole lists from a file. No password is ever in an answer."""

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import clock
from agencies.access import Right, Role
from agencies.accounts.people import people_managed_by
from agencies.models import Agency, Membership, User
from agencies.web.json_api import Catalogue, Endpoint, Filters, validated_body
from reports.administration.imports.registers import BODIES, PEOPLE, Register
from reports.administration.imports.tables import CellFault
from reports.administration.people import services
from reports.administration.people.imports import USERNAME, username_for
from reports.administration.people.views import taken_usernames
from reports.administration.places import managed_localities
from reports.collection.workbook.file_check import MAX_FILE, BadFile


class MembershipOut(serializers.ModelSerializer):
    agency = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Membership
        fields = ["agency", "role", "title", "valid_from", "valid_to"]
        read_only_fields = fields


class PersonOut(serializers.ModelSerializer):
    memberships = MembershipOut(many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "full_name", "email", "phone", "is_active", "last_login", "memberships"]
        read_only_fields = fields


class PersonIn(serializers.Serializer):
    """A new account with one place; an empty username is made up after the body."""

    username = serializers.RegexField(USERNAME, required=False, allow_blank=True)
    full_name = serializers.CharField(max_length=150)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    agency = serializers.CharField(max_length=40)
    role = serializers.ChoiceField(Role.choices())
    title = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")


class PersonFilter(Filters):
    class Meta:
        model = User
        fields = ["username", "is_active"]


class People(Catalogue):
    """The people whom the administrator manages."""

    queryset = User.objects.none()
    serializer_class = PersonOut
    filterset_class = PersonFilter
    right = Right.MANAGE_USERS
    lookup_field = "username"
    lookup_value_regex = r"[^/]+"

    def get_queryset(self) -> QuerySet[User]:
        places = Membership.objects.select_related("agency").order_by("-valid_from", "-pk")
        rows = people_managed_by(self.request.user).distinct()
        return rows.prefetch_related(Prefetch("memberships", queryset=places)).order_by("username")

    @extend_schema(request=PersonIn, responses={201: PersonOut})
    def create(self, request: Request) -> Response:
        sent = validated_body(PersonIn, request)
        agencies = Agency.objects.filter(locality__in=managed_localities(request.user))
        agency = get_object_or_404(agencies, code=sent.pop("agency"))
        sent["username"] = sent.get("username") or username_for(agency, taken_usernames())
        sent["role"] = Role(sent["role"])
        said = {"day": clock.today(), "by": request.user, "now": clock.now()}
        made = services.add_person(agency=agency, **sent, **said)
        return Response(PersonOut(self.get_queryset().get(pk=made.pk)).data, status=status.HTTP_201_CREATED)


class ListIn(serializers.Serializer):
    """A list as XLSX or CSV; with `preview` nothing is written. `locality` where the caller has several."""

    file = serializers.FileField(allow_empty_file=True)
    preview = serializers.BooleanField(default=False)
    locality = serializers.CharField(max_length=13, required=False)


class FaultOut(serializers.Serializer):
    """A cell that cannot be taken."""

    address = serializers.CharField()
    column = serializers.CharField()
    given = serializers.CharField()
    message = serializers.CharField()
    advice = serializers.CharField()


class ListOut(serializers.Serializer):
    """What a list does: lines, new rows, the cells that cannot be taken, and whether it was taken."""

    lines = serializers.IntegerField()
    added = serializers.IntegerField()
    faults = FaultOut(many=True)
    applied = serializers.BooleanField()


class ListEndpoint(Endpoint):
    """A whole list from a file, tried out or taken."""

    parser_classes = [MultiPartParser]
    serializer_class = ListIn
    right = Right.MANAGE_USERS
    register: Register

    @extend_schema(request={"multipart/form-data": ListIn}, responses=ListOut)
    def post(self, request: Request) -> Response:
        sent = validated_body(ListIn, request)
        rows, code = managed_localities(request.user), sent.get("locality")
        place = get_object_or_404(rows.named(code, clock.today())) if code else get_object_or_404(rows[:1])
        try:
            found = self.register.read(sent["file"].read(MAX_FILE + 1), sent["file"].name, place)
        except BadFile as error:
            raise serializers.ValidationError({"file": str(error)}) from None
        if not sent["preview"]:
            refuse_cells(found.faults)
            self.register.take(found, place, request.user)
        applied = {"lines": found.lines, "added": len(found.added), "faults": found.faults}
        return Response(ListOut(applied | {"applied": not sent["preview"]}).data)


class PeopleImport(ListEndpoint):
    register = PEOPLE


class AgenciesImport(ListEndpoint):
    register = BODIES


def refuse_cells(faults: tuple[CellFault, ...]) -> None:
    """Raise ValidationError with each cell's address and reason."""
    if faults:
        raise serializers.ValidationError({fault.address: fault.message for fault in faults})
