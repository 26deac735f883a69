"""Guards of views: a right, or one of some, that the user must hold somewhere, before any row is fetched."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from agencies.access import Right

GuardedView = Callable[..., HttpResponse]


class Require:
    """`@require(Right.REVIEW)` above a view; `require.that(fact)` inside one. Refusal is 403."""

    def __call__(self, *rights: Right) -> Callable[[GuardedView], GuardedView]:
        def decorator(view: GuardedView) -> GuardedView:
            @wraps(view)
            def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
                self.that(any(request.user.access.has(right) for right in rights))
                return view(request, *args, **kwargs)

            return guarded

        return decorator

    def that(self, fact: bool) -> None:
        if not fact:
            raise PermissionDenied


require = Require()
