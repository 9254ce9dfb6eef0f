"""Why subscriptions are held, stay or wait: one word each, with the heading a table gives it."""

from enum import StrEnum


class Code(StrEnum):
    """A reason. The values are stored in plans and shown to people's scripts: never change one."""

    heading: str

    def __new__(cls, code: str, heading: str) -> "Code":
        """Give a code its heading."""
        made = str.__new__(cls, code)
        made._value_ = code
        made.heading = heading
        return made

    # It stays where it is.
    ENDED = "ended", "Is over"
    LEAVING = "leaving", "Ends at the source"

    # It waits.
    INCOMPLETE = "incomplete", "First payment outstanding"
    RENEWING = "renewing", "Being renewed right now"
    RENEWS_SOON = "renews_soon", "Renews too soon to begin"
    TRIAL_ENDS_SOON = "trial_ends_soon", "Trial ends too soon to begin"
    PAYMENT_IN_FLIGHT = "payment_in_flight", "Latest invoice still being paid"
    PENDING_ITEMS = "pending_items", "Charges not invoiced yet"
    PENDING_UPDATE = "pending_update", "Change waiting for its payment"
    RESUMES_SOON = "resumes_soon", "Pause ends soon"
    COUPON_MONTHS = "coupon_months", "Months left of a coupon cannot be said exactly"

    # It is held: money.
    OWED = "owed", "Unpaid debt at the source"
    BALANCE = "balance", "Customer balance"
    METERED = "metered", "Metered usage"
    NO_PAYMENT_METHOD = "no_payment_method", "Nothing to charge"
    NOT_COPIED = "payment_method_not_copied", "Payment method that Stripe does not copy"
    NO_MAPPING = "no_mapping", "Missing in the card mapping"
    CUSTOMER_ONCE = "customer_once", "Customer's discount for one invoice"
    COUPON_UNKNOWN = "coupon_unknown", "Coupon cannot be read"
    COUPON_CURRENCY = "coupon_currency", "Coupon of another currency"

    # It is held: time.
    PAUSED = "paused", "Paused subscription"
    SCHEDULE = "schedule", "Governed by a schedule"
    MIXED_INTERVALS = "mixed_intervals", "Items of different intervals"
    ANCHOR = "anchor", "Unclear billing date"
    TRIAL_ANCHOR = "trial_anchor", "Trial with another billing date"
    TEST_CLOCK = "test_clock", "On a test clock"

    # It is held: shape.
    CUSTOMER = "customer", "Customer deleted"
    APPLICATION = "application", "Made by an application"
    CONNECT = "connect", "Money of connected accounts"
    EMAIL = "email", "No e-mail to send invoices to"
    TAX = "tax", "Tax cannot be carried over exactly"
    PAYMENT_OPTIONS = "payment_options", "Special payment options"
    METADATA = "metadata_full", "No room in the metadata"
    ITEMS = "items", "Too many items, or not all seen"
    PRICE = "price", "Price cannot be used again"
    BILLING = "billing", "Billing feature without a counterpart"
    UNKNOWN = "unknown_field", "Field we do not know"
    UNREADABLE = "unreadable", "Cannot be read"


HEADINGS = {code.value: code.heading for code in Code}
"""What tables say for a code."""
