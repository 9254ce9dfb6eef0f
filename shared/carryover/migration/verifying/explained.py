"""Fields of an invoice that may differ between two accounts, each with its reason.

What is not in this table has to be equal, fields nobody has heard of included.
"""

from typing import Final

from carryover.migration.model import Thing
from carryover.migration.verifying.table import Table

_ID: Final = "an id of Stripe's own, different for every object"
_SELLER: Final = "says who sells, which is the account's setting, not the subscription's"
_WORDS: Final = (
    "worded by Stripe from the product's name, which the catalogue may have changed on purpose; "
    "product, price, quantity, amount and period are compared"
)

_OF_ITEM: Final = "lines.data[].parent.subscription_item_details"
_PENDING: Final = "lines.data[].parent.invoice_item_details"
_CREDITED: Final = "proration_details.credited_items"

INVOICE: Final = Table(
    explained={
        "id": _ID,
        "account_country": _SELLER,
        "account_name": _SELLER,
        "account_tax_ids": _SELLER,
        "footer": _SELLER,
        "rendering": _SELLER,
        "created": "when the draft is stamped; the periods and the payment attempt are compared",
        "webhooks_delivered_at": "when the draft was told to webhooks, not to customers",
        "customer_account": _ID,
        "hosted_invoice_url": "made when an invoice is finalised",
        "invoice_pdf": "made when an invoice is finalised",
        "number": "each account counts its own invoices",
        "receipt_number": "each account counts its own receipts",
        "period_start": "since when items could be added: in the target since it was armed",
        "test_clock": "the clock of a test account",
        "parent.subscription_details.subscription": _ID,
        "parent.subscription_details.subscription_proration_date": (
            "when a proration was reckoned, not what it costs"
        ),
        "lines.url": _ID,
        "lines.data[].id": _ID,
        "lines.data[].invoice": _ID,
        "lines.data[].description": _WORDS,
        "lines.data[].subscription": _ID,
        "lines.data[].subscription_item": _ID,
        "lines.data[].invoice_item": _ID,
        f"{_OF_ITEM}.subscription": _ID,
        f"{_OF_ITEM}.subscription_item": _ID,
        f"{_OF_ITEM}.invoice_item": _ID,
        f"{_OF_ITEM}.{_CREDITED}.invoice": _ID,
        f"{_OF_ITEM}.{_CREDITED}.invoice_line_items": _ID,
        f"{_PENDING}.subscription": _ID,
        f"{_PENDING}.invoice_item": _ID,
        f"{_PENDING}.{_CREDITED}.invoice": _ID,
        f"{_PENDING}.{_CREDITED}.invoice_line_items": _ID,
        "lines.data[].pretax_credit_amounts[].credit_balance_transaction": _ID,
        "total_pretax_credit_amounts[].credit_balance_transaction": _ID,
    },
    mapped={
        "customer": Thing.CUSTOMER,
        "default_payment_method": Thing.PAYMENT_METHOD,
        "default_source": Thing.PAYMENT_METHOD,
        "default_tax_rates[]": Thing.TAX_RATE,
        "total_taxes[].tax_rate_details.tax_rate": Thing.TAX_RATE,
        "lines.data[].taxes[].tax_rate_details.tax_rate": Thing.TAX_RATE,
        "lines.data[].tax_rates[]": Thing.TAX_RATE,
        "lines.data[].pricing.price_details.price": Thing.PRICE,
        "lines.data[].pricing.price_details.product": Thing.PRODUCT,
    },
    discounts=frozenset(
        {
            "discounts[]",
            "lines.data[].discounts[]",
            "total_discount_amounts[].discount",
            "lines.data[].discount_amounts[].discount",
            "total_pretax_credit_amounts[].discount",
            "lines.data[].pretax_credit_amounts[].discount",
        }
    ),
    metadata=frozenset({"parent.subscription_details.metadata", "lines.data[].metadata"}),
    unordered=frozenset(
        {
            "customer_tax_ids",
            "lines.data[].discount_amounts",
            "lines.data[].pretax_credit_amounts",
            "lines.data[].taxes",
            "total_discount_amounts",
            "total_pretax_credit_amounts",
            "total_taxes",
        }
    ),
)
