"""Undoes 2026-03-25.dahlia: https://docs.stripe.com/changelog/dahlia.

Decimals became typed in the SDKs only; on the wire they are the same strings.
"""

from sandbox.stripe.versions.view import Object, Undo, View

UI_MODES = {"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"}


def session(obj: Object, _: View) -> Object:
    """Spell ``ui_mode`` as before."""
    return {**obj, "ui_mode": UI_MODES.get(obj["ui_mode"], obj["ui_mode"])}


UNDO: dict[str, Undo] = {"checkout.session": session}
