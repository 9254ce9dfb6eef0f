"""Who pays is held against who has access, and the difference is mended on demand (KAJ-5)."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from carryover.access.findings import AuditPart, Findings
from carryover.access.messages import AccessEnvelope, Audit, Provide
from carryover.kernel.errors import NeedsReview
from carryover.ports.outbox import Queue
from carryover.replay.model import Deed
from cli.access.findings import agreement
from tests.fakes.stage import NOON
from tests.unit.cli.access.support import SITE, Support


class Watched(Support):
    """Its worker compares what it is told to find, part by part."""

    found: Sequence[dict[str, Any]] = ({"right": 3},)
    later: Sequence[dict[str, Any]] | None = None
    mends: Sequence[Provide] = ()
    refuses = False

    def work(self) -> None:
        kept = self.stage.outbox.sent
        asked = [e for _, e, _ in kept if isinstance(e.body, Audit)]
        self.stage.outbox.sent = [each for each in kept if each[1] not in asked]
        super().work()
        for letter in asked:
            self._audits(AccessEnvelope.model_validate_json(letter.model_dump_json()))

    def _audits(self, letter: AccessEnvelope) -> None:
        if self.refuses:
            self._asks(NeedsReview(f"audit of {SITE}", "Kajabi refuses the key."), letter)
            return
        self._finds(letter.id)
        if isinstance(letter.body, Audit) and letter.body.repair:
            for mend in self.mends:
                again = letter.answer(mend, message_id=f"{letter.id}:mend")
                self.stage.outbox.send(Queue.ACCESS, again)

    def _finds(self, audit: str) -> None:
        for number, part in enumerate(self.found):
            last = number == len(self.found) - 1
            kept = {"audit": audit, "number": number, "site": SITE, "at": self.stage.now}
            self.memory.audits.save(AuditPart.model_validate({**kept, "last": last, **part}))
        self.found = self.later or self.found


@pytest.fixture
def support() -> Watched:
    return Watched()


def test_who_agrees_is_counted_and_full_agreement_is_said(support: Watched) -> None:
    support.found = ({"right": 3}, {"right": 4})

    said = support.types("audit")

    assert (said.code, "100 % agree: 7 right, 0 different" in said.out) == (0, True)


def test_every_difference_is_named_and_the_exit_code_is_1(support: Watched) -> None:
    support.found = (
        {"right": 1, "pays_without": ("us/sub_1",)},
        {"has_without_paying": ("us/sub_2",), "nobody_knows": ("c9",)},
    )

    said = support.types("audit", "--json")
    told = support.types("audit").out

    assert said.code == 1
    assert said.json["agreement"] == "25.0 %"
    assert said.json["counts"] == {
        "pays_without": 1,
        "has_without_paying": 1,
        "nobody_knows": 1,
        "of_no_account": 0,
    }
    for word in ("us/sub_1", "us/sub_2", "c9", "pays and has no access"):
        assert word in told


def test_the_message_is_the_clocks_and_who_asked_is_kept(support: Watched) -> None:
    support.idle = True

    support.types("audit", "--no-wait", "--by", "ada", "--why", "monday")

    (order,) = support.sent()
    assert (order.task, order.site, order.repair) == ("access.audit", SITE, False)
    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.ACCESS_AUDIT_ASKED, "ada")


def test_a_repair_waits_until_it_is_mended_and_compares_again(support: Watched) -> None:
    sub = support.subscribes()
    support.found = ({"right": 1, "pays_without": (f"us/{sub}",)},)
    support.later = ({"right": 2},)
    support.mends = (Provide(account="us", subscription=sub, again=True),)

    said = support.types("repair", "--json")

    assert (said.code, said.json["mended"], said.json["agreement"]) == (0, 1, "100 %")
    deeds = [act.deed for act in support.stage.audit.acts]
    assert deeds == [Deed.ACCESS_REPAIR_ASKED, Deed.ACCESS_AUDIT_ASKED]


def test_an_audit_that_cannot_be_done_says_why(support: Watched) -> None:
    support.refuses = True

    said = support.types("audit")

    assert (said.code, f"audit of {SITE}: Kajabi refuses the key." in said.err) == (1, True)


def test_a_question_asked_before_is_told_for_it_is_asked_only_once(support: Watched) -> None:
    support.refuses = True
    support.types("audit")

    again = support.types("audit", "--patience", "2")

    assert again.code == 1
    assert "asked before, and still open: Kajabi refuses the key." in again.err


def test_a_worker_that_does_not_answer_is_said(support: Watched) -> None:
    support.idle = True

    said = support.types("audit", "--patience", "2")

    assert (said.code, "no answer yet" in said.err) == (1, True)


def test_all_that_differs_can_be_taken_along(support: Watched, tmp_path: Path) -> None:
    support.found = ({"pays_without": tuple(f"us/sub_{n}" for n in range(40))},)
    place = tmp_path / "differences.csv"

    said = support.types("audit", "--csv", str(place))

    with place.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert rows[0]["finding"] == "pays and has no access"
    assert "10 more" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--site", "mars"), "the rules know no site mars: academy"),
        (("--csv", "/dev/null/all.csv"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    support: Watched, words: tuple[str, ...], sentence: str
) -> None:
    said = support.types("audit", *words)

    assert (said.code, sentence in said.err) == (1, True)


def test_a_site_without_a_key_cannot_be_audited(support: Watched) -> None:
    rules = support.rules.rules
    inbound = rules.sites[SITE].model_copy(update={"route": "inbound"})
    support.rules.put(rules.model_copy(update={"sites": {SITE: inbound}}))

    said = support.types("audit", "--site", SITE)

    assert (said.code, "no API key" in said.err) == (1, True)
    assert not support.sent()


def test_full_agreement_is_never_said_of_one_in_ten_thousand() -> None:
    nearly = Findings(audit="a", site=SITE, began=NOON, right=99_999, nobody_knows=("c1",))

    assert agreement(nearly) == "99.9 %"
    assert agreement(nearly.model_copy(update={"nobody_knows": ()})) == "100 %"
