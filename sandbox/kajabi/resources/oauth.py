"""Tokens for keys. These two speak plain JSON and forms, not JSON:API (spec)."""

from urllib.parse import parse_qsl

from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Token
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http import tokens
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.incoming import Reply

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@endpoint("POST", "/v1/oauth/token", scope=None)
def token(call: Call) -> Reply:
    """Exchange a key, or a refresh token, for tokens."""
    said = dict(parse_qsl(call.asked.body.decode("utf-8", "replace")))
    if call.asked.media != FORM:
        return _refused(400, f"send {FORM}")
    if "username" in said or "scope" in said:
        raise not_implemented("tokens for a username, or for a scope")
    grants = {"client_credentials": _by_key, "refresh_token": _by_refresh}
    if said.get("grant_type") not in grants:
        return _refused(400, "unsupported_grant_type")
    made = grants[said["grant_type"]](call.world, said)
    return _shown(call.world, made) if made else _refused(401, "invalid credentials")


@endpoint("POST", "/v1/oauth/revoke", scope="any")
def revoke(call: Call) -> Reply:
    """End a session."""
    said = dict(parse_qsl(call.asked.body.decode("utf-8", "replace")))
    tokens.revoke(call.world, said.get("token", ""))
    return Reply(200, None, JSON)


def _by_key(world: World, said: dict[str, str]) -> Token | None:
    key = tokens.by_secret(world, said.get("client_id", ""), said.get("client_secret", ""))
    return tokens.issue(world, key) if key else None


def _by_refresh(world: World, said: dict[str, str]) -> Token | None:
    return tokens.refreshed(world, said.get("refresh_token", ""))


def _shown(world: World, made: Token) -> Reply:
    body = {
        "access_token": made.access,
        "refresh_token": made.refresh,
        "token_type": "Bearer",
        "expires_in": made.expires_at - world.now,
    }
    return Reply(200, body, JSON)


def _refused(status: int, why: str) -> Reply:
    """Refuse in the documented shape; the words are inferred."""
    return Reply(status, {"error": why}, JSON)
