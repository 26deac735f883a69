"""The site of the administrator's pages: the role alone opens it."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from agencies.access import Right


def may_manage(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.access.has(Right.MANAGE_USERS)


class Administration(AdminSite):
    """The administrator's pages; the role opens them, no flag of Django's beside it."""

    site_header = "vocplan: quản trị"
    site_title = "vocplan"
    index_title = "Người dùng, phân công, cơ quan"

    def has_permission(self, request: HttpRequest) -> bool:
        return may_manage(request)
