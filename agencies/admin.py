"""The administrator's side: people, their memberships, agencies. Never a figure.

Rights come from the same table as everywhere else: the role `administrator`, and only for the own locality.
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from agencies.access import Role
from agencies.accounts.people import administered_localities, may_give_role, people_managed_by
from agencies.administration_site import may_manage
from agencies.models import Agency, Membership, Succession, User
from agencies.vietnamese_text import search_key


def localities_administered(request: HttpRequest) -> QuerySet:
    return administered_localities(request.user)


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


class MembershipRows(BaseInlineFormSet):
    """The memberships of one person, given by `given_by`."""

    given_by: User

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            role = form.cleaned_data.get("role") if form.has_changed() else None
            if role and not may_give_role(self.given_by, self.instance, Role(role)):
                form.add_error("role", "Không tự giao cho mình vai trò xem hay duyệt số liệu: nhờ quản trị viên khác.")


class MembershipInline(Managed, admin.TabularInline):
    model = Membership
    formset = MembershipRows
    extra = 1
    fields = ["agency", "role", "valid_from", "valid_to"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "agency":
            kwargs["queryset"] = Agency.objects.filter(locality__in=localities_administered(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(agency__locality__in=localities_administered(request))

    def get_formset(self, request: HttpRequest, obj: User | None = None, **kwargs: object) -> type[BaseInlineFormSet]:
        rows = super().get_formset(request, obj, **kwargs)
        return type(rows.__name__, (rows,), {"given_by": request.user})


@admin.register(User)
class PersonAdmin(Managed, UserAdmin):
    """People who belong to the own locality alone, see agencies/accounts/people.py."""

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
        return super().get_queryset(request).filter(pk__in=people_managed_by(request.user))

    def save_model(self, request: HttpRequest, obj: User, form: object, change: bool) -> None:
        if not change:
            obj.entered_in_id = min(request.user.access.administered_ids, default=None)
        super().save_model(request, obj, form, change)


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
        return super().get_queryset(request).filter(locality__in=localities_administered(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "locality":
            kwargs["queryset"] = localities_administered(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Agency, form: object, change: bool) -> None:
        obj.search_key = search_key(f"{obj.name} {obj.short_name}")
        super().save_model(request, obj, form, change)
