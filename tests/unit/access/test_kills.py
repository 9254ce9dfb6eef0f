"""KAJ-2, KAJ-4, KAJ-5: whichever call of whichever port the worker dies at, before it or after it,
the message comes back and the end is the same: one end at Stripe, one grant, one refund, no e-mail,
no wish lost. Moments are counted, not sampled."""

import pytest

from tests.unit.access.scenes import SCENES, WELCOMED, Everywhere, Scene, tried, truths
from tests.unit.access.world import World


def played(scene: Scene, dies_at: int) -> World:
    """The scene, its worker dying at one moment; the queue brings the message back."""
    world = scene.before()
    world.mortal = Everywhere(dies_at=dies_at)
    return world.hears(*scene.told, name="told")


@pytest.mark.parametrize("scene", [*SCENES, WELCOMED], ids=lambda scene: scene.name)
def test_whatever_the_worker_dies_at_the_end_is_as_if_nothing_had_happened(scene: Scene) -> None:
    calm = played(scene, -1)
    assert truths(calm) != truths(scene.before()), "the scene does something"
    moment = 0
    while (world := played(scene, moment)).deaths:
        assert truths(world) == truths(calm), f"died at moment {moment}"
        assert tried(world) == tried(calm), f"died at moment {moment}"
        moment += 1
    assert moment >= 10, "before and after every call"
    assert moment == calm.mortal.moment, "every moment was a place to die"


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_message_that_comes_again_when_all_is_done_changes_nothing(scene: Scene) -> None:
    calm = played(scene, -1)
    before = truths(calm), tried(calm)

    for _ in range(3):
        calm.hears(*scene.told, name="told")

    assert (truths(calm), tried(calm)) == before
