"""Who is asking: a private integration, or an app with a token for a location or an agency."""

from dataclasses import dataclass

from sandbox.ground.asking import Incoming
from sandbox.highlevel.core.errors import Refused, forbidden, unauthorized
from sandbox.highlevel.core.keys import UserType
from sandbox.highlevel.core.world import World


@dataclass(frozen=True, slots=True)
class Caller:
    """A client that showed a token in force."""

    client: str
    """What the rate limit counts by, together with ``resource``."""
    user_type: UserType
    company: str
    location: str | None
    scopes: frozenset[str] | None
    """None: everything."""

    @property
    def resource(self) -> str:
        """Name whose budget a request takes from: a location's or an agency's [D]."""
        return self.location or self.company

    def check(self, scope: str | None, user_type: UserType) -> None:
        """Hold a client to its permissions. A missing permission is a 401 [T], like a bad token."""
        if self.user_type != user_type:
            raise unauthorized("Token's user type mismatch!")
        if scope and self.scopes is not None and scope not in self.scopes:
            raise unauthorized("The token is not authorized for this scope.")

    def enter(self, world: World, location: str) -> None:
        """Let a client into its own location only."""
        if self.location != location:
            raise forbidden()
        if not world.location(location).active:
            raise Refused(400, "Location is not active")


def caller(world: World, asked: Incoming) -> Caller:
    """Tell who is asking, or refuse."""
    scheme, _, shown = asked.headers.get("authorization", "").partition(" ")
    known = known_by(world, shown) if scheme.lower() == "bearer" else None
    if known is None:
        private = shown.startswith("pit-")
        raise unauthorized("Invalid Private Integration token" if private else "Invalid JWT")
    return known


def known_by(world: World, shown: str) -> Caller | None:
    """Find who a token in force belongs to."""
    pit = world.state.pits.get(shown)
    if pit is not None:
        company = world.location(pit.location).company
        scopes = None if pit.scopes is None else frozenset(pit.scopes)
        return Caller(pit.token, "Location", company, pit.location, scopes)
    token = world.state.tokens.get(shown)
    if token is None or token.expires_at <= world.now:
        return None
    return Caller(
        token.client_id, token.user_type, token.company, token.location, frozenset(token.scopes)
    )
