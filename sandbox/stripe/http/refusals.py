"""The sentences Stripe refuses parameters with: https://docs.stripe.com/error-codes."""

import re

from sandbox.stripe.core.errors import StripeError, invalid_request

_CHOOSABLE = re.compile(r"[A-Za-z0-9_-]+")


def inside(path: str, name: str) -> str:
    """Spell a nested parameter as Stripe does: ``items[0][price]``."""
    return f"{path}[{name}]" if path else name


def missing(path: str) -> StripeError:
    """Refuse a request that lacks something."""
    return invalid_request(f"Missing required param: {path}.", param=path, code="parameter_missing")


def unknown_parameters(paths: list[str]) -> StripeError:
    """Refuse what the API does not know, all of it in one sentence."""
    plural = "s" if len(paths) > 1 else ""
    message = f"Received unknown parameter{plural}: {', '.join(paths)}"
    return invalid_request(message, param=paths[0], code="parameter_unknown")


def empty(path: str) -> StripeError:
    """Refuse "" where there is nothing to unset."""
    message = (
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{path}' cannot be unset. You should remove '{path}' from your "
        "request or supply a non-empty value."
    )
    return invalid_request(message, param=path, code="parameter_invalid_empty")


def invalid(kind: str, raw: object, path: str, code: str | None = None) -> StripeError:
    """Refuse a value that is not of its kind."""
    return invalid_request(f"Invalid {kind}: {raw}", param=path, code=code)


def too_long(raw: str, path: str, longest: int) -> StripeError:
    """Refuse an endless string, showing only how it begins."""
    message = f"Invalid string: {raw[:10]}...; must be at most {longest} characters"
    return invalid_request(message, param=path)


def check_chosen_id(chosen: str | None) -> None:
    """Refuse an id Stripe would not take [its sentence is inferred]: coupons, customers, products
    (docs.stripe.com/changelog/2018-05-21)."""
    if chosen is not None and not _CHOOSABLE.fullmatch(chosen):
        message = "Invalid id: may only contain letters, digits, underscores and hyphens."
        raise invalid_request(message, param="id")


def not_among(words: tuple[str, ...], path: str) -> StripeError:
    """Refuse a word that is not one of a few."""
    return invalid_request(f"Invalid {path}: must be {_listed(words)}", param=path)


def _listed(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    comma = "," if len(words) > 2 else ""
    return f"one of {', '.join(words[:-1])}{comma} or {words[-1]}"
