"""What an object was like just before an update.

``data.previous_attributes`` holds the old values of what changed: partial for nested objects since
2015-01-26, whole for lists since 2017-05-25, null for a metadata key that did not exist
(docs.stripe.com/api/events/object). Undoing the update gives the state before; where that is not
certain there is none, because a wrong "before" would mislead the mirror and a missing one does not.
"""

from typing import Final

from carryover.adapters.stripe.translate.reading import Json, is_json
from carryover.adapters.stripe.translate.state import state_of
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import State

LISTS_ARE_WHOLE_SINCE: Final = "2017-05-25"
"""API versions begin with a date and sort by it."""


def state_before(raw: Json, previous: object, api_version: str | None) -> State | None:
    """Undo an update; ``None`` when the event does not say, or not surely, what was before."""
    if not is_json(previous) or "id" in previous or "object" in previous:
        return None
    if _holds_a_list(previous) and (api_version or "") < LISTS_ARE_WHOLE_SINCE:
        return None
    try:
        return state_of(_undone(raw, previous))
    except NeedsReview:
        return None


def _undone(now: Json, previous: Json) -> Json:
    before = now | {name: _value_before(now.get(name), old) for name, old in previous.items()}
    if is_json(metadata := before.get("metadata")):
        before["metadata"] = {key: text for key, text in metadata.items() if text is not None}
    return before


def _value_before(now: object, old: object) -> object:
    if is_json(now) and is_json(old):
        return now | {name: _value_before(now.get(name), value) for name, value in old.items()}
    return old


def _holds_a_list(value: object) -> bool:
    if is_json(value):
        return any(map(_holds_a_list, value.values()))
    return isinstance(value, list)
