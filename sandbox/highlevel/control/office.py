"""What is set up by people in an agency: locations, keys, apps, workflows, fields."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground.control import Act
from sandbox.highlevel.control.control import told
from sandbox.highlevel.control.messages import (
    Installation,
    LocationSettings,
    NewApp,
    NewField,
    NewLocation,
    NewPit,
    NewWorkflow,
)
from sandbox.highlevel.core.errors import bad_request
from sandbox.highlevel.core.keys import App
from sandbox.highlevel.core.records import Location
from sandbox.highlevel.core.world import found
from sandbox.highlevel.people import enrolling, fields, granting
from sandbox.highlevel.sandbox import COMPANY, Sandbox
from sandbox.highlevel.webhooks.letters import EVENTS
from sandbox.highlevel.webhooks.post_office import PostOffice


class Office:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        self.sandbox = sandbox
        self.world = sandbox.world
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        acts: list[tuple[str, str, Act]] = [
            ("GET", "locations", self.locations),
            ("POST", "locations", self.open_location),
            ("PATCH", "locations/{id}", self.set_up),
            ("POST", "pits", self.open_pit),
            ("POST", "apps", self.open_app),
            ("POST", "installs", self.install),
            ("POST", "uninstalls", self.uninstall),
            ("POST", "workflows", self.make_workflow),
            ("POST", "fields", self.add_field),
        ]
        return [Route(f"/_sandbox/{path}", act, methods=[method]) for method, path, act in acts]

    async def locations(self, _: Request) -> Response:
        """List the locations."""
        return told(list(self.world.state.locations.values()))

    async def open_location(self, request: Request) -> Response:
        """Open a sub-account."""
        said = NewLocation.model_validate_json(await request.body())
        where = {"timezone": said.timezone, "country": said.country}
        made = self.sandbox.open_location(said.name, **where)
        made.company = said.company or made.company
        return told(made, 201)

    async def set_up(self, request: Request) -> Response:
        """Change a location's settings."""
        location = self.world.location(request.path_params["id"])
        said = LocationSettings.model_validate_json(await request.body())
        for name, value in said.model_dump(exclude_none=True).items():
            setattr(location, name, value)
        return told(location)

    async def open_pit(self, request: Request) -> Response:
        """Create a private integration."""
        said = NewPit.model_validate_json(await request.body())
        location = self.world.location(said.location)
        return told(self.sandbox.open_pit(said.token, location, said.scopes), 201)

    async def open_app(self, request: Request) -> Response:
        """Register an app."""
        said = NewApp.model_validate_json(await request.body())
        if strange := [each for each in said.events if each not in EVENTS]:
            raise bad_request(f"the event {strange[0]} is not among {', '.join(EVENTS)}")
        terms = (said.client_id, said.client_secret, said.scopes, said.webhook_url)
        made = self.sandbox.open_app(*terms)
        made.events = said.events
        return told(made, 201)

    async def install(self, request: Request) -> Response:
        """Have somebody agree to an app; the code is what a redirect would bring."""
        app, company, location = self._place(Installation.model_validate_json(await request.body()))
        code = granting.install(self.world, app, company, location)
        self.post_office.dispatch()
        return JSONResponse({"code": code.code, "until": code.until}, 201)

    async def uninstall(self, request: Request) -> Response:
        """Have somebody take an app away."""
        app, company, location = self._place(Installation.model_validate_json(await request.body()))
        granting.uninstall(self.world, app, company, location.id if location else None)
        self.post_office.dispatch()
        return Response(status_code=204)

    async def make_workflow(self, request: Request) -> Response:
        """Make a workflow."""
        said = NewWorkflow.model_validate_json(await request.body())
        how = {"draft": said.draft, "re_entry": said.re_entry}
        location = self.world.location(said.location)
        return told(enrolling.make(self.world, location, said.name, **how), 201)

    async def add_field(self, request: Request) -> Response:
        """Add a custom field."""
        said = NewField.model_validate_json(await request.body())
        location = self.world.location(said.location)
        return told(fields.make(self.world, location, said.name, said.kind), 201)

    def _place(self, said: Installation) -> tuple[App, str, Location | None]:
        app = found(self.world.state.apps, "App", said.client_id)
        location = self.world.location(said.location) if said.location else None
        company = location.company if location else said.company or COMPANY
        return app, company, location
