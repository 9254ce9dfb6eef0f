"""What staff and customers do, over HTTP."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ground.control import Act
from sandbox.highlevel.control import deeds, truth
from sandbox.highlevel.control.control import told
from sandbox.highlevel.control.messages import (
    Answer,
    Closing,
    Edit,
    Merge,
    NewPerson,
    Purchase,
    Refund,
    Renewal,
    Standing,
)
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.core.world import found
from sandbox.highlevel.people import contacts, messaging, selling
from sandbox.highlevel.people.selling import Charge
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.webhooks.post_office import PostOffice


class People:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        self.world = sandbox.world
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        acts: list[tuple[str, str, Act]] = [
            ("POST", "contacts", self.add),
            ("GET", "contacts/{id}", self.show),
            ("PATCH", "contacts/{id}", self.edit),
            ("DELETE", "contacts/{id}", self.delete),
            ("POST", "contacts/{id}/merge", self.merge),
            ("POST", "contacts/{id}/dnd", self.close),
            ("POST", "contacts/{id}/sms", self.write),
            ("POST", "purchases", self.buy),
            ("POST", "orders/{id}/status", self.order_stands),
            ("POST", "subscriptions/{id}/renew", self.renew),
            ("POST", "subscriptions/{id}/status", self.subscription_stands),
            ("POST", "transactions/{id}/refund", self.refund),
        ]
        return [Route(f"/_sandbox/{path}", act, methods=[method]) for method, path, act in acts]

    async def add(self, request: Request) -> Response:
        """Add a contact by hand."""
        said = NewPerson.model_validate_json(await request.body())
        made = deeds.add(self.world, self.world.location(said.location), said.changes)
        return self._done(made, 201)

    async def show(self, request: Request) -> Response:
        """Tell everything about a contact."""
        return self._done(self._contact(request))

    async def edit(self, request: Request) -> Response:
        """Change a contact by hand."""
        contact = self._contact(request)
        deeds.edit(self.world, contact, Edit.model_validate_json(await request.body()).changes)
        return self._done(contact)

    async def delete(self, request: Request) -> Response:
        """Delete a contact by hand."""
        contacts.removed(self.world, self._contact(request))
        return self._told(None, 204)

    async def merge(self, request: Request) -> Response:
        """Merge another contact into this one."""
        contact = self._contact(request)
        said = Merge.model_validate_json(await request.body())
        deeds.merge(self.world, contact, self.world.contact(said.other))
        return self._done(contact)

    async def close(self, request: Request) -> Response:
        """Close a channel, or open it."""
        contact = self._contact(request)
        deeds.close(self.world, contact, Closing.model_validate_json(await request.body()))
        return self._done(contact)

    async def write(self, request: Request) -> Response:
        """Have a contact write an SMS."""
        contact = self._contact(request)
        said = Answer.model_validate_json(await request.body())
        return self._told(messaging.receive(self.world, contact, said.text), 201)

    async def buy(self, request: Request) -> Response:
        """Check out in HighLevel."""
        said = Purchase.model_validate_json(await request.body())
        bought = deeds.buy(self.world, self.world.contact(said.contact), said)
        names = ("order", "transaction", "subscription")
        return self._told(dict(zip(names, bought, strict=True)), 201)

    async def order_stands(self, request: Request) -> Response:
        """Change the status of an order."""
        order = found(self.world.state.orders, "Order", request.path_params["id"])
        said = Standing.model_validate_json(await request.body())
        selling.moved(self.world, order, said.status)
        return self._told(order)

    async def renew(self, request: Request) -> Response:
        """Charge a subscription once more."""
        kept = self.world.state.subscriptions
        subscription = found(kept, "Subscription", request.path_params["id"])
        said = Renewal.model_validate_json(await request.body() or b"{}")
        charge = Charge(said.status, subscription.provider, said.charge)
        return self._told(selling.renew(self.world, subscription, charge), 201)

    async def subscription_stands(self, request: Request) -> Response:
        """Change the status of a subscription."""
        kept = self.world.state.subscriptions
        subscription = found(kept, "Subscription", request.path_params["id"])
        said = Standing.model_validate_json(await request.body())
        selling.stands(self.world, subscription, said.status)
        return self._told(subscription)

    async def refund(self, request: Request) -> Response:
        """Give money back."""
        paid = found(self.world.state.transactions, "Transaction", request.path_params["id"])
        said = Refund.model_validate_json(await request.body() or b"{}")
        selling.refund(self.world, paid, said.amount)
        return self._told(paid)

    def _contact(self, request: Request) -> Contact:
        return self.world.contact(request.path_params["id"])

    def _done(self, contact: Contact, status: int = 200) -> Response:
        return self._told(truth.person(self.world, contact), status)

    def _told(self, thing: object, status: int = 200) -> Response:
        self.post_office.dispatch()
        return Response(status_code=status) if status == 204 else told(thing, status)
