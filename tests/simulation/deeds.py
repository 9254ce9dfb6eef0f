"""What people do to a subscription while it runs, at random."""

from dataclasses import replace
from random import Random

from tests.simulation import birth
from tests.simulation.life import (
    Cancel,
    Card,
    Deed,
    EndFlag,
    Item,
    Life,
    Pause,
    Pausing,
    Proration,
    Recount,
    Swap,
)

_BEHAVIORS: tuple[Proration, ...] = ("create_prorations", "create_prorations", "none")
_PAUSES: tuple[Pausing, ...] = ("void", "keep_as_draft", "mark_uncollectible")
_AT_ONCE: tuple[Proration, ...] = ("always_invoice",)


def decided(dice: Random, life: Life) -> Life:
    """Add an end agreed in advance, or deeds; a pause and a change never meet (README)."""
    kind = dice.random()
    if kind < 0.3:
        return life
    if kind < 0.42:
        return replace(life, cancel_at=_moment(dice, life), deeds=_cards(dice, life))
    if kind < 0.54:
        return _in_order(life, _pauses(dice, life) + _endings(dice, life))
    return _in_order(life, _changes(dice, life) + _endings(dice, life) + _cards(dice, life))


def _moment(dice: Random, life: Life) -> int:
    return dice.randrange(life.start + 7200, life.until)


def _in_order(life: Life, deeds: tuple[Deed, ...]) -> Life:
    return replace(life, deeds=tuple(sorted(deeds, key=lambda deed: deed.at)))


def _cards(dice: Random, life: Life) -> tuple[Deed, ...]:
    """A card that fails from some day on, and perhaps one that works again later."""
    if dice.random() < 0.6:
        return ()
    fails, works = sorted((_moment(dice, life), _moment(dice, life)))
    return (Card(fails, works=False), Card(works, works=True))[: dice.choice((1, 2, 2))]


def _endings(dice: Random, life: Life) -> tuple[Deed, ...]:
    kind = dice.random()
    if kind < 0.6:
        return ()
    if kind < 0.75:
        return (Cancel(_moment(dice, life)),)
    on, off = sorted((_moment(dice, life), _moment(dice, life)))
    return (EndFlag(on, on=True), EndFlag(off, on=False))[: dice.choice((1, 1, 2))]


def _pauses(dice: Random, life: Life) -> tuple[Deed, ...]:
    begins, ends = sorted((_moment(dice, life), _moment(dice, life)))
    behavior = dice.choice(_PAUSES)
    return (Pause(begins, behavior), Pause(ends, None))[: dice.choice((1, 2, 2))]


def _changes(dice: Random, life: Life) -> tuple[Deed, ...]:
    """Every change really changes something."""
    items = list(life.items)
    found: list[Deed] = []
    for at in sorted(_moment(dice, life) for _ in range(dice.choice((1, 2, 3)))):
        number = dice.randrange(len(items))
        deed = _change(dice, items[number], at, number)
        found.append(deed)
        if isinstance(deed, Recount):
            items[number] = replace(items[number], quantity=deed.quantity)
        else:
            items[number] = replace(items[number], price=deed.price)
    return tuple(found)


def _change(dice: Random, item: Item, at: int, number: int) -> Recount | Swap:
    proration = dice.choice(_BEHAVIORS + _AT_ONCE)
    if dice.random() < 0.6:
        quantity = dice.choice([n for n in (1, 2, 4, 5, 9) if n != item.quantity])
        return Recount(at, number, quantity, proration)
    return Swap(at, number, birth.another_price(dice, item.price), proration)
