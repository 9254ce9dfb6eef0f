"""Automations of the dashboard: when this happens, then do that.

Triggers and actions as listed at help.kajabi.com/en/articles/12696170; of the actions, those that
change tags and access are played.
"""

from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Automation, Contact, Offer, Site, Tag
from sandbox.kajabi.core.world import Happening, What, World
from sandbox.kajabi.people.access import grant, revoke
from sandbox.kajabi.people.contacts import add_tags, remove_tags

WHEN = (
    What.OFFER_PURCHASED,
    What.OFFER_GRANTED,
    What.RECURRING_CANCELLED,
    What.FORM_SUBMITTED,
    What.TAG_ADDED,
    What.TAG_REMOVED,
)
THEN = ("add_tag", "remove_tag", "grant_offer", "revoke_offer")


def set_up(
    world: World, site: Site, when: str, subject: str | None, then: str, to: str
) -> Automation:
    """Set an automation up; ``subject`` None means any offer, tag or form."""
    if when not in WHEN or then not in THEN:
        raise not_implemented(f"an automation that does {then} when {when}")
    _target(world, then, to)
    made = Automation(world.number("automations"), site.id, when, subject, then, to)
    world.state.automations[made.id] = made
    return made


def react(world: World, happening: Happening) -> None:
    """Do what automations ask for (a listener of the world)."""
    contact = happening.contact
    for each in list(world.state.automations.values()):
        if each.site != contact.site or each.when != happening.what:
            continue
        if each.subject in {None, happening.subject}:
            _do(world, each, contact)


def _do(world: World, automation: Automation, contact: Contact) -> None:
    match automation.then, _target(world, automation.then, automation.target):
        case "add_tag", Tag(id=tag):
            add_tags(world, contact, [tag])
        case "remove_tag", Tag(id=tag):
            remove_tags(world, contact, [tag])
        case "grant_offer", Offer() as offer:
            grant(world, contact, offer, letter="welcome")
        case "revoke_offer", Offer() as offer:
            revoke(world, contact, offer)


def _target(world: World, then: str, key: str) -> Tag | Offer:
    return world.tag(key) if then.endswith("_tag") else world.offer(key)
