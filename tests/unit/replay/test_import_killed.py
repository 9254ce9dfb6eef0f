"""An import that dies anywhere and is begun again ends as if it had never died (OPS-1)."""

import io
import json

from carryover.ports.outbox import Queue
from carryover.replay.importing import AT_ONCE, Importer, Preview
from carryover.replay.packing import Packing
from carryover.replay.recordings import recorded
from tests.fakes.memory import Killed, Mortal
from tests.fakes.stage import Stage
from tests.unit.replay.test_importing import CREATED, event, fates, imports

LARGE = "x" * 300_000
"""Goes by the shelf: no message holds it."""

FILE = [
    *(event(f"evt_{n}", data={"object": {"object": "plan", "id": "p"}}) for n in range(AT_ONCE)),
    event("evt_large", data={"object": {"object": "plan", "id": "p", "note": LARGE}}),
    event("evt_last", created=CREATED + 1),
]


def dying_import(stage: Stage, dies_at: int) -> bool:
    """Send the file with a process that dies at one moment; tell whether it did."""
    console = stage.console()
    mortal = Mortal(dies_at)
    importer = Importer(
        Preview(console.reader),
        mortal.wrap(stage.outbox, ["send"]),
        Packing(mortal.wrap(stage.shelf, ["put"])),
        mortal.wrap(stage.audit, ["write"]),
    )
    lines = "\n".join(json.dumps(each) for each in FILE).encode()
    order = console.order("ada", "moving house")
    try:
        list(importer.send("us", "file", recorded(io.BytesIO(lines)), order))
    except Killed:
        return True
    return False


def test_whichever_effect_an_import_dies_at_a_second_one_accounts_for_every_event_once() -> None:
    untroubled = Stage()
    imports(untroubled, *FILE)
    filed = untroubled.journal.entries.keys()
    moments = 0
    for moment in range(100):
        stage = Stage()
        died = dying_import(stage, moment)
        results = fates(imports(stage, *FILE))

        assert stage.journal.entries.keys() == filed, f"died at moment {moment}"
        assert len(results) == len(FILE)
        assert not stage.outbox.take(Queue.INBOUND)
        if not died:
            break
        moments += 1
    assert moments >= 8, "audit, shelf and both batches were places to die"
