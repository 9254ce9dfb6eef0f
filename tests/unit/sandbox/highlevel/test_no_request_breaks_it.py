"""Whatever a client sends, it gets an answer in the documented shape, and a refusal changes nothing
(CRM-1)."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.ground.asking import FORM, JSON, Incoming
from sandbox.highlevel.http.endpoints import ENDPOINTS, Endpoint
from sandbox.highlevel.snapshot import loaded, saved
from tests.unit.sandbox.highlevel.agency import CLIENT, Agency, invoice

AGENCY = Agency()
ADA = AGENCY.person(phone="+48600100200")
FIELD = AGENCY.field("Status")
WORKFLOW = AGENCY.workflow()
ORDER, PAID, BEGUN = AGENCY.buys(ADA, "19.90", subscription="sub_1")
INVOICE = AGENCY.done("POST", "/invoices", invoice(AGENCY))["_id"]
SENT = AGENCY.done(
    "POST", "/conversations/messages", {"type": "Email", "contactId": ADA, "html": "Hi"}
)
TASK = {"title": "t", "dueDate": "2025-02-01", "completed": False}
MADE = AGENCY.done("POST", f"/contacts/{ADA}/tasks", TASK)["task"]
CODE = AGENCY.install()
FIRST_DAY = saved(AGENCY.world.state)

PLACES = {
    "{location}": AGENCY.location.id,
    "{contact}": ADA,
    "{workflow}": WORKFLOW.id,
    "{field}": FIELD,
    "{order}": ORDER.id,
    "{transaction}": PAID.id if PAID else "",
    "{subscription}": BEGUN.id if BEGUN else "",
    "{invoice}": INVOICE,
    "{message}": SENT["messageId"],
    "{conversation}": SENT["conversationId"],
    "{task}": MADE["id"],
}
names = st.sampled_from(
    [
        *("locationId", "email", "phone", "name", "tags", "customFields", "dnd", "dndSettings"),
        *("filters", "sort", "pageLimit", "page", "altId", "altType", "mode", "amount", "type"),
        *("contactId", "html", "message", "status", "dataType", "title", "dueDate", "completed"),
        *("body", "eventStartTime", "grant_type", "code", "client_id", "client_secret"),
    ]
)
words = st.sampled_from(
    [
        *(AGENCY.location.id, ADA, FIELD, "location", "ada@example.com", "", "1", "10", "Email"),
        *("TEXT", "cash", "2025-01-31", "true", "authorization_code", CODE, *CLIENT.values(), "é"),
    ]
)
leaves = words | st.none() | st.booleans() | st.integers(-2, 600)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3)
)
usual = {"locationId": st.just(AGENCY.location.id), "altId": st.just(AGENCY.location.id)}
bodies = values | st.dictionaries(names, values, max_size=4) | st.fixed_dictionaries(usual)


@st.composite
def paths(draw: st.DrawFn, pattern: str) -> str:
    """Mostly name what is there."""
    steps = [PLACES.get(step, step) for step in pattern.split("/")]
    strange = draw(st.integers(0, 3)) == 0
    return "/".join("0" if strange and step in PLACES.values() else step for step in steps)


@st.composite
def requests(draw: st.DrawFn) -> Incoming:
    endpoint: Endpoint = draw(st.sampled_from(ENDPOINTS))
    known = sorted(endpoint.query | endpoint.left_out)
    asked = draw(st.lists(st.sampled_from(known), max_size=4)) if known else []
    query = "&".join(f"{name}={draw(words)}" for name in asked)
    headers = {
        "content-type": draw(st.sampled_from([JSON, JSON, JSON, FORM, ""])),
        "authorization": "Bearer pit-academy",
        "version": endpoint.version or "",
    }
    body = json.dumps(draw(bodies)).encode()
    return Incoming(endpoint.method, draw(paths(endpoint.path)), query, body, headers)


@given(requests())
@settings(max_examples=200)
def test_every_request_is_answered_and_a_refusal_changes_nothing(asked: Incoming) -> None:
    AGENCY.highlevel.become(loaded(FIRST_DAY))

    reply = AGENCY.highlevel.answer(asked)

    assert reply.status < 500 or reply.status == 501
    if reply.status >= 400:
        assert isinstance(reply.body, dict)
        assert reply.body["traceId"]
        assert untouched(saved(AGENCY.world.state)) == untouched(FIRST_DAY)


def untouched(text: bytes) -> Any:
    """Leave out the counters, ids given out for nothing, and codes that were tried."""
    state = json.loads(text)["state"]
    return {name: part for name, part in state.items() if name not in {"taken", "codes"}}
