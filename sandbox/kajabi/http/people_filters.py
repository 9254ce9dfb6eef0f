"""The filters that contacts and customers share; the spec has many more, about e-mail marketing."""

from sandbox.kajabi.core.errors import bad_request
from sandbox.kajabi.core.records import Contact
from sandbox.kajabi.core.state import DAY
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.listing import Filter
from sandbox.kajabi.people.access import active_offers, products


def _site(_: World, who: Contact, wanted: str) -> bool:
    return who.site == wanted


def _name(_: World, who: Contact, wanted: str) -> bool:
    return wanted.lower() in who.name.lower()


def _email(_: World, who: Contact, wanted: str) -> bool:
    return wanted.lower() in who.email.lower()


def _search(world: World, who: Contact, wanted: str) -> bool:
    """ "Fuzzy search of name/email" (spec); how fuzzy is not said: a part of either [inferred]."""
    return _name(world, who, wanted) or _email(world, who, wanted)


def _recent(world: World, who: Contact, wanted: str) -> bool:
    if not wanted.isdecimal():
        raise bad_request(f"{wanted} is no number of days.")
    return who.created_at >= world.now - int(wanted) * DAY


def _old(world: World, who: Contact, wanted: str) -> bool:
    return not _recent(world, who, wanted)


def _tagged(_: World, who: Contact, wanted: str) -> bool:
    return wanted in who.tags


def _untagged(_: World, who: Contact, wanted: str) -> bool:
    return wanted not in who.tags


def _offered(world: World, who: Contact, wanted: str) -> bool:
    """ "Have been granted a specific offer" (spec); revoked ones do not count [inferred]."""
    return wanted in active_offers(world, who)


def _not_offered(world: World, who: Contact, wanted: str) -> bool:
    return wanted not in active_offers(world, who)


def _owns(world: World, who: Contact, wanted: str) -> bool:
    return wanted in products(world, who, ever=True)


def _sees(world: World, who: Contact, wanted: str) -> bool:
    return wanted in products(world, who)


def _subscribed(_: World, who: Contact, wanted: str) -> bool:
    return str(who.subscribed).lower() == wanted


PEOPLE: dict[str, Filter[Contact]] = {
    "site_id": _site,
    "search": _search,
    "name_contains": _name,
    "email_contains": _email,
    "created_in_last": _recent,
    "not_created_in_last": _old,
    "has_tag_id": _tagged,
    "has_no_tag_id": _untagged,
    "has_offer_id": _offered,
    "has_no_offer_id": _not_offered,
    "has_product_id": _owns,
    "has_active_product_id": _sees,
    "subscribed": _subscribed,
}
