"""/oauth, as it was before v3: forms and names in lower case [S]."""

from typing import Literal

from sandbox.ground.asking import FORM, Object, Reply
from sandbox.highlevel.core.errors import NoGrant, bad_request, forbidden, not_implemented
from sandbox.highlevel.core.keys import Token
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint, needed
from sandbox.highlevel.people import granting


class Exchange(Body):
    """What is exchanged for tokens [S: ``GetAccessCodebodyDto``]."""

    client_id: str
    client_secret: str
    grant_type: Literal["authorization_code", "refresh_token", "client_credentials"]
    code: str = ""
    refresh_token: str = ""
    user_type: Literal["Company", "Location"] | None = None
    redirect_uri: str = ""


class Narrower(Body):
    """Which location an agency's token is to be exchanged for [S]."""

    companyId: str  # noqa: N815 - the form's own name
    locationId: str  # noqa: N815 - the form's own name


@endpoint("POST", "/oauth/token", scope=None, version=None)
def token(call: Call) -> Reply:
    """Exchange a code or a refresh token for a pair of tokens."""
    if call.asked.media != FORM and b"clientId" in call.asked.body:
        raise not_implemented("version v3 of POST /oauth/token")
    said = call.form(Exchange)
    app = granting.app_of(call.world, said.client_id, said.client_secret)
    match said.grant_type:
        case "authorization_code":
            made = granting.by_code(call.world, app, said.code)
        case "refresh_token":
            made = granting.refreshed(call.world, app, said.refresh_token)
        case _:
            raise not_implemented("grant_type client_credentials")
    if said.user_type not in {None, made.user_type}:
        raise NoGrant("invalid_grant", "user_type does not fit the installation")
    return Reply(200, _shown(call, made))


@endpoint("POST", "/oauth/locationToken", scope="oauth.write", user_type="Company")
def location_token(call: Call) -> Reply:
    """Exchange an agency's token for one of a location's."""
    said = call.form(Narrower)
    if said.companyId != call.caller.company:
        raise forbidden()
    location = call.world.location(said.locationId)
    app = call.world.state.apps[call.caller.client]
    made = granting.of_location(call.world, app, said.companyId, location)
    return Reply(200, {**_shown(call, made), "appId": app.id, "versionId": app.version})


@endpoint(
    "GET",
    "/oauth/installedLocations",
    scope="oauth.readonly",
    user_type="Company",
    query=frozenset({"companyId", "appId", "skip", "limit", "isInstalled", "locationId"}),
    left_out=frozenset({"query", "versionId", "onTrial", "planId"}),
)
def installed_locations(call: Call) -> Reply:
    """List an agency's locations, and whether the app may work there; 20 to a page [U]."""
    company, app_id = needed(call, "companyId", "appId")
    app = call.world.state.apps[call.caller.client]
    if company != call.caller.company or app_id != app.id:
        raise forbidden()
    every = [
        {
            "_id": each.id,
            "name": each.name,
            "address": "",
            "isInstalled": app in granting.installed(call.world, each.id),
        }
        for each in call.world.state.locations.values()
        if each.company == company and call.query.get("locationId") in {None, each.id}
    ]
    wanted = call.query.get("isInstalled")
    found = [each for each in every if wanted is None or each["isInstalled"] == (wanted == "true")]
    skip, limit = call.query.get("skip", "0"), call.query.get("limit", "20")
    if not (skip.isdecimal() and limit.isdecimal()):
        raise bad_request("skip and limit must be number strings")
    page = found[int(skip) : int(skip) + int(limit)]
    return done(locations=page, count=len(found), installToFutureLocations=True)


def _shown(call: Call, made: Token) -> Object:
    told: Object = {
        "access_token": made.access,
        "token_type": "Bearer",
        "expires_in": made.expires_at - call.world.now,
        "scope": " ".join(made.scopes),
        "userType": made.user_type,
        "companyId": made.company,
        "userId": call.world.token(20, "user"),
    }
    if made.refresh:
        told["refresh_token"] = made.refresh
    if made.location:
        told["locationId"] = made.location
    return told
