"""Whatever a client sends, it gets an answer in the documented shape, and a refusal changes nothing
(KAJ-3)."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.ground.asking import Incoming
from sandbox.kajabi.http.endpoints import ENDPOINTS, Endpoint
from sandbox.kajabi.http.incoming import JSON_API
from sandbox.kajabi.resources.oauth import FORM, JSON
from sandbox.kajabi.snapshot import loaded, saved
from tests.unit.sandbox.kajabi.school import MONTHLY, School

SCHOOL = School()
OFFER = SCHOOL.offer(terms=MONTHLY)
BOUGHT = SCHOOL.buys(OFFER)
TAG = SCHOOL.tag("Cancelled")
ADA = SCHOOL.known()
FIRST_DAY = saved(SCHOOL.world.state)
IDS = [OFFER.id, BOUGHT.id, TAG, ADA.id, str(ADA.customer), SCHOOL.site.id, OFFER.secret, "0", "é"]

PLACES = {
    "contacts": ADA.id,
    "customers": str(ADA.customer),
    "purchases": BOUGHT.id,
    "transactions": BOUGHT.transactions[0],
    "contact_tags": TAG,
    "sites": SCHOOL.site.id,
    "offers": OFFER.id,
    "{secret}": OFFER.secret,
    "{offer}": OFFER.id,
}
"""What the steps of a path lead to, by the step before or by their own name."""

words = st.sampled_from([*IDS, "ada@example.com", "true", "-created_at", "1", "", "customer"])
leaves = words | st.none() | st.booleans() | st.integers(-2, 2)
names = st.sampled_from(
    [
        *("data", "type", "id", "attributes", "relationships", "site", "meta", "email", "name"),
        *("event", "target_url", "resource_id", "external_user_id", "grant_type"),
    ]
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=4)
)
pointers = st.fixed_dictionaries({"type": st.sampled_from(["offers", "contact_tags"]), "id": words})
contact = st.fixed_dictionaries(
    {
        "type": st.just("contacts"),
        "id": st.just(ADA.id),
        "attributes": st.dictionaries(names, words, max_size=3),
    }
)
bodies = (
    values
    | st.fixed_dictionaries({"data": st.lists(pointers, max_size=3)})
    | st.fixed_dictionaries({"data": contact})
)


@st.composite
def requests(draw: st.DrawFn) -> Incoming:
    endpoint: Endpoint = draw(st.sampled_from(ENDPOINTS))
    parameters = sorted(endpoint.query)
    asked = draw(st.lists(st.sampled_from(parameters), max_size=2)) if parameters else []
    query = "&".join(f"{name}={draw(words)}" for name in asked)
    media = draw(st.sampled_from([JSON_API, JSON_API, JSON_API, JSON, FORM, ""]))
    token = str(SCHOOL.session.headers["authorization"])
    headers = {"content-type": media, "authorization": token}
    body = written(draw(bodies))
    return Incoming(endpoint.method, draw(paths(endpoint.path)), query, body, headers)


@st.composite
def paths(draw: st.DrawFn, pattern: str) -> str:
    """Mostly name what is there."""
    steps = pattern.split("/")
    before = ["", *steps]
    known = [PLACES.get(s) or PLACES.get(b) for s, b in zip(steps, before, strict=False)]
    there = [k if k and "{" in s else None for k, s in zip(known, steps, strict=True)]
    filled = [
        draw(st.sampled_from([place, place, place, "0"])) if place else step
        for step, place in zip(steps, there, strict=True)
    ]
    return "/".join(filled)


def written(body: Any) -> bytes:
    return str(body).replace("'", '"').replace("None", "null").replace("True", "true").encode()


@given(requests())
@settings(max_examples=200)
def test_every_request_is_answered_and_a_refusal_changes_nothing(asked: Incoming) -> None:
    SCHOOL.kajabi.become(loaded(FIRST_DAY))

    reply = SCHOOL.kajabi.desk.answer(asked)

    assert reply.status < 500 or reply.status == 501
    if reply.status >= 400 and reply.media == JSON_API and isinstance(reply.body, dict):
        assert reply.body["errors"][0]["status"] == str(reply.status)
        assert counted(saved(SCHOOL.world.state)) == counted(FIRST_DAY)


def counted(text: bytes) -> bytes:
    """Leave the counters out: ids that were given out for nothing hurt nobody."""
    head, _, rest = text.partition(b'"taken":{')
    return head + rest.partition(b"}")[2]
