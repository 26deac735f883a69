"""Sign-in."""

from dataclasses import dataclass

from django.contrib.auth.views import LoginView

from agencies.models import User

SHOWN_FIRST = ("reporter-017", "staff", "leader")


@dataclass(frozen=True)
class DemoAccount:
    username: str
    label: str


class SignIn(LoginView):
    """The sign-in page; a demo database lists whom one may try."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        accounts = demo_accounts() if self.request.instance.is_demo else []
        return super().get_context_data(**kwargs) | {"demo_accounts": accounts}


def demo_accounts() -> list[DemoAccount]:
    """The accounts that show the main job, in its order."""
    users = User.objects.filter(is_demo=True, username__in=SHOWN_FIRST)
    return [
        DemoAccount(user.username, user.access.label)
        for user in sorted(users, key=lambda user: SHOWN_FIRST.index(user.username))
    ]
