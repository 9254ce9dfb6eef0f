"""The pages Stripe hosts: Checkout, invoices, payment links, 3D Secure, the customer portal."""

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.stripe.checkout import linking, opening
from sandbox.stripe.checkout.completing import Form, complete
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Declined, RequiresAction
from sandbox.stripe.core.challenges import Challenge, finish
from sandbox.stripe.core.errors import StripeError, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import changes, collection
from sandbox.stripe.lifecycle.attempts import intent_of
from sandbox.stripe.pages import html
from sandbox.stripe.payments import mandates
from sandbox.stripe.payments.methods import attach_to, resolve
from sandbox.stripe.sandbox import Sandbox

type Typed = dict[str, str]


class Visits:
    """Every function answers a visit to one page."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the pages."""
        both = ["GET", "POST"]
        return [
            Route("/c/pay/{id}", self.checkout, methods=both),
            Route("/b/{token}", self.link),
            Route("/i/{account}/{id}", self.invoice, methods=both),
            Route("/3d_secure_2/{account}/{id}", self.challenge, methods=both),
            Route("/p/session/{secret}", self.portal, methods=both),
            Route("/thanks", self.thanks),
        ]

    async def checkout(self, request: Request) -> Response:
        """Show a Checkout Session and let it be paid."""
        account, found = self._anywhere(opening.KIND, request.path_params["id"])
        if request.method == "GET" or found["status"] != "open":
            return HTMLResponse(_checkout(account, found, None))
        try:
            complete(account, found, _form(await _typed(request)))
        except StripeError as refused:
            self._carry_on()
            return HTMLResponse(_checkout(account, found, refused.message), refused.status)
        self._carry_on()
        goal = (found["success_url"] or found["return_url"] or "/thanks").replace(
            "{CHECKOUT_SESSION_ID}", found["id"]
        )
        return RedirectResponse(goal, 303)

    async def link(self, request: Request) -> Response:
        """Open a payment link: go on to a session of one's own."""
        path = f"/b/{request.path_params['token']}"
        for account in self.sandbox.world.accounts.values():
            for each in account.all(linking.KIND):
                if each["url"].endswith(path):
                    session = linking.follow(account, each)
                    return RedirectResponse(f"/c/pay/{session['id']}", 303)
        raise resource_missing(linking.KIND, path)

    async def invoice(self, request: Request) -> Response:
        """Show an invoice and let it be paid."""
        account, found = self._of(request, "invoice")
        if request.method == "GET" or found["status"] != "open":
            return HTMLResponse(_invoice(found, None))
        problem = _pay_invoice(account, found, await _typed(request))
        self._carry_on()
        return HTMLResponse(_invoice(found, problem), 402 if problem else 200)

    async def challenge(self, request: Request) -> Response:
        """Ask the cardholder whether it is them."""
        account = self._account(request)
        intent = account.anything(request.path_params["id"])
        if intent is None:
            raise resource_missing("payment_intent", request.path_params["id"])
        if request.method == "GET":
            return HTMLResponse(_challenge(request.url.path, intent))
        result = Challenge((await _typed(request)).get("result", "failed"))
        redirect = (intent["next_action"] or {}).get("redirect_to_url") or {}
        finish(account, intent["id"], result)
        self._carry_on()
        return RedirectResponse(redirect.get("return_url") or "/thanks", 303)

    async def portal(self, request: Request) -> Response:
        """Show a customer what they have, and let them end it or change their card."""
        account, visit = self._visit(request.path_params["secret"])
        problem = None
        if request.method == "POST":
            problem = _portal_deed(account, visit, await _typed(request))
            self._carry_on()
        body = _portal(account, visit, request.url.path)
        return HTMLResponse(html.page("Your subscriptions", body, problem))

    async def thanks(self, _: Request) -> Response:
        """Say thank you where the shop named no page."""
        return HTMLResponse(html.page("Thank you", "<p>You can close this page.</p>"))

    def _anywhere(self, kind: str, object_id: str) -> tuple[Account, Object]:
        for account in self.sandbox.world.accounts.values():
            found = account.find(kind, object_id)
            if found is not None:
                return account, found
        raise resource_missing(kind, object_id)

    def _of(self, request: Request, kind: str) -> tuple[Account, Object]:
        account = self._account(request)
        return account, account.get(kind, request.path_params["id"])

    def _account(self, request: Request) -> Account:
        wanted = request.path_params["account"]
        for account in self.sandbox.world.accounts.values():
            if account.id == wanted:
                return account
        raise resource_missing("account", wanted)

    def _visit(self, secret: str) -> tuple[Account, Object]:
        for account in self.sandbox.world.accounts.values():
            for each in account.all("billing_portal.session"):
                if each["url"].endswith(f"/{secret}"):
                    return account, each
        raise resource_missing("billing_portal.session", secret)

    def _carry_on(self) -> None:
        self.sandbox.world.advance(self.sandbox.world.clock)
        self.sandbox.post_office.dispatch()


