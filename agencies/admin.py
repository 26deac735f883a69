"""The administrator's side: people, their memberships, agencies. Never a figure.

Rights come from the same table as everywhere else: the role `administrator`, and only for the own locality.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from agencies.access import Right
from agencies.models import Agency, Locality, Membership, Succession, User
from agencies.text import search_key

admin.site.site_header = "vocplan: quản trị"
admin.site.site_title = "vocplan"
admin.site.index_title = "Người dùng, phân công, cơ quan"


def may_manage(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and (user.is_superuser or user.access.has(Right.MANAGE_USERS))


def localities_of(request: HttpRequest) -> QuerySet:
    """The localities whose people and agencies the user manages: the own ones; all for who set vocplan up."""
    everywhere = Locality.objects.all()
    return everywhere if request.user.is_superuser else everywhere.filter(pk__in=request.user.access.locality_ids)


class Managed:
    """Admin pages for whoever manages users, in place of Django's permissions per model."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_manage(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return may_manage(request)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return may_manage(request)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return may_manage(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nothing that history points to is ever deleted: a person is disabled, a membership ends."""
        return False


class MembershipInline(Managed, admin.TabularInline):
    model = Membership
    extra = 1
    fields = ["agency", "role", "valid_from", "valid_to"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "agency":
            kwargs["queryset"] = Agency.objects.filter(locality__in=localities_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(agency__locality__in=localities_of(request))


@admin.register(User)
class PersonAdmin(Managed, UserAdmin):
    """People of the own locality, and those without any membership yet."""

    inlines = [MembershipInline]
    list_display = ["username", "full_name", "email", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Cá nhân", {"fields": ["last_name", "first_name", "email"]}),
        ("Trạng thái", {"fields": ["is_active", "last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        everyone = super().get_queryset(request)
        mine = everyone.filter(memberships__agency__locality__in=localities_of(request))
        return (mine | everyone.filter(memberships__isnull=True)).distinct()


class SuccessionInline(Managed, admin.TabularInline):
    model = Succession
    fk_name = "predecessor"
    extra = 0


@admin.register(Agency)
class AgencyAdmin(Managed, admin.ModelAdmin):
    """Agencies of the own locality."""

    inlines = [SuccessionInline]
    list_display = ["code", "name", "kind", "valid_from", "valid_to"]
    list_filter = ["kind"]
    search_fields = ["code", "name", "search_key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(locality__in=localities_of(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "locality":
            kwargs["queryset"] = localities_of(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Agency, form: object, change: bool) -> None:
        obj.search_key = search_key(f"{obj.name} {obj.short_name}")
        super().save_model(request, obj, form, change)
