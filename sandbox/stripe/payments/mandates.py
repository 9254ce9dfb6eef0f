"""Mandates: the customer's leave to debit a bank account. https://docs.stripe.com/api/mandates."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.shapes.mandate import mandate

KIND = "mandate"
NEEDED = frozenset({"sepa_debit", "us_bank_account", "bacs_debit"})


def of(account: Account, method_id: str) -> Object | None:
    """Find the mandate of a payment method."""
    known: str | None = account.facts[method_id].get("mandate")
    return account.find(KIND, known) if known else None


def accept(account: Account, method: Object, acceptance: Object | None) -> Object | None:
    """Note that the customer agreed; a method that has a standing mandate keeps it."""
    if method["type"] not in NEEDED:
        return None
    standing = of(account, method["id"])
    if standing is not None and standing["status"] == "active":
        return standing
    if acceptance is None:
        raise _missing(method)
    made = mandate(
        {
            "id": account.new_id("mandate"),
            "customer_acceptance": _accepted(acceptance, account.now()),
            "livemode": account.livemode,
            "payment_method": method["id"],
        },
        method["type"],
        token(16, method["id"]).upper(),
    )
    account.facts[method["id"]]["mandate"] = made["id"]
    return account.add(made)


def end(account: Account, method_id: str) -> None:
    """The bank says that there is no leave (any more)."""
    standing = of(account, method_id)
    if standing is not None:
        account.change(standing, {"status": "inactive"}, "mandate.updated")


def _accepted(given: Object, now: int) -> Object:
    shown: Object = {"accepted_at": given.get("accepted_at", now), "type": given["type"]}
    if given["type"] == "online":
        online = given.get("online") or {}
        shown["online"] = {name: online.get(name) for name in ("ip_address", "user_agent")}
    else:
        shown["offline"] = {}
    return shown


def _missing(method: Object) -> Exception:
    message = (
        f"A mandate is required to charge a payment method of type {method['type']}. Provide "
        "`mandate_data` with the customer's acceptance, or a payment method that was set up."
    )
    return invalid_request(message, param="mandate_data", code="parameter_missing")
