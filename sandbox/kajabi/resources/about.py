"""Version, user, sites: whether one is connected, and to what."""

from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing, sparse

SITES = Listing(
    kind="sites",
    render=shapes.site,
    filters={},
    sorts=frozenset({"title", "subdomain"}),
    compared=frozenset({"title", "subdomain"}),
)


@endpoint("GET", "/v1/version", scope=None)
def version(_: Call) -> Reply:
    """Tell the version; needs no token (spec: "health check")."""
    meta = {"title": "Kajabi API V1", "version": "1.1.0"}
    links = {"documentation": "https://developers.kajabi.com"}
    return Reply(body={"meta": meta, "links": links, "jsonapi": {"version": "1.0"}})


@endpoint("GET", "/v1/me", scope="any")
def me(_: Call) -> Reply:
    """Tell whose key this is; one owner is behind all of them here."""
    attributes = {
        "initials": "SO",
        "name": "Site Owner",
        "email": "owner@example.com",
        "role_level": "OWNER",
    }
    return Reply(body={"data": {"id": "1", "type": "users", "attributes": attributes}})


@endpoint("GET", "/v1/sites", scope="any", query=SITES.query)
def sites(call: Call) -> Reply:
    """List the sites."""
    return SITES.page(call, call.world.state.sites.values())


@endpoint("GET", "/v1/sites/{id}", scope="any", query=frozenset({"fields[sites]"}))
def site(call: Call) -> Reply:
    """Show a site."""
    found = call.world.site(call.path["id"])
    return Reply(body={"data": sparse(call, shapes.site(call.world, found, call.asked.origin))})
