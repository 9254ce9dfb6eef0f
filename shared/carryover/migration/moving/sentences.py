"""What people are told of a move that does not go on: what it is, and what to do."""

from typing import Final

from carryover.migration.moving.sides import SourceState

WHERE_IT_IS: Final = {
    SourceState.LEAVING: "It was cancelled at the source, ends there by itself and is not moved.",
    SourceState.ENDED: "It has ended at the source and is not moved.",
    SourceState.GONE: "The source account does not know it.",
}
STRANDED: Final = (
    "It has ended at the source and there is nothing in the target: nobody bills since the "
    "boundary, and there is no record of what it was. Recreate it by hand."
)
STRANDED_TOO_LONG: Final = (
    "It has ended at the source, nothing bills in the target, and more than a whole period has "
    "passed: to go on now would charge several periods at once. Decide what the customer owes and "
    "recreate it by hand."
)
OUTLIVED: Final = (
    "It was ended at the source by somebody else while its target lives on and will bill. Ask what "
    "the customer wants: cancel the target, or leave it."
)
CHANGED_AT_THE_SOURCE: Final = (
    "Somebody has changed it at the source since it was moved: it still ends there, and the target "
    "does not know of the change. Make the target what the customer wants, and refund what they "
    "have paid twice."
)
LEFT_IN_THE_TARGET: Final = (
    "It is not rolled back: somebody has ended it in the target since it was moved, and the source "
    "would bill it again. If the customer wants to stay, take the end at the source back by hand."
)
NO_WAY_BACK: Final = (
    "It cannot be rolled back: it has ended at the source, and Stripe brings no subscription back. "
    "Cancel or refund in the target, or recreate it at the source by hand."
)
STRANDED_ON_THE_WAY_BACK: Final = (
    "It cannot be rolled back any more: it has ended at the source, and no target of it will bill. "
    "If the customer has not cancelled, nobody bills since the boundary: recreate it by hand."
)
RENEWED_ALREADY: Final = (
    "It cannot be rolled back: the target has renewed already. Refund there, or move it back as a "
    "migration of its own at the next boundary."
)
TOO_LATE_TO_TURN: Final = (
    "It cannot be rolled back now: the boundary is less than an hour away. Let the target renew, "
    "then refund there if it must not."
)
