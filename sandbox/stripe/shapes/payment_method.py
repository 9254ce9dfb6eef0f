"""Payment methods, cards and bank accounts: docs.stripe.com/api/payment_methods/object."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.bank_table import BankAccount
from sandbox.stripe.core.cards import Card
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
BILLING = ("email", "name", "phone", "tax_id")


def payment_method(account: Account, card: Card, expiry: tuple[int, int], params: Object) -> Object:
    """Build a card's method that nobody owns yet."""
    checked = "cvc" in params.get("card", {})
    return _method(account, params, "card", card_details(account, card, expiry, checked=checked))


def bank_method(account: Account, bank: BankAccount, params: Object) -> Object:
    """Build a bank account's method that nobody owns yet."""
    given = params.get(bank.kind) or {}
    return _method(account, params, bank.kind, _bank(account, bank, given))


def _method(account: Account, params: Object, kind: str, details: Object) -> Object:
    return {
        "id": account.new_id("pm"),
        "object": "payment_method",
        "allow_redisplay": params.get("allow_redisplay", "unspecified"),
        "billing_details": billing_details(params.get("billing_details") or {}),
        kind: details,
        "created": account.now(),
        "customer": None,
        "customer_account": None,
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "radar_options": {},
        "type": kind,
    }


def billing_details(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over what is known; "" clears a field."""
    before = old or {**dict.fromkeys(BILLING), "address": address({})}
    fields = {name: given[name] or None for name in BILLING if name in given}
    where = address(given.get("address") or {}, before["address"])
    return {**before, **fields, "address": where}


def address(given: Object, old: Object | None = None) -> Object:
    """Lay what was given over a known address; every field is shown, empty or not."""
    before = old or dict.fromkeys(ADDRESS)
    return {name: (given[name] or None) if name in given else before[name] for name in ADDRESS}


def card_details(account: Account, card: Card, expiry: tuple[int, int], *, checked: bool) -> Object:
    """Describe a card, as much of it as may be shown."""
    failing = dict.fromkeys((f"{name}_check" for name in card.failing_checks), "fail")
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass" if checked else None,
            **failing,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": expiry[0],
        "exp_year": expiry[1],
        "fingerprint": _fingerprint(account, card.number),
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.supports_3ds},
        "wallet": None,
    }


def _bank(account: Account, bank: BankAccount, given: Object) -> Object:
    common = {"fingerprint": _fingerprint(account, bank.number), "last4": bank.number[-4:]}
    match bank.kind:
        case "sepa_debit":
            return {
                **common,
                "bank_code": bank.bank_code,
                "branch_code": None,
                "country": bank.country,
                "generated_from": {"charge": None, "setup_attempt": None},
            }
        case "bacs_debit":
            return {**common, "sort_code": bank.bank_code}
    return {
        **common,
        "account_holder_type": given.get("account_holder_type", "individual"),
        "account_type": given.get("account_type", "checking"),
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": bank.bank_code,
        "status_details": {},
    }


def _fingerprint(account: Account, number: str) -> str:
    return token(16, account.world.seed, account.alias, number)
