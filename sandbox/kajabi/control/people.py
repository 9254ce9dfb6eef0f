"""``/_sandbox/people/{email}``: the deeds over HTTP."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.kajabi.control import deeds
from sandbox.kajabi.control.messages import About, Cancellation, Form, Moved, OfSite, Purchase
from sandbox.kajabi.core.records import Contact, Site
from sandbox.kajabi.core.world import the_only_site
from sandbox.kajabi.people import contacts, paying
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.webhooks.post_office import PostOffice


class People:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        self.world = sandbox.world
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        posts = {
            "buy": self.buy,
            "cancel": self.cancel,
            "form": self.submit,
            "email": self.change_email,
            "dispute": self.dispute,
        }
        root = "/_sandbox/people/{email}"
        deeds_ = [Route(f"{root}/{path}", do, methods=["POST"]) for path, do in posts.items()]
        return [*deeds_, Route(root, self.show)]

    async def show(self, request: Request) -> Response:
        """Show a person, tags and holds included."""
        return self._done(self._person(request, OfSite(site=request.query_params.get("site"))))

    async def buy(self, request: Request) -> Response:
        """Buy an offer."""
        said = Purchase.model_validate_json(await request.body())
        who = (self._site(said), request.path_params["email"], said.name)
        access = deeds.buy(self.world, *who, said.offer)
        return self._done(self.world.contact(access.contact))

    async def cancel(self, request: Request) -> Response:
        """Cancel by a channel."""
        said = Cancellation.model_validate_json(await request.body())
        person = self._person(request, said)
        deeds.cancel(self.world, person, said)
        return self._done(person)

    async def submit(self, request: Request) -> Response:
        """Fill a form in."""
        said = Form.model_validate_json(await request.body())
        person = self._person(request, said)
        deeds.submit(self.world, person, said.form)
        return self._done(person)

    async def change_email(self, request: Request) -> Response:
        """Move to another e-mail address."""
        said = Moved.model_validate_json(await request.body())
        person = self._person(request, said)
        contacts.change_email(self.world, person, said.to)
        return self._done(person)

    async def dispute(self, request: Request) -> Response:
        """Dispute the last payment."""
        said = About.model_validate_json(await request.body() or b"{}")
        person = self._person(request, said)
        paying.dispute(self.world, deeds.the_access(self.world, person, said.offer))
        return self._done(person)

    def _site(self, said: OfSite) -> Site:
        return self.world.site(said.site) if said.site else the_only_site(self.world)

    def _person(self, request: Request, said: OfSite) -> Contact:
        return deeds.person_of(self.world, self._site(said), request.path_params["email"])

    def _done(self, person: Contact) -> Response:
        self.post_office.dispatch()
        held = [asdict(self.world.access(each)) for each in person.accesses]
        tags = [self.world.tag(each).name for each in person.tags]
        return JSONResponse({**asdict(person), "accesses": held, "tags": tags})
