"""The local HighLevel and the local mailbox, set up as their owner does it once
(docs/runbooks/crm.md, docs/runbooks/dunning.md): fields, a workflow, a key, an app whose webhooks
reach us, a verified sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import requests

from carryover.adapters import aws
from carryover.adapters.dynamodb.crm import DynamoCrmRules
from carryover.adapters.dynamodb.dunning import DynamoRules
from carryover.adapters.dynamodb.table import Table
from cli.demo.dunning import setting
from cli.demo.dunning.setting import CONFIGURATION_SET, FIELDS, IDENTITY, LOCATION, RECOVER

if TYPE_CHECKING:
    from cli.theatre import Theatre

PIT: Final = "pit-demo"
APP: Final = ("highlevel_demo", "sandbox")
"""Client id and secret of the app whose webhooks reach us."""

type Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outside:
    """A local provider, through its control API."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def control(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - lists and objects
        """Do what no API of the provider can."""
        answer = self.session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=120)
        answer.raise_for_status()
        return answer.json() if answer.content else {}


@dataclass(frozen=True, slots=True)
class Agency:
    """What was set up at both."""

    location: str
    """HighLevel's id of the location."""


def set_up(theatre: "Theatre") -> Agency:
    """Furnish the location, connect it both ways, and let our letters go to the mailbox."""
    crm = theatre.highlevel
    (location,) = crm.control("GET", "locations")
    place = str(location["id"])
    for name in FIELDS.values():
        crm.control("POST", "fields", {"location": place, "name": name})
    crm.control("POST", "workflows", {"location": place, "name": RECOVER})
    _connect(theatre, place)
    _letters_reach(theatre)
    return Agency(place)


def put_in_force(theatre: "Theatre", accounts: tuple[str, ...]) -> None:
    """Put the shipped schedule, a house and the contacts' layout in force."""
    table = Table(aws.dynamodb(), theatre.stack.outputs["BusinessTable"])
    book = DynamoRules(table)
    book.put(setting.schedule())
    book.put_house(setting.house(accounts))
    DynamoCrmRules(table).put(setting.contacts(accounts))


def _connect(theatre: "Theatre", place: str) -> None:
    """Store the location's key, and what the door knows webhooks by."""
    crm, outputs = theatre.highlevel, theatre.stack.outputs
    url = f"{outputs['ApiUrl']}/webhooks/highlevel/{LOCATION}"
    client, secret = APP
    app = {"client_id": client, "client_secret": secret, "scopes": [], "webhook_url": url}
    made = crm.control("POST", "apps", app)
    crm.control("POST", "installs", {"client_id": client, "location": place})
    crm.control("POST", "pits", {"token": PIT, "location": place})
    key = {"location": place, "token": PIT, "api_base": crm.url}
    theatre.aws.keep_secret(outputs["HighLevelKeysName"], {"locations": {LOCATION: key}})
    known = {"keys": [crm.control("GET", "public_key")["spki"]], "app": made["id"]}
    door = {LOCATION: {**known, "locations": [place]}}
    theatre.aws.keep_secret(outputs["HighLevelDoorSecretsName"], door)


def _letters_reach(theatre: "Theatre") -> None:
    """Tell the function where SES is, and in whose name it may write. The local AWS has an SES of
    its own that shows nothing of a letter (sandbox/mailbox/README.md), so the stack is deployed
    without one."""
    settings = {"senders": [IDENTITY], "configuration_sets": [CONFIGURATION_SET]}
    theatre.mailbox.control("PUT", "settings", settings)
    functions, name = theatre.aws.clients.functions, theatre.stack.outputs["DunningFunction"]
    known = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    here = {"AWS_ENDPOINT_URL_SESV2": theatre.mailbox.url, "CARRYOVER_MAIL_IDENTITY": IDENTITY}
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**known, **here}}
    )
