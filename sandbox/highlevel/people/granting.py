"""Apps, where they are installed, and the tokens this gives them."""

import hmac
from collections.abc import Iterator

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import Seconds
from sandbox.highlevel.core.errors import NoGrant, Refused, bad_request
from sandbox.highlevel.core.keys import App, Code, Install, Token, UserType
from sandbox.highlevel.core.records import Location
from sandbox.highlevel.core.world import Happening, World

CODE_LIFETIME = 600
"""Seconds a code can be exchanged [U]."""


def app_of(world: World, client_id: str, secret: str) -> App:
    """Find an app whose secret is known, or refuse."""
    app = world.state.apps.get(client_id)
    if app is None or not hmac.compare_digest(app.secret.encode(), secret.encode()):
        raise NoGrant("invalid_client", "Invalid client credentials!", 401)
    return app


def install(world: World, app: App, company: str, location: Location | None) -> Code:
    """Have somebody agree to an app, in a location or for the whole agency: the redirect brings
    a code, the app's webhook an INSTALL [D]."""
    where = location.id if location else None
    uninstall(world, app, company, where, tell=False)
    world.state.installs.append(Install(app.client_id, company, where, world.now))
    kind: UserType = "Location" if location else "Company"
    key = world.token(40, "codes", world.count("codes"))
    code = Code(key, app.client_id, kind, company, where, world.now + CODE_LIFETIME)
    world.state.codes[key] = code
    body: Object = {"companyId": company, "isWhitelabelCompany": False, "whitelabelDetails": {}}
    world.announce(Happening("INSTALL", where or "", body, app.client_id))
    return code


def uninstall(
    world: World, app: App, company: str, location: str | None, *, tell: bool = True
) -> None:
    """Take an app away: its tokens for the place die, and its webhook hears UNINSTALL [D]."""

    def about(each: Install | Token) -> bool:
        return (each.client_id, each.company, each.location) == (app.client_id, company, location)

    if not any(about(each) for each in world.state.installs):
        return
    if tell:
        body: Object = {} if location else {"companyId": company}
        world.announce(Happening("UNINSTALL", location or "", body, app.client_id))
    world.state.installs = [each for each in world.state.installs if not about(each)]
    world.state.tokens = {k: each for k, each in world.state.tokens.items() if not about(each)}


def installed(world: World, location: str) -> Iterator[App]:
    """List the apps that may work in a location: its own, and the agency's [D]."""
    company = world.location(location).company
    for each in world.state.installs:
        if each.location == location or (each.company, each.location) == (company, None):
            yield world.state.apps[each.client_id]


def by_code(world: World, app: App, code: str) -> Token:
    """Exchange a code, once."""
    known = world.state.codes.pop(code, None)
    if known is None or known.client_id != app.client_id or known.until <= world.now:
        raise NoGrant("invalid_grant", "Invalid grant: authorization code is invalid")
    return issue(world, app, known.user_type, known.company, known.location)


def refreshed(world: World, app: App, refresh: str) -> Token:
    """Exchange a refresh token: once, within a year [D]. What becomes of the old access token is
    not documented: it lives until its day is over, unless ``refresh_ends_access`` [U]."""
    kept = world.state.tokens.values()
    old = next((each for each in kept if refresh and each.refresh == refresh), None)
    if old is None or old.client_id != app.client_id:
        raise NoGrant("invalid_grant", "This refresh token is invalid")
    if old.used or old.refresh_until <= world.now:
        raise NoGrant("invalid_grant", "This refresh token is invalid")
    if old.location and not world.location(old.location).active:
        raise Refused(400, "Location is not active")
    old.used = True
    if world.state.settings.refresh_ends_access:
        old.expires_at = min(old.expires_at, world.now)
    return issue(world, app, old.user_type, old.company, old.location)


def of_location(world: World, app: App, company: str, location: Location) -> Token:
    """Exchange an agency's token for one of its locations'; it cannot be refreshed [S]."""
    if location.company != company or app not in installed(world, location.id):
        raise bad_request("The app is not installed in this location")
    made = issue(world, app, "Location", company, location.id)
    made.refresh, made.refresh_until = None, made.expires_at
    return made


def issue(world: World, app: App, kind: UserType, company: str, location: str | None) -> Token:
    """Give out a pair of tokens, and forget those nothing can be done with."""
    settings, count = world.state.settings, world.count("tokens")
    until: Seconds = world.now + settings.refresh_lifetime
    made = Token(
        *(world.token(60, "access", count), app.client_id, kind, company, location),
        *([*app.scopes], world.now + settings.access_lifetime),
        *(world.token(60, "refresh", count), until),
    )
    kept = world.state.tokens.items()
    world.state.tokens = {
        key: each for key, each in kept if max(each.expires_at, each.refresh_until) > world.now
    }
    world.state.tokens[made.access] = made
    return made
