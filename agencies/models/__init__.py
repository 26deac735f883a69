from agencies.models.agency import Agency, AgencyKind, Succession
from agencies.models.coordination import Coordination, Coordinators
from agencies.models.instance import Instance
from agencies.models.locality import Locality, LocalityKind, LocalityPart
from agencies.models.reorganisation import (
    KindSuccession,
    Reorganisation,
    ReorganisationEffect,
    ReorganisationState,
)
from agencies.models.sign_in import KnownDevice, ResetRequest, SignInLetter, SignInTries, TokenScope
from agencies.models.user import Membership, Role, User

__all__ = [
    "Agency",
    "AgencyKind",
    "Coordination",
    "Coordinators",
    "Instance",
    "KindSuccession",
    "KnownDevice",
    "Locality",
    "LocalityKind",
    "LocalityPart",
    "Membership",
    "Reorganisation",
    "ReorganisationEffect",
    "ReorganisationState",
    "ResetRequest",
    "Role",
    "SignInLetter",
    "SignInTries",
    "Succession",
    "TokenScope",
    "User",
]
