"""What strangers post to the hooks' address. Kajabi signs nothing, so a body may say anything; the
worst of them know the token."""

import json
from typing import Final

import requests

from cli.academy import Academy, tagged
from cli.command import Refusal
from cli.demo.access.members import Member

NOBODY_HERE: Final = 404


def strangers_post(academy: Academy, leaver: Member, bystanders: list[Member]) -> int:
    """Post them all; answers how many they were."""
    first, second = bystanders[:2]
    known = {one.email: academy.kajabi.control("GET", f"people/{one.email}") for one in bystanders}
    gone = academy.kajabi.control("GET", f"people/{leaver.email}")
    hers, his = known[first.email], known[second.email]
    knocked = _post(academy.hook_url[:-1] + "~", tagged(hers["id"], first.email, academy.tag))
    if knocked != NOBODY_HERE:
        raise Refusal(f"a wrong token is answered with {knocked}, as if something were there")
    bodies = (
        tagged(hers["id"], first.email, academy.tag),  # she has no such tag
        tagged(hers["id"], second.email, academy.tag),  # an address that is not hers
        tagged(gone["id"], second.email, academy.tag),  # who left, with somebody else's address
        tagged(gone["id"], leaver.email, academy.tag),  # a true one, sent again
        _bought(his["accesses"][0]["id"], his["customer"], second.email),  # his, and active
        _bought(his["accesses"][0]["id"], hers["customer"], first.email),  # his, named as hers
        _bought("999999", his["customer"], second.email),
        b'{"id": "1", "event": "subscription_cancelled", "payload": []}',
        b"not JSON at all",
    )
    for body in bodies:
        _post(academy.hook_url, body)
    return len(bodies) + 1


def _bought(purchase: str, customer: str, email: str) -> bytes:
    resources = [
        {"id": purchase, "type": "purchases", "attributes": {"deactivated_at": "2026-01-01"}},
        {"id": customer, "type": "customers", "attributes": {"email": email}},
    ]
    return json.dumps({"id": purchase, "event": "purchase", "payload": resources}).encode()


def _post(url: str, body: bytes) -> int:
    return requests.post(url, data=body, timeout=60).status_code
