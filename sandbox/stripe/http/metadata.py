"""Metadata: up to 50 keys of 40 characters with values of 500: https://docs.stripe.com/metadata."""

from sandbox.stripe.core.errors import invalid_request

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


def merged(old: dict[str, str], given: dict[str, str] | str | None) -> dict[str, str]:
    """Lay what was given over what is there; "" deletes a key, "" for the whole deletes all."""
    if given is None:
        return old
    if isinstance(given, str):
        return {}
    for key, value in given.items():
        _check(key, value)
    kept = {key: value for key, value in {**old, **given}.items() if value != ""}
    if len(kept) > MOST_KEYS:
        message = f"Metadata can have up to {MOST_KEYS} keys, but you passed in {len(kept)}."
        raise invalid_request(message, param="metadata")
    return kept


def _check(key: str, value: str) -> None:
    if len(key) > LONGEST_KEY:
        message = f"Metadata keys can be at most {LONGEST_KEY} characters: '{key}' has {len(key)}."
        raise invalid_request(message, param="metadata")
    if len(value) > LONGEST_VALUE:
        message = (
            f"Metadata values can be at most {LONGEST_VALUE} characters: "
            f"the value of '{key}' has {len(value)}."
        )
        raise invalid_request(message, param=f"metadata[{key}]")
