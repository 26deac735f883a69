"""Whose account an administrator may touch, and which roles she may give."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies import clock
from agencies.access import FIGURE_RIGHTS, RIGHTS, Role
from agencies.models import Locality, Membership, User


def administered_localities(user: User) -> QuerySet[Locality]:
    """Those whose administrator the person is; all for who set vocplan up."""
    everywhere = Locality.objects.all()
    return everywhere if user.is_superuser else everywhere.filter(pk__in=user.access.administered_ids)


def people_managed_by(user: User) -> QuerySet[User]:
    """People all of whose memberships in force are in the administrator's localities; never who set vocplan up.

    Who has none in force is the administrator's if all earlier ones were, or if the account was entered by the
    locality and nothing else is known of it: whoever worked elsewhere too may come back there.
    """
    if user.is_superuser:
        return User.objects.all()
    mine = user.access.administered_ids
    places = Membership.objects.filter(user=OuterRef("pk"))
    in_force = places.in_force(clock.today())
    ever_mine = Exists(places.filter(agency__locality__in=mine))
    never_elsewhere = ~Exists(places.exclude(agency__locality__in=mine))
    now_mine = Exists(in_force.filter(agency__locality__in=mine))
    once_mine = ~Exists(in_force) & never_elsewhere & (ever_mine | Q(entered_in__in=mine))
    others = User.objects.filter(is_superuser=False).exclude(Exists(in_force.exclude(agency__locality__in=mine)))
    return others.filter(now_mine | once_mine)


def may_give_role(by: User, person: User, role: Role) -> bool:
    """Nobody gives herself a role that sees, enters or judges figures: it takes a second administrator."""
    return by.pk != person.pk or not RIGHTS[role] & FIGURE_RIGHTS


def administrator_remains(locality: Locality, *, last: date, without: Membership) -> bool:
    """Whether somebody who can sign in administers the locality on the day after `last`, the role `without` apart.

    Locks the locality: of two administrators who end each other at the same moment the second waits and is refused.
    """
    Locality.objects.select_for_update().get(pk=locality.pk)
    roles = Membership.objects.filter(role=Role.ADMINISTRATOR, agency__locality=locality, user__is_active=True)
    return roles.exclude(pk=without.pk).in_force(last + timedelta(days=1)).exists()
