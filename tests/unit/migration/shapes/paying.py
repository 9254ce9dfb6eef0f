"""Shapes that move: who pays, and how."""

from sandbox.stripe.lifecycle.discounting import give_customer
from tests.unit.migration.shapes.shape import Collection
from tests.unit.migration.shapes.shop import (
    coupon,
    customer,
    fixed,
    method,
    price,
    subscribe,
    update,
)
from tests.unit.migration.shapes.world import Object, World2

PAYING = Collection()


@PAYING.moves
def card_of_its_own(world: World2) -> Object:
    owner = customer(world)
    own = method(world, "us", owner, "card_mastercard")
    made = subscribe(world, owner, default_payment_method=own)
    world.days_pass(3)
    return made


@PAYING.moves
def second_card_is_the_default(world: World2) -> Object:
    owner = customer(world, card="chargeCustomerFail")
    second = method(world, "us", owner, "card_visa")
    settings = {"default_payment_method": second}
    world.post("us", f"customers/{owner}", invoice_settings=settings)
    made = subscribe(world, owner)
    world.days_pass(3)
    return made


@PAYING.moves
def card_of_old(world: World2) -> Object:
    owner = customer(world, card=None)
    world.post("us", f"customers/{owner}/sources", source="tok_mastercard")
    second = world.post("us", f"customers/{owner}/sources", source="tok_visa")["id"]
    world.post("us", f"customers/{owner}", default_source=second)
    made = subscribe(world, owner)
    world.days_pass(3)
    return made


@PAYING.moves
def card_of_old_of_its_own(world: World2) -> Object:
    owner = customer(world)
    own = world.post("us", f"customers/{owner}/sources", source="tok_visa")["id"]
    made = subscribe(world, owner, default_source=own)
    world.days_pass(3)
    return made


@PAYING.moves
def source_of_old(world: World2) -> Object:
    owner = customer(world, card=None)
    source = world.post("us", "sources", type="card", token="tok_visa")["id"]
    world.post("us", f"customers/{owner}/sources", source=source)
    made = subscribe(world, owner)
    world.days_pass(3)
    return made


def _debit(world: World2, kind: str, currency: str) -> Object:
    owner = customer(world, card=None)
    own = method(world, "us", owner, kind)
    of = price(world, currency=currency)
    made = subscribe(world, owner, of, default_payment_method=own)
    world.days_pass(12)
    return made


@PAYING.moves
def sepa_debit(world: World2) -> Object:
    return _debit(world, "sepaDebit_success_de", "eur")


@PAYING.moves
def ach_debit(world: World2) -> Object:
    return _debit(world, "usBankAccount_success", "usd")


@PAYING.moves
def invoices_by_email(world: World2) -> Object:
    made = subscribe(world, collection_method="send_invoice", days_until_due=7)
    world.days_pass(3)
    world.post("us", f"invoices/{made['latest_invoice']}/pay", paid_out_of_band=True)
    return made


@PAYING.moves
def invoices_by_email_and_the_last_one_open(world: World2) -> Object:
    owner = customer(world, card=None)
    made = subscribe(world, owner, collection_method="send_invoice", days_until_due=60)
    world.days_pass(3)
    return made


def _customers_discount(world: World2, name: str) -> Object:
    owner = customer(world)
    account = world.account("us")
    give_customer(account, account.get("customer", owner), {"coupon": name})
    made = subscribe(world, owner)
    world.days_pass(3)
    return made


@PAYING.moves
def customers_discount(world: World2) -> Object:
    return _customers_discount(world, coupon(world))


@PAYING.moves
def customers_discount_for_months(world: World2) -> Object:
    months = coupon(world, duration="repeating", duration_in_months=5)
    return _customers_discount(world, months)


@PAYING.moves
def own_discount_before_the_customers(world: World2) -> Object:
    made = _customers_discount(world, coupon(world))
    return update(world, made, discounts=[{"coupon": fixed(world)}])


@PAYING.moves
def classic_billing_mode(world: World2) -> Object:
    made = subscribe(world, billing_mode={"type": "classic"})
    world.days_pass(3)
    return made


@PAYING.moves
def metadata_almost_full(world: World2) -> Object:
    metadata = {f"key_{n}": f"value {n}" for n in range(49)}
    made = subscribe(world, metadata=metadata, description="For the whole family")
    world.days_pass(3)
    return made


@PAYING.moves
def card_is_kept_and_only_cards_are_taken(world: World2) -> Object:
    settings = {
        "payment_method_types": ["card"],
        "save_default_payment_method": "on_subscription",
    }
    made = subscribe(world, payment_settings=settings)
    world.days_pass(3)
    return made


@PAYING.moves
def texts_on_its_invoices(world: World2) -> Object:
    """The customer's, and its own."""
    ours = {"custom_fields": [{"name": "PO", "value": "4711"}], "footer": "Company no. 12"}
    owner = customer(world)
    world.post("us", f"customers/{owner}", invoice_settings=ours)
    own = {"description": "Second year", "footer": "Thank you"}
    made = subscribe(world, owner, invoice_settings=own)
    world.days_pass(3)
    return made


@PAYING.moves
def confirmed_by_3d_secure_where_possible(world: World2) -> Object:
    accounts = {"financial_connections": {"permissions": ["payment_method"]}}
    options = {"card": {"request_three_d_secure": "automatic"}, "us_bank_account": accounts}
    made = subscribe(world, payment_settings={"payment_method_options": options})
    world.days_pass(3)
    return made
