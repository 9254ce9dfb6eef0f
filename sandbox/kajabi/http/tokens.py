"""Who is asking: keys are exchanged for tokens, which expire (spec, "Get access token")."""

import hmac

from sandbox.ground.asking import Incoming
from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.core.records import Key, Token
from sandbox.kajabi.core.world import World


def issue(world: World, key: Key) -> Token:
    """Give a client a pair of tokens."""
    state, settings = world.state, world.state.settings
    count = state.taken["tokens"] = state.taken.get("tokens", 0) + 1
    token = Token(
        world.token(43, "access", count),
        world.token(43, "refresh", count),
        key.client_id,
        world.now + settings.token_lifetime,
        world.now + settings.refresh_lifetime,
    )
    state.tokens = {n: each for n, each in state.tokens.items() if each.refresh_until > world.now}
    state.tokens[token.access] = token
    return token


def by_secret(world: World, client_id: str, secret: str) -> Key | None:
    """Find the key of a client that knows its secret."""
    key = world.state.keys.get(client_id)
    return key if key and hmac.compare_digest(key.secret.encode(), secret.encode()) else None


def refreshed(world: World, refresh: str) -> Token | None:
    """Exchange a refresh token; the old pair is of no use any more [inferred]."""
    old = next((each for each in world.state.tokens.values() if each.refresh == refresh), None)
    if old is None or old.refresh_until <= world.now:
        return None
    revoke(world, old.access)
    return issue(world, world.state.keys[old.client_id])


def revoke(world: World, either: str) -> None:
    """End a session: "Either token may be provided … Both tokens" die (spec)."""
    kept = world.state.tokens.items()
    world.state.tokens = {n: e for n, e in kept if either not in {e.access, e.refresh}}


def bearer(world: World, asked: Incoming) -> Key:
    """Tell whose token a request carries, or refuse."""
    scheme, _, shown = asked.headers.get("authorization", "").partition(" ")
    token = world.state.tokens.get(shown) if scheme.lower() == "bearer" else None
    if token is None or token.expires_at <= world.now:
        detail = "Authorization header is missing or invalid"
        raise Refused(401, "Unauthorized", detail)
    return world.state.keys[token.client_id]
