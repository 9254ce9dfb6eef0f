"""The inbound addresses of an offer: no token but the one in the path. In reality they live on
checkout.kajabi.com; here they share the port."""

import hmac
import json
from urllib.parse import parse_qsl

from sandbox.ground.asking import Incoming, Object
from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Offer
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.people import inbound
from sandbox.kajabi.people.inbound import DONE, Visitor
from sandbox.kajabi.resources.oauth import FORM, JSON

ROOT = "/webhooks/offers/{secret}/{offer}"
TEXT = "text/plain"


@endpoint("POST", f"{ROOT}/activate", scope=None, query=frozenset({"send_offer_grant_email"}))
def activate(call: Call) -> Reply:
    """Grant the offer."""
    letter = call.query.get("send_offer_grant_email") == "true"
    offer = _offer(call)
    if offer is None:
        return Reply(404, inbound.NOBODY, TEXT)
    said = inbound.activate(call.world, offer, _visitor(call.asked), letter=letter)
    return _answer(call, said)


@endpoint("POST", f"{ROOT}/deactivate", scope=None)
def deactivate(call: Call) -> Reply:
    """Revoke the offer."""
    offer = _offer(call)
    if offer is None:
        return Reply(404, inbound.NOBODY, TEXT)
    return _answer(call, inbound.deactivate(call.world, offer, _visitor(call.asked)))


def addresses(origin: str, offer: Offer) -> Object:
    """Give the two addresses, as the dashboard shows them."""
    root = f"{origin}/webhooks/offers/{offer.secret}/{offer.id}"
    return {"activation_url": f"{root}/activate", "deactivation_url": f"{root}/deactivate"}


def _offer(call: Call) -> Offer | None:
    """Find the offer, if the address is right; what Kajabi says otherwise is not documented."""
    offer = call.world.state.offers.get(call.path["offer"])
    right = offer and hmac.compare_digest(offer.secret.encode(), call.path["secret"].encode())
    return offer if right else None


def _visitor(asked: Incoming) -> Visitor:
    """Read a form, or JSON; fields beside the three are ignored."""
    if asked.media == FORM:
        said = dict(parse_qsl(asked.body.decode("utf-8", "replace")))
    elif asked.media == JSON:
        said = _parsed(asked.body)
    else:
        raise not_implemented(f"an inbound call in {asked.media or 'no media type'}")
    names = ("name", "email", "external_user_id")
    return Visitor(*(str(said.get(name) or "").strip() for name in names))


def _parsed(body: bytes) -> Object:
    try:
        said = json.loads(body)
    except ValueError as wrong:
        raise not_implemented("an inbound call that is no JSON") from wrong
    if not isinstance(said, dict):
        raise not_implemented("an inbound call that is no JSON object")
    return said


def _answer(call: Call, result: str) -> Reply:
    status = 200 if result == DONE else call.world.state.settings.inbound_refusal
    return Reply(status, result, TEXT)
