"""Stripe's test bank accounts: https://docs.stripe.com/testing#bank-debits and the pages of each
debit (payments/sepa-debit, payments/ach-direct-debit, payments/payment-methods/bacs-debit)."""

from dataclasses import dataclass

DELAY = 180
"""Seconds ("about 3 minutes") after which accounts that simulate a delay settle."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One test account, and how a debit from it ends."""

    kind: str
    """Type of its payment method."""
    number: str
    country: str
    failure: str | None = None
    """Why the debit fails; None: it succeeds."""
    delay: int | None = 0
    """Seconds until the bank says so; None: never."""
    disputed: bool = False
    ends_mandate: bool = False
    name: str | None = None
    """Test id that stands for it, without the ``pm_``."""

    @property
    def bank_code(self) -> str:
        """Name the bank: the routing number, the sort code or the IBAN's bank part."""
        match self.kind:
            case "us_bank_account":
                return ROUTING_NUMBER
            case "bacs_debit":
                return SORT_CODE
        return self.number[4:12]


ROUTING_NUMBER = "110000000"
SORT_CODE = "108800"

_SEPA: dict[str, tuple[str | None, int | None, bool]] = {
    "success": (None, 0, False),
    "successDelayed": (None, DELAY, False),
    "failed": ("insufficient_funds", 0, False),
    "failedDelayed": ("insufficient_funds", DELAY, False),
    "disputed": (None, 0, True),
    "exceedsWeeklyVolumeLimit": ("charge_exceeds_source_limit", 0, False),
    "exceedsWeeklyTransactionLimit": ("charge_exceeds_weekly_limit", 0, False),
    "insufficientFunds": ("insufficient_funds", 0, False),
}
_IBANS = {
    "AT": (
        "AT611904300234573201", "AT321904300235473204", "AT861904300235473202",
        "AT051904300235473205", "AT591904300235473203", "AT981904300000343434",
        "AT601904300000121212", "AT981904300002222227",
    ),
    "BE": (
        "BE62510007547061", "BE78510007547064", "BE68539007547034", "BE51510007547065",
        "BE08510007547063", "BE90510000343434", "BE52510000121212", "BE90510002222227",
    ),
    "DE": (
        "DE89370400440532013000", "DE08370400440532013003", "DE62370400440532013001",
        "DE78370400440532013004", "DE35370400440532013002", "DE65370400440000343434",
        "DE27370400440000121212", "DE65370400440002222227",
    ),
    "FR": (
        "FR1420041010050500013M02606", "FR3020041010050500013M02609",
        "FR8420041010050500013M02607", "FR7920041010050500013M02600",
        "FR5720041010050500013M02608", "FR9720041010050000000343434",
        "FR5920041010050000000121212", "FR9720041010050000002222227",
    ),
    "IE": (
        "IE29AIBK93115212345678", "IE24AIBK93115212345671", "IE02AIBK93115212345679",
        "IE94AIBK93115212345672", "IE51AIBK93115212345670", "IE10AIBK93115200343434",
        "IE69AIBK93115200121212", "IE10AIBK93115202222227",
    ),
}  # fmt: skip
UNUSABLE = {
    "AT271904300000055555": "sepa_debit_bank_not_supported",
    "BE19510000055555": "sepa_debit_bank_not_supported",
    "DE91370400440000055555": "sepa_debit_bank_not_supported",
    "FR2620041010050000000055555": "sepa_debit_bank_not_supported",
    "IE36AIBK93115200055555": "sepa_debit_bank_not_supported",
    "AT511904300000066666": "sepa_debit_debits_not_supported",
    "BE43510000066666": "sepa_debit_debits_not_supported",
    "DE18370400440000066666": "sepa_debit_debits_not_supported",
    "FR5020041010050000000066666": "sepa_debit_debits_not_supported",
    "IE60AIBK93115200066666": "sepa_debit_debits_not_supported",
}
"""Accounts no payment method can be made of, with the error's code."""

_ACH = (
    ("success", "000123456789", None),
    ("accountClosed", "000111111113", "account_closed"),
    ("noAccount", "000111111116", "no_account"),
    ("insufficientFunds", "000222222227", "insufficient_funds"),
    ("debitNotAuthorized", "000333333335", "debit_not_authorized"),
    ("invalidCurrency", "000444444440", "invalid_currency"),
    ("weeklyLimitExceeded", "000777777771", "charge_exceeds_weekly_limit"),
)
_BACS = (
    ("success", "00012345", None, 0),
    ("successDelayed", "90012345", None, DELAY),
    ("debitNotAuthorized", "33333335", "debit_not_authorized", 0),
    ("debitNotAuthorizedDelayed", "93333335", "debit_not_authorized", DELAY),
    ("insufficientFunds", "22222227", "insufficient_funds", 0),
    ("insufficientFundsDelayed", "92222227", "insufficient_funds", DELAY),
    ("exceedsWeeklyLimit", "34343434", "charge_exceeds_source_limit", 0),
    ("exceedsTransactionLimit", "12121212", "charge_exceeds_transaction_limit", 0),
)


def _sepa() -> list[BankAccount]:
    return [
        BankAccount(
            "sepa_debit", iban, country, *ending, name=f"sepaDebit_{name}_{country.lower()}"
        )
        for country, ibans in _IBANS.items()
        for iban, (name, ending) in zip(ibans, _SEPA.items(), strict=True)
    ]


def _ach() -> list[BankAccount]:
    kind = "us_bank_account"
    plain = [
        BankAccount(kind, number, "US", failure, name=f"usBankAccount_{name}")
        for name, number, failure in _ACH
    ]
    return [
        *plain,
        BankAccount(kind, "000555555559", "US", disputed=True, name="usBankAccount_dispute"),
        BankAccount(kind, "000000000009", "US", delay=None, name="usBankAccount_processing"),
    ]


def _bacs() -> list[BankAccount]:
    plain = [
        BankAccount(
            "bacs_debit",
            number,
            "GB",
            failure,
            delay,
            ends_mandate=failure == "debit_not_authorized",
            name=f"bacsDebit_{name}",
        )
        for name, number, failure, delay in _BACS
    ]
    return [
        *plain,
        BankAccount("bacs_debit", "55555559", "GB", disputed=True, name="bacsDebit_dispute"),
    ]


ACCOUNTS = {account.number: account for account in (*_sepa(), *_ach(), *_bacs())}
_BY_NAME = {f"pm_{account.name}": account for account in ACCOUNTS.values() if account.name}


def bank_account_named(reference: str) -> BankAccount | None:
    """Find the account behind a test id such as ``pm_sepaDebit_success_de``."""
    return _BY_NAME.get(reference)
