"""The local Kajabi, set up as a site's owner does it once (docs/access/set-up.md): a tag, an
automation, hooks with a token in their address, a key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, Final

import requests

from carryover.access.rules import Rules, SiteRules
from carryover.adapters import aws
from carryover.adapters.dynamodb.access import DynamoRules
from carryover.adapters.dynamodb.table import Table

if TYPE_CHECKING:
    from cli.theatre import Theatre

SITE: Final = "academy"
"""Our alias of the site."""

CLIENT: Final = ("kajabi_demo", "sandbox")
"""The key of the local Kajabi: client id and secret."""

PER_SECOND: Final = 100
"""Requests the local Kajabi is asked per second. The real one publishes no number and is asked two
(``wiring.access``); with two, everybody's access would take minutes of a demo."""

HOOKS: Final = ("tag_added", "tag_removed", "purchase")

type Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LocalKajabi:
    """The local Kajabi, through its control API and through its public one."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def control(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Do what no Kajabi API can: people's deeds, the clock, accidents, the truth."""
        answer = self.session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=120)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json() if answer.content else {}
        return said

    def posts(self, path: str, data: Object) -> Object:
        """Write through the public API, as its owner."""
        form = {"grant_type": "client_credentials", "client_id": CLIENT[0]}
        page = f"{self.url}/v1/oauth/token"
        key = self.session.post(page, data={**form, "client_secret": CLIENT[1]}, timeout=60)
        key.raise_for_status()
        answer = self.session.post(
            f"{self.url}/v1/{path}",
            json={"data": data},
            headers={
                "authorization": f"Bearer {key.json()['access_token']}",
                "content-type": "application/vnd.api+json",
            },
            timeout=60,
        )
        answer.raise_for_status()
        made: Object = answer.json()["data"]
        return made

    def deed(self, email: str, what: str, **said: object) -> Object:
        """Let somebody do something: ``buy``, ``cancel``, ``form``."""
        return self.control("POST", f"people/{email}/{what}", said)

    def holds(self) -> list[Object]:
        """Read the truth: every grant and purchase, whose, and whether it is active."""
        return self._listed("access")

    def mails(self) -> list[Object]:
        """Look into everybody's mailbox."""
        return self._listed("mailbox")

    def _listed(self, what: str) -> list[Object]:
        answer = self.session.get(f"{self.url}/_sandbox/{what}", timeout=120)
        answer.raise_for_status()
        listed: list[Object] = answer.json()
        return listed


@dataclass(frozen=True, slots=True)
class Academy:
    """The one site, and what was set up there."""

    kajabi: LocalKajabi
    site: str
    """Kajabi's id of it."""
    tag: str
    """Id of the tag by which the automation says that a member cancelled."""
    token: str
    hook_url: str
    offers: Mapping[str, str] = field(default_factory=dict)
    """Ids by title."""


def set_up(theatre: "Theatre", titles: Sequence[str], *, price: int = 0) -> Academy:
    """Do it. Whoever fills in the form ``cancel`` is tagged; whoever is tagged is told to us."""
    kajabi, token = theatre.kajabi, token_urlsafe(24)
    offers = {title: _offer(kajabi, title, price) for title in titles}
    tag = kajabi.control("POST", "tags", {"name": "Cancelled"})
    rule = {"when": "form_submitted", "subject": "cancel", "then": "add_tag", "target": tag["id"]}
    kajabi.control("POST", "automations", rule)
    url = f"{theatre.stack.outputs['ApiUrl']}/webhooks/kajabi/{SITE}/{token}"
    academy = Academy(
        kajabi, tag["site"], tag["id"], token, url, {t: o["id"] for t, o in offers.items()}
    )
    _connect(theatre, academy, list(offers.values()))
    return academy


def put_in_force(theatre: "Theatre", site: SiteRules) -> None:
    """Put the owner's decisions in force."""
    table = Table(aws.dynamodb(), theatre.stack.outputs["BusinessTable"])
    DynamoRules(table).put(Rules(sites={SITE: site}))


def _offer(kajabi: LocalKajabi, title: str, price: int) -> Object:
    return kajabi.control("POST", "offers", {"title": title, "price": price})


def _connect(theatre: "Theatre", academy: Academy, offers: Sequence[Object]) -> None:
    """Register the hooks, and store the token and the key. The token is stored first: a hook that
    came before would be turned away."""
    outputs, kajabi = theatre.stack.outputs, theatre.kajabi
    theatre.aws.keep_secret(outputs["KajabiHookSecretsName"], {SITE: [academy.token]})
    key = {
        "site": academy.site,
        "client_id": CLIENT[0],
        "client_secret": CLIENT[1],
        "api_base": kajabi.url,
        "per_second": PER_SECOND,
        "offers": {each["id"]: _inbound(each) for each in offers},
    }
    theatre.aws.keep_secret(outputs["KajabiKeysName"], {SITE: key})
    place = {"site": {"data": {"type": "sites", "id": academy.site}}}
    for event in HOOKS:
        wanted = {"event": event, "target_url": academy.hook_url}
        kajabi.posts("hooks", {"type": "hooks", "attributes": wanted, "relationships": place})


def _inbound(offer: Object) -> dict[str, str]:
    return {verb: offer[f"{verb[:-1]}ion_url"] for verb in ("activate", "deactivate")}


def tagged(contact: str, email: str, tag: str) -> bytes:
    """Write what Kajabi posts when somebody is tagged; whoever knows the address can write it."""
    person = {"id": contact, "type": "contacts", "attributes": {"email": email}}
    label = {"id": tag, "type": "contact_tags", "attributes": {"name": "Cancelled"}}
    return json.dumps({"id": contact, "event": "tag_added", "payload": [person, label]}).encode()
