"""Who listens at a webhook's address: what else has to be switched over (MIG-1, MIG-12)."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from carryover.migration.audit.model import Listener
from carryover.migration.audit.reading import inside, text
from carryover.ports.stripe_api import Json


@dataclass(frozen=True, slots=True)
class Integration:
    """Somebody else's system."""

    name: str
    purpose: str
    hosts: tuple[str, ...]
    """Domains; everything below them counts."""
    todo: str


CONNECT: Final = "Connect it with the target as well, before the first wave; disconnect here last."
METRICS: Final = (
    "Connect the target as a second source and have the vendor merge moved customers; otherwise "
    "the move shows as churn here and as new business there."
)
BOOKS: Final = (
    "Connect the target before its first charge; let the old connection book the tail to the end."
)
FLOWS: Final = "Find every flow that starts here and give it the target as a second trigger."
SELLS: Final = (
    "It also sells through this account: new orders go on arriving here until its payment settings "
    "name the target. Its subscriptions may have to be disconnected from it."
)

KNOWN: Final = (
    Integration("SamCart", "checkout", ("samcart.com",), SELLS),
    Integration("ThriveCart", "checkout", ("thrivecart.com",), SELLS),
    Integration("ClickFunnels", "checkout", ("clickfunnels.com", "myclickfunnels.com"), SELLS),
    Integration("Kajabi", "courses", ("kajabi.com", "mykajabi.com"), SELLS),
    Integration("Teachable", "courses", ("teachable.com",), SELLS),
    Integration("Thinkific", "courses", ("thinkific.com",), SELLS),
    Integration("Podia", "courses", ("podia.com",), SELLS),
    Integration("Circle", "community", ("circle.so",), SELLS),
    Integration("Memberful", "memberships", ("memberful.com",), SELLS),
    Integration("Memberstack", "memberships", ("memberstack.com", "memberstack.io"), SELLS),
    Integration("Outseta", "memberships", ("outseta.com",), SELLS),
    Integration(
        "HighLevel",
        "CRM",
        ("gohighlevel.com", "leadconnectorhq.com", "msgsndr.com"),
        SELLS,
    ),
    Integration("HubSpot", "CRM", ("hubspot.com", "hubapi.com", "hsforms.com"), CONNECT),
    Integration("Salesforce", "CRM", ("salesforce.com", "force.com", "site.com"), CONNECT),
    Integration("Pipedrive", "CRM", ("pipedrive.com",), CONNECT),
    Integration("Intercom", "support", ("intercom.io", "intercom.com"), CONNECT),
    Integration("Zendesk", "support", ("zendesk.com",), CONNECT),
    Integration("ActiveCampaign", "mail", ("activecampaign.com", "activehosted.com"), CONNECT),
    Integration("Klaviyo", "mail", ("klaviyo.com",), CONNECT),
    Integration("Customer.io", "mail", ("customer.io",), CONNECT),
    Integration("Kit", "mail", ("convertkit.com", "kit.com"), CONNECT),
    Integration("ChartMogul", "metrics", ("chartmogul.com",), METRICS),
    Integration("ProfitWell", "metrics", ("profitwell.com",), METRICS),
    Integration("Baremetrics", "metrics", ("baremetrics.com",), METRICS),
    Integration("Segment", "metrics", ("segment.com", "segment.io"), METRICS),
    Integration("Churnkey", "recovery", ("churnkey.co",), CONNECT),
    Integration("Churn Buster", "recovery", ("churnbuster.io",), CONNECT),
    Integration("Paddle Retain", "recovery", ("paddle.com",), CONNECT),
    Integration("Xero", "accounting", ("xero.com",), BOOKS),
    Integration("QuickBooks", "accounting", ("intuit.com", "quickbooks.com"), BOOKS),
    Integration("A2X", "accounting", ("a2xaccounting.com",), BOOKS),
    Integration("Synder", "accounting", ("synder.com", "synderapp.com"), BOOKS),
    Integration("Quaderno", "tax and invoices", ("quaderno.io", "quadernoapp.com"), BOOKS),
    Integration("TaxJar", "tax", ("taxjar.com",), BOOKS),
    Integration("Avalara", "tax", ("avalara.com", "avalara.net"), BOOKS),
    Integration("Fakturownia", "accounting", ("fakturownia.pl",), BOOKS),
    Integration("wFirma", "accounting", ("wfirma.pl",), BOOKS),
    Integration("Oracle NetSuite", "ERP", ("netsuite.com",), BOOKS),
    Integration("Odoo", "ERP", ("odoo.com",), BOOKS),
    Integration("Zapier", "automation", ("zapier.com",), FLOWS),
    Integration("Make", "automation", ("make.com", "integromat.com"), FLOWS),
    Integration("n8n", "automation", ("n8n.cloud", "n8n.io"), FLOWS),
    Integration("Pipedream", "automation", ("pipedream.net", "pipedream.com"), FLOWS),
    Integration("Workato", "automation", ("workato.com",), FLOWS),
    Integration("Rewardful", "affiliates", ("rewardful.com", "getrewardful.com"), CONNECT),
    Integration("FirstPromoter", "affiliates", ("firstpromoter.com",), CONNECT),
    Integration("Shopify", "shop", ("shopify.com", "myshopify.com"), SELLS),
    Integration("Slack", "notices", ("slack.com",), CONNECT),
    Integration("Discord", "notices", ("discord.com",), CONNECT),
)
"""By the domains these vendors serve their products from. An address that is not here is not
guessed."""

UNKNOWN: Final = Integration(
    "unknown", "not known", (), "Find out who runs this address, and whether they know of the move."
)


def behind(url: str) -> Integration:
    """Name who is behind an address, as far as its host tells."""
    host = (urlsplit(url).hostname or "").lower()
    for known in KNOWN:
        if any(host == domain or host.endswith(f".{domain}") for domain in known.hosts):
            return known
    return UNKNOWN


def shown(url: str) -> str:
    """Show where an address leads, but not all of it: who knows the whole of such a one (a Zapier
    hook) may use it."""
    place = urlsplit(url)
    first, *rest = place.path.strip("/").split("/")
    more = "/…" if rest or place.query else ""
    return f"{place.scheme}://{place.hostname}/{first}{more}" if place.hostname else ""


def listener(endpoint: Json) -> Listener:
    """Describe an endpoint."""
    url = text(endpoint, "url")
    found = behind(url)
    heard = inside(endpoint, "enabled_events")
    types = heard if isinstance(heard, list) else []
    return Listener(
        id=text(endpoint, "id"),
        url=shown(url),
        status=text(endpoint, "status"),
        api_version=text(endpoint, "api_version"),
        events=0 if "*" in types else len(types),
        application=text(endpoint, "application"),
        integration=found.name,
        purpose=found.purpose,
        todo=found.todo,
    )
