"""What really changed: the ``previous_attributes`` of an update event.

https://docs.stripe.com/api/events/object#event_object-data-previous_attributes
"""

from sandbox.stripe.core.store import Object


def previous_attributes(obj: Object, changes: Object) -> Object:
    """Name the old values of the attributes that ``changes`` really alters; hashes are compared
    key by key, arrays as a whole, and a key that did not exist counts as null."""
    return {
        name: _before(obj.get(name), value)
        for name, value in changes.items()
        if obj.get(name) != value or (name not in obj)
    }


def _before(old: object, new: object) -> object:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return old
    names = [*old, *(name for name in new if name not in old)]
    return {
        name: _before(old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    }
