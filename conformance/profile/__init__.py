"""How one target is reached and driven: the model, its loading, and errors with lines."""

from conformance.profile.apis import ApiProfile, TokenKind
from conformance.profile.errors import Problem, ProfileError
from conformance.profile.loader import bundled_profiles, load_profile
from conformance.profile.model import Profile
from conformance.profile.subscribers import Subscriber

__all__ = [
    "ApiProfile",
    "Problem",
    "Profile",
    "ProfileError",
    "Subscriber",
    "TokenKind",
    "bundled_profiles",
    "load_profile",
]
