"""What the owner of a site does in the dashboard, and may look at there."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground.asking import Object
from sandbox.kajabi.control.messages import (
    NewAutomation,
    NewKey,
    NewOffer,
    NewSite,
    NewTag,
    NewWebhook,
    OfSite,
)
from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import DashboardWebhook, Offer, Site
from sandbox.kajabi.core.world import found, the_only_site
from sandbox.kajabi.people.automations import set_up
from sandbox.kajabi.people.catalogue import make_offer, make_tag
from sandbox.kajabi.resources.inbound import addresses
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.webhooks.letters import trial_letter
from sandbox.kajabi.webhooks.post_office import PostOffice

EVENTS = ("purchase.created", "payment.succeeded")


class Dashboard:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        posts = {
            "sites": self.open_site,
            "keys": self.open_key,
            "offers": self.make_offer,
            "tags": self.make_tag,
            "automations": self.set_up_automation,
            "dashboard_webhooks": self.set_up_webhook,
            "dashboard_webhooks/{id}/test": self.test_webhook,
        }
        looks = {
            "offers": self.offers,
            "access": self.access,
            "mailbox": self.mailbox,
            "inbound_log": self.inbound_log,
        }
        return [
            *(Route(f"/_sandbox/{path}", do, methods=["POST"]) for path, do in posts.items()),
            *(Route(f"/_sandbox/{path}", look, methods=["GET"]) for path, look in looks.items()),
        ]

    async def open_site(self, request: Request) -> Response:
        """Open a site."""
        wanted = NewSite.model_validate_json(await request.body())
        return JSONResponse(asdict(self.world.open_site(wanted.title)), 201)

    async def open_key(self, request: Request) -> Response:
        """Create an API key, or rotate it."""
        said = NewKey.model_validate_json(await request.body())
        key = self.world.open_key(said.client_id, said.client_secret, said.scopes)
        return JSONResponse(asdict(key), 201)

    async def make_offer(self, request: Request) -> Response:
        """Make an offer."""
        said = NewOffer.model_validate_json(await request.body())
        made = make_offer(self.world, self._site(said), said.title, said.terms(), said.products)
        return JSONResponse(_shown(request, made), 201)

    async def make_tag(self, request: Request) -> Response:
        """Make a tag."""
        said = NewTag.model_validate_json(await request.body())
        return JSONResponse(asdict(make_tag(self.world, self._site(said), said.name)), 201)

    async def set_up_automation(self, request: Request) -> Response:
        """Set an automation up."""
        said = NewAutomation.model_validate_json(await request.body())
        rule = (said.when, said.subject, said.then, said.target)
        return JSONResponse(asdict(set_up(self.world, self._site(said), *rule)), 201)

    async def set_up_webhook(self, request: Request) -> Response:
        """Set a webhook up under Settings → Third-party integrations."""
        said = NewWebhook.model_validate_json(await request.body())
        if said.event not in EVENTS:
            raise not_implemented(f"the dashboard's event {said.event}: {', '.join(EVENTS)} are")
        key, site = self.world.number("webhooks"), self._site(said).id
        made = DashboardWebhook(key, site, said.event, said.url, said.nested)
        self.world.state.dashboard_webhooks[key] = made
        return JSONResponse(asdict(made), 201)

    async def test_webhook(self, request: Request) -> Response:
        """Press the test button."""
        kept = self.world.state.dashboard_webhooks
        webhook = found(kept, "dashboard_webhooks", request.path_params["id"])
        self.sandbox.sorter.accept(trial_letter(self.world, webhook))
        self.post_office.dispatch()
        return Response(status_code=204)

    async def offers(self, request: Request) -> Response:
        """List the offers with their inbound addresses."""
        every = self.world.state.offers.values()
        return JSONResponse([_shown(request, each) for each in every])

    async def access(self, _: Request) -> Response:
        """Tell the truth: who has which offer since when, ended holds included."""
        every = self.world.state.accesses.values()
        mails = {each.id: each.email for each in self.world.state.contacts.values()}
        return JSONResponse(
            [
                {**asdict(each), "email": mails[each.contact], "active": each.active}
                for each in every
            ]
        )

    async def mailbox(self, request: Request) -> Response:
        """Look into a mailbox, or into all of them."""
        to = request.query_params.get("to", "").lower()
        every = self.world.state.emails
        return JSONResponse([asdict(each) for each in every if to in {"", each.to.lower()}])

    async def inbound_log(self, _: Request) -> Response:
        """Show the log of the inbound addresses."""
        return JSONResponse([asdict(each) for each in self.world.state.inbound_log])

    def _site(self, said: OfSite) -> Site:
        return self.world.site(said.site) if said.site else the_only_site(self.world)


def _shown(request: Request, offer: Offer) -> Object:
    origin = f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}"
    return {**asdict(offer), **addresses(origin, offer)}
