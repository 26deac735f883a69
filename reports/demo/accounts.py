"""The demo's accounts: one of each role, and a reporter for every agency of Hà Nội that has something to report."""

from datetime import date

from django.contrib.auth.hashers import make_password

from agencies.access import Role
from agencies.models import Agency, Membership, User

FROM = date(2021, 1, 1)
# The labour department ended on 28/02/2025; its people stay in the demo as long as the demo's day is before that.
FIXED = (
    ("staff", "01", Role.STAFF, "Cán bộ tổng hợp"),
    # A report is checked by somebody else than its writer.
    ("staff-2", "01", Role.STAFF, "Cán bộ kiểm tra"),
    ("leader", "01", Role.LEADER, "Lãnh đạo"),
    ("administrator", "01", Role.ADMINISTRATOR, "Quản trị"),
    ("staff-68", "68", Role.STAFF, "Cán bộ tổng hợp"),
    ("leader-68", "68", Role.LEADER, "Lãnh đạo"),
)
TITLES = {name: title for name, _, _, title in FIXED}
REPORTERS_TITLE = "Cán bộ nhập liệu"


def create_accounts(*, password: str, reporting: list[Agency], on: date) -> dict[str, User]:
    """Create every demo account with one password; returns them by user name. Names are titles, not people."""
    # One hash for all: sixty slow hashes would make the first start take a minute, and the password is one.
    secret = make_password(password)
    coordinators = {
        agency.locality.key: agency for agency in Agency.objects.coordinating_on(on).select_related("locality")
    }
    wanted = [(name, coordinators[code], role, title) for name, code, role, title in FIXED]
    wanted += [(f"reporter-{agency.code}", agency, Role.REPORTER, REPORTERS_TITLE) for agency in reporting]
    return with_places(wanted, secret)


def add_reporters(*, agencies: list[Agency], like: User) -> dict[str, User]:
    """A reporter for each agency that has none yet, with the password of another demo account; by user name."""
    known = {user.username: user for user in User.objects.filter(is_demo=True)}
    wanted = [(f"reporter-{agency.code}", agency, Role.REPORTER, REPORTERS_TITLE) for agency in agencies]
    # The hash is copied, since nobody keeps the password itself.
    return with_places([one for one in wanted if one[0] not in known], like.password)


def with_places(wanted: list[tuple[str, Agency, Role, str]], secret: str) -> dict[str, User]:
    """Accounts as (user name, agency, role, title), each with its place since FROM or the agency's first day."""
    users = User.objects.bulk_create(
        [
            User(
                username=name,
                first_name=f"{title} {agency.short_name}"[:150],
                password=secret,
                is_demo=True,
            )
            for name, agency, role, title in wanted
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(user=user, agency=agency, role=role, valid_from=max(FROM, agency.valid_from or FROM))
            for user, (_, agency, role, _) in zip(users, wanted, strict=True)
        ]
    )
    return {user.username: user for user in users}
