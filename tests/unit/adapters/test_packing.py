"""What is in the journal today must still be readable in 90 days, and small (DESIGN §9)."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.adapters.dynamodb.packing import WORDS, pack, unpack

EVENTS = Path(__file__).parents[3] / "events/stripe"
FROZEN = {"stripe-words-1": "d02ab29db32c4519a3c8a2e291c67a74"}


@given(st.binary(max_size=2000))
def test_a_body_comes_back_byte_for_byte(body: bytes) -> None:
    assert unpack(*pack(body)) == body


@pytest.mark.parametrize("name", FROZEN)
def test_a_list_of_words_never_changes_once_it_was_used(name: str) -> None:
    words = Path(__file__).parents[3] / f"shared/carryover/adapters/dynamodb/{name}.txt"

    assert hashlib.blake2b(words.read_bytes(), digest_size=16).hexdigest() == FROZEN[name]
    assert WORDS in FROZEN


def test_an_invoice_takes_less_than_a_sixth_of_its_size() -> None:
    event = json.loads((EVENTS / "invoice.paid.2025-03-31.basil.json").read_text())
    body = json.dumps(event, indent=2).replace("5", "8").encode()

    assert len(pack(body)[1]) < len(body) / 6