async def _typed(request: Request) -> Typed:
    return dict(parse_qsl((await request.body()).decode()))


def _form(typed: Typed) -> Form:
    method = typed.get("other") or typed.get("payment_method")
    code = typed.get("promotion_code") or None
    return Form(method, typed.get("email"), None, "passes" in typed, code)


def _checkout(account: Account, found: Object, problem: str | None) -> str:
    sold = html.lines(account.facts[found["id"]]["lines"])
    if found["status"] != "open":
        return html.page("Checkout", f"<p>This session is {found['status']}.</p>{sold}", problem)
    due = html.table([("To pay now", html.money(found["amount_total"], found["currency"]))])
    form = html.payment_form(
        f"/c/pay/{found['id']}",
        email=found["customer_email"],
        asks_email=found["customer"] is None,
        button={"payment": "Pay", "setup": "Save card"}.get(found["mode"], "Subscribe"),
    )
    leave = f'<p><a href="{found["cancel_url"]}">Back</a></p>' if found["cancel_url"] else ""
    return html.page("Checkout", sold + due + form + leave, problem)


def _invoice(found: Object, problem: str | None) -> str:
    rows = [
        ("Number", found["number"] or "draft"),
        ("Status", found["status"]),
        ("To pay", html.money(found["amount_remaining"], found["currency"])),
    ]
    body = html.table(rows) + html.lines(found["lines"]["data"])
    if found["status"] == "open":
        path = found["hosted_invoice_url"].partition("/i/")[2]
        body += html.payment_form(f"/i/{path}", email=None, asks_email=False, button="Pay")
    return html.page("Invoice", body, problem)


def _pay_invoice(account: Account, found: Object, typed: Typed) -> str | None:
    """Pay as the customer in person; the refusal, if any, is shown to them."""
    try:
        method = resolve(account, str(_form(typed).method))
        attach_to(account, method, found["customer"])
        mandates.accept(account, method, {"type": "online"})
        answer = collection.collect(
            account, found, method["id"], scheduled=False, off_session=False
        )
        if isinstance(answer, RequiresAction):
            passed = Challenge.PASSED if "passes" in typed else Challenge.FAILED
            finish(account, intent_of(account, found)["id"], passed)
    except StripeError as refused:
        return refused.message
    if isinstance(answer, Declined):
        return answer.message
    return None if found["status"] == "paid" else "The payment is not complete."


def _challenge(path: str, intent: Object) -> str:
    if intent["status"] != "requires_action":
        return html.page("3D Secure", f"<p>Nothing to do: it is {intent['status']}.</p>")
    yes = html.button(path, "Complete authentication", result="passed")
    no = html.button(path, "Fail authentication", result="failed")
    return html.page("3D Secure", "<p>Your bank asks whether it is you.</p>" + yes + no)


def _portal(account: Account, visit: Object, path: str) -> str:
    parts = []
    for each in account.where("subscription", "customer", visit["customer"]):
        if each["status"] in ("canceled", "incomplete_expired"):
            continue
        ends = "ends with its period" if each["cancel_at_period_end"] else each["status"]
        parts.append(html.table([(each["id"], ends)]))
        label = "Keep it" if each["cancel_at_period_end"] else "Cancel at the end of the period"
        parts.append(html.button(path, label, subscription=each["id"]))
    card = html.payment_form(path, email=None, asks_email=False, button="Use this card from now on")
    back = f'<p><a href="{visit["return_url"]}">Back</a></p>' if visit["return_url"] else ""
    return "".join(parts) + "<h2>Card</h2>" + card + back


def _portal_deed(account: Account, visit: Object, typed: Typed) -> str | None:
    try:
        if "subscription" in typed:
            found = account.get("subscription", typed["subscription"])
            flag = {"cancel_at_period_end": not found["cancel_at_period_end"]}
            changes.update(account, found, flag)
        else:
            _change_card(account, account.get("customer", visit["customer"]), typed)
    except StripeError as refused:
        return refused.message
    return None


def _change_card(account: Account, customer: Object, typed: Typed) -> None:
    method = resolve(account, str(_form(typed).method))
    attach_to(account, method, customer["id"])
    settings = {**customer["invoice_settings"], "default_payment_method": method["id"]}
    account.change(customer, {"invoice_settings": settings}, "customer.updated")
