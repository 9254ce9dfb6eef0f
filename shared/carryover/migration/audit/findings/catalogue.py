"""Coupons, codes, prices and links: what the target counts from nought again."""

from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import inside, number, text
from carryover.migration.audit.rule import Rule
from carryover.ports.stripe_api import Json

COUPONS: Final = (
    Rule[Json](
        "coupon_limit",
        Rank.CARE,
        "Coupons with a limited number of redemptions",
        "The target would count from nought.",
        "Made with the number that is left.",
        lambda one: bool(one.get("valid")) and number(one, "max_redemptions") > 0,
    ),
    Rule[Json](
        "coupon_expiring",
        Rank.KNOW,
        "Coupons with a last day",
        "A coupon cannot be made with a day that has passed; running discounts go on.",
        "Those still open get the same day; closed ones are made only if somebody has them.",
        lambda one: bool(one.get("redeem_by")),
    ),
)

CODES: Final = (
    Rule[Json](
        "code_limit",
        Rank.CARE,
        "Promotion codes with a limited number of redemptions",
        "The target would count from nought.",
        "Made with the number that is left: limit less redemptions.",
        lambda one: bool(one.get("active")) and number(one, "max_redemptions") > 0,
    ),
    Rule[Json](
        "code_first_time",
        Rank.DECIDE,
        "Promotion codes for first-time customers",
        "In the target every customer is new: everybody who ever bought could use them again.",
        "Keep them inactive until the last wave, or have checkout check the old accounts.",
        lambda one: (
            bool(one.get("active")) and bool(inside(one, "restrictions", "first_time_transaction"))
        ),
    ),
    Rule[Json](
        "code_customer",
        Rank.CARE,
        "Promotion codes made for one customer",
        "They name a customer, who has to exist in the target first.",
        "Made after the card copy.",
        lambda one: bool(one.get("active")) and bool(one.get("customer")),
    ),
)

PRICES: Final = (
    Rule[Json](
        "price_inclusive",
        Rank.CARE,
        "Prices that include tax",
        "tax_behavior cannot be changed once it is set.",
        "Copied as it is; check one invoice in the pilot.",
        lambda one: bool(one.get("active")) and one.get("tax_behavior") == "inclusive",
    ),
    Rule[Json](
        "price_lookup",
        Rank.KNOW,
        "Prices found by a lookup key",
        "Checkouts ask for them by that name.",
        "Copied with their keys; point checkouts at the target only after that.",
        lambda one: bool(one.get("active")) and bool(text(one, "lookup_key")),
    ),
)

LINKS: Final = (
    Rule[Json](
        "payment_link",
        Rank.DECIDE,
        "Payment links that still sell",
        "Each sale after the snapshot makes a new subscription at the source.",
        "Make them anew in the target, exchange them on the pages, switch these off.",
        lambda one: bool(one.get("active")),
    ),
)
