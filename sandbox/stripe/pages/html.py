"""The looks of the pages: plain HTML, every value escaped."""

from collections.abc import Iterable
from html import escape

from sandbox.stripe.core.store import Object

STYLE = (
    "body{font:16px system-ui;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#222}"
    "form{display:grid;gap:.7rem;margin:1.5rem 0}input,select,button{font:inherit;padding:.5rem}"
    "button{background:#635bff;color:#fff;border:0;border-radius:.3rem}"
    "td{padding:.2rem 1rem .2rem 0}.problem{color:#b00020}small{color:#666}"
)
CARDS = (
    ("pm_card_visa", "4242 4242 4242 4242 — pays"),
    ("pm_card_authenticationRequired", "4000 0027 6000 3184 — asks for 3D Secure"),
    ("pm_card_chargeCustomerFail", "4000 0000 0000 0341 — is declined when charged"),
    ("pm_card_visa_chargeDeclinedInsufficientFunds", "4000 0000 0000 9995 — no funds"),
    ("pm_card_createDispute", "4000 0000 0000 0259 — pays, then disputes"),
)


def page(title: str, body: str, problem: str | None = None) -> str:
    """Put a body between head and foot."""
    said = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>{said}{body}"
        "<p><small>A page of the local Stripe. No money moves.</small></p></html>"
    )


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Show names and values."""
    cells = (f"<tr><td>{escape(name)}<td>{escape(value)}" for name, value in rows)
    return f"<table>{''.join(cells)}</table>"


def money(amount: int | None, currency: str | None) -> str:
    """Show minor units with their currency, as they are: no rounding, no locale."""
    return "" if amount is None else f"{amount} {currency or ''} (minor units)"


def payment_form(action: str, *, email: str | None, asks_email: bool, button: str) -> str:
    """Ask for a test card."""
    options = "".join(f'<option value="{name}">{escape(label)}' for name, label in CARDS)
    typed = (
        f'<label>Email <input name="email" type="email" required value="{escape(email or "")}">'
        "</label>"
        if asks_email
        else ""
    )
    return (
        f'<form method="post" action="{escape(action)}">{typed}'
        f'<label>Card <select name="payment_method">{options}</select></label>'
        '<label>or any test id <input name="other" placeholder="pm_sepaDebit_success_de"></label>'
        '<label><input type="checkbox" name="passes" checked> I pass 3D Secure</label>'
        '<label>Promotion code <input name="promotion_code"></label>'
        f"<button>{escape(button)}</button></form>"
    )


def button(action: str, label: str, **hidden: str) -> str:
    """Offer one thing to do."""
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    return (
        f'<form method="post" action="{escape(action)}">{kept}'
        f"<button>{escape(label)}</button></form>"
    )


def lines(of: list[Object]) -> str:
    """Show what is sold."""
    return table(
        (
            f"{line['quantity'] or 1} x {line['description']}",
            money(line.get("amount_total", line.get("amount")), line["currency"]),
        )
        for line in of
    )
