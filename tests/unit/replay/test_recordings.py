"""Files of events are read whatever they were saved with, and no line is lost (OPS-1)."""

import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.replay import recordings
from carryover.replay.recordings import Recorded, Rejected, recorded

EVENTS: list[dict[str, Any]] = [{"id": f"evt_{n}", "data": {"percent": 12.5}} for n in range(3)]
LINES = b"\n".join(json.dumps(event).encode() for event in EVENTS)


def read(content: bytes) -> tuple[list[Any], list[Rejected]]:
    pieces = list(recorded(io.BytesIO(content)))
    events = [json.loads(each.payload) for each in pieces if isinstance(each, Recorded)]
    return events, [each for each in pieces if isinstance(each, Rejected)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINES, id="one per line"),
        pytest.param(LINES + b"\n\n\n", id="blank lines"),
        pytest.param(LINES.replace(b"\n", b"\r\n"), id="Windows line ends"),
        pytest.param(b"\xef\xbb\xbf" + LINES, id="byte order mark"),
        pytest.param(gzip.compress(LINES), id="gzipped"),
        pytest.param(json.dumps(EVENTS).encode(), id="array on one line"),
        pytest.param(json.dumps(EVENTS, indent=2).encode(), id="array, pretty-printed"),
        pytest.param(json.dumps(EVENTS, indent=0).encode(), id="array without indentation"),
        pytest.param(b"[\n" + LINES.replace(b"\n", b",\n") + b"\n]", id="array, one per line"),
        pytest.param(json.dumps({"object": "list", "data": EVENTS}).encode(), id="list page"),
        pytest.param(
            json.dumps({"object": "list", "data": EVENTS}, indent=4).encode(),
            id="list page, pretty-printed",
        ),
        pytest.param(
            b"\n".join(json.dumps(event, indent=2).encode() for event in EVENTS),
            id="pretty-printed one after the other",
        ),
    ],
)
def test_every_way_of_saving_events_gives_the_same_events(content: bytes) -> None:
    assert read(content) == (EVENTS, [])


def test_an_event_of_a_line_is_passed_on_exactly_as_it_stood() -> None:
    (piece,) = recorded(io.BytesIO(b'  {"a" : 1.50}  \n'))

    assert piece == Recorded("line 1", b'{"a" : 1.50}')


@pytest.mark.parametrize("broken", [b"{oops", b"\xff\xfe", b"42", b"[" * 100_000, b'"text"'])
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_broken_line_is_named_and_does_not_stop_the_rest(broken: bytes, place: int) -> None:
    lines = LINES.split(b"\n")
    lines.insert(place, broken)

    events, rejected = read(b"\n".join(lines))

    assert events == EVENTS
    assert [each.place for each in rejected] == [f"line {place + 1}"]


def test_one_broken_event_of_an_array_with_an_event_per_line_hides_no_other() -> None:
    events, rejected = read(b"[\n" + LINES.replace(b"\n", b",\n") + b",\n{oops\n]")

    assert events == EVENTS
    assert [each.place for each in rejected] == ["line 5"]


def test_an_item_that_is_no_event_is_named_by_its_position() -> None:
    _, rejected = read(json.dumps([*EVENTS, 7]).encode())

    assert [each.place for each in rejected] == ["line 1, item 4"]


def test_a_reason_never_repeats_what_the_line_says() -> None:
    _, rejected = read(b'{"email": "ada@example.com", oops}')

    assert "ada" not in rejected[0].reason


def test_what_could_be_read_of_a_damaged_archive_is_kept_and_the_rest_is_named() -> None:
    archive = gzip.compress(LINES + b"\n" + LINES)

    events, rejected = read(archive[:-6])

    assert events[:3] == EVENTS
    assert "cut off or damaged" in rejected[-1].reason


def test_an_empty_file_holds_nothing() -> None:
    assert read(b"") == read(b"\n \n") == ([], [])


def test_a_document_too_large_to_hold_is_refused_with_what_to_do() -> None:
    filler = b" " * 1024 + b"\n"
    content = b"[\n" + (b'{"a":1},' + filler) * (recordings.DOCUMENT_BYTES // 1024)

    events, rejected = read(content)

    assert (events, len(rejected)) == ([], 1)
    assert "jq" in rejected[0].reason


@given(st.binary(max_size=200))
def test_no_file_whatsoever_breaks_the_reader(content: bytes) -> None:
    list(recorded(io.BytesIO(content)))


@given(st.lists(st.sampled_from([*LINES.split(b"\n"), b"{", b"garbage", b"7", b"  x"]), max_size=8))
def test_every_line_is_either_an_event_or_named(lines: list[bytes]) -> None:
    whole = [json.dumps({"id": "evt_first"}).encode(), *lines]

    events, rejected = read(b"\n".join(whole))

    assert len(events) + len(rejected) == len(whole)
