from agencies.models.agency import Agency, AgencyKind, Succession
from agencies.models.instance import Instance
from agencies.models.locality import Locality, LocalityKind
from agencies.models.sign_in import KnownDevice, SignInTries, TokenScope
from agencies.models.user import Membership, Role, User

__all__ = [
    "Agency",
    "AgencyKind",
    "Instance",
    "KnownDevice",
    "Locality",
    "LocalityKind",
    "Membership",
    "Role",
    "SignInTries",
    "Succession",
    "TokenScope",
    "User",
]
