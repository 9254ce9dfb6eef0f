"""Reads the bank account somebody typed in."""

from typing import Any

from sandbox.stripe.core.bank_table import (
    ACCOUNTS,
    ROUTING_NUMBER,
    SORT_CODE,
    UNUSABLE,
    BankAccount,
)
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented


def typed_bank_account(kind: str, given: dict[str, Any]) -> BankAccount:
    """Find the test account behind an IBAN, or behind an account number and its bank."""
    match kind:
        case "sepa_debit":
            number = _needed(given, kind, "iban").replace(" ", "").upper()
        case "us_bank_account":
            number = _needed(given, kind, "account_number")
            _check_bank(_needed(given, kind, "routing_number"), ROUTING_NUMBER, kind)
        case _:
            number = _needed(given, kind, "account_number")
            _check_bank(_needed(given, kind, "sort_code").replace("-", ""), SORT_CODE, kind)
    if number in UNUSABLE:
        message = "The bank account provided can't be used for SEPA Direct Debit."
        raise invalid_request(message, param=f"{kind}[iban]", code=UNUSABLE[number])
    found = ACCOUNTS.get(number)
    if found is None or found.kind != kind:
        raise _unknown(kind, number)
    return found


def _needed(given: dict[str, Any], kind: str, name: str) -> str:
    if name not in given:
        param = f"{kind}[{name}]"
        message = f"Missing required param: {param}."
        raise invalid_request(message, param=param, code="parameter_missing")
    return str(given[name])


def _check_bank(code: str, known: str, kind: str) -> None:
    if code != known:
        raise not_implemented(f"a {kind} at a bank other than {known}")


def _unknown(kind: str, number: str) -> StripeError:
    if kind == "sepa_debit" and not _adds_up(number):
        message = "The IBAN you provided is invalid."
        return invalid_request(message, param="sepa_debit[iban]", code="invalid_bank_account_iban")
    return not_implemented(f"a {kind} that is none of Stripe's test accounts")


def _adds_up(iban: str) -> bool:
    """Check an IBAN by its check digits (ISO 13616): the remainder by 97 is 1."""
    if len(iban) < 15 or not iban.isalnum() or not iban.isascii():
        return False
    digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
