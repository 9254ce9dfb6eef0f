"""Customers, and what they pay with.

The number behind a card never leaves Stripe, so every way to pay becomes one of Stripe's test
instruments: the very test card where the object shows one, else one that succeeds. Cards whose last
attempt was refused for good go on being refused (``debts``).
"""

from sandbox.stripe.adoption.house import House, check_current, check_empty
from sandbox.stripe.adoption.report import RefusedError
from sandbox.stripe.core.bank_table import ACCOUNTS, BankAccount, bank_account_named
from sandbox.stripe.core.card_table import CARDS
from sandbox.stripe.core.cards import Card
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments.instruments import remember
from sandbox.stripe.shapes.legacy import presented

_CARDS = {(card.brand, number[-4:]): card for number, card in reversed(CARDS.items())}
_BANKS = {(each.kind, number[-4:]): each for number, each in reversed(ACCOUNTS.items())}
_GOOD = {
    "sepa_debit": "pm_sepaDebit_success_de",
    "us_bank_account": "pm_usBankAccount_success",
    "bacs_debit": "pm_bacsDebit_success",
}
_PLAIN_VISA = CARDS["4242424242424242"]


def customer(house: House, obj: Object) -> None:
    """Keep a person."""
    check_current(obj, ("balance", "invoice_settings"))
    check_empty(obj, ("test_clock",))
    house.put({"next_invoice_sequence": 1, "invoice_prefix": obj["id"][-8:].upper(), **obj})


def tax_id(house: House, obj: Object) -> None:
    """Keep a customer's tax id; one of the account itself is of no use here."""
    if obj.get("customer"):
        house.need("customer", obj["customer"])
        house.put(obj)


def payment_method(house: House, obj: Object) -> None:
    """Keep a way to pay that is simulated, with a test instrument behind it."""
    kind = obj["type"]
    if kind == "card":
        found: Card | BankAccount = _card(obj["card"]["brand"], obj["card"]["last4"], house)
    elif kind in _GOOD:
        found = _bank(kind, obj[kind].get("last4") or "", house)
    else:
        raise RefusedError(f"it pays by {kind}, which the local Stripe does not simulate")
    _keep(house, obj, found)


def card(house: House, obj: Object) -> None:
    """Keep a card from before payment methods."""
    named: Object = {**dict.fromkeys(_CARD_FIELDS), "allow_redisplay": "unspecified", **obj}
    brand = presented(named, created=0, livemode=False)["card"]["brand"]
    _keep(house, named, _card(brand, obj["last4"], house))


def source(house: House, obj: Object) -> None:
    """Keep a source of type card."""
    if obj["type"] != "card":
        raise RefusedError(
            f"it is a {obj['type']} source, which the local Stripe does not simulate"
        )
    inner: Object = {**dict.fromkeys(_CARD_FIELDS), **obj["card"]}
    named: Object = {"allow_redisplay": "unspecified", "owner": {}, **obj, "card": inner}
    brand = presented(named, created=0, livemode=False)["card"]["brand"]
    _keep(house, named, _card(brand, inner["last4"], house))


_CARD_FIELDS = (
    "address_city", "address_country", "address_line1", "address_line1_check", "address_line2",
    "address_state", "address_zip", "address_zip_check", "brand", "country", "cvc_check",
    "dynamic_last4", "exp_month", "exp_year", "fingerprint", "funding", "last4", "name",
    "tokenization_method",
)  # fmt: skip


def _keep(house: House, obj: Object, found: Card | BankAccount) -> None:
    """It was set up for payments while its owner is away, or it could not be charged there."""
    if obj.get("customer"):
        house.need("customer", obj["customer"])
    remember(house.account, obj["id"], found)
    created = obj.get("created") or house.account.now()
    known = {"created": created, "set_up": True, "attached_once": True}
    house.account.facts[obj["id"]].update(known)
    house.put(obj)


def _card(brand: str, last4: str, house: House) -> Card:
    """Test data show which test card it is; real cards are taken to be good ones."""
    if not house.account.livemode and (brand, last4) in _CARDS:
        return _CARDS[brand, last4]
    house.report.suppose(
        "A card whose number nobody may know pays, unless its last refusal is in the snapshot."
    )
    return _PLAIN_VISA


def _bank(kind: str, last4: str, house: House) -> BankAccount:
    if not house.account.livemode and (kind, last4) in _BANKS:
        return _BANKS[kind, last4]
    house.report.suppose("A bank account whose number nobody may know pays.")
    good = bank_account_named(_GOOD[kind])
    if good is None:
        raise RefusedError(f"there is no test account for {kind}")
    return good
