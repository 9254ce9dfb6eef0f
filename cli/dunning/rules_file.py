"""A schedule and a house as people write them: read, checked, and written again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from carryover.dunning.house import House
from carryover.dunning.letters.letter import faults
from carryover.dunning.reading import Wrong
from carryover.dunning.reading import read as understood
from carryover.dunning.rules import Rules
from cli.command import Refusal
from cli.yaml_file import Written, faulty, written

SETS: Final = frozenset({"causes", "channels", "days_off", "plans", "countries", "currencies"})
"""Lists of a file whose order means nothing."""


@dataclass(frozen=True, slots=True)
class Files:
    """What was given."""

    rules: Rules | None = None
    house: House | None = None


def read(paths: Sequence[Path]) -> Files:
    """Read one of each kind at most. Raises ``Refusal`` with all faults of a file."""
    rules: Rules | None = None
    house: House | None = None
    for path in paths:
        file = written(path)
        if "accounts" in file.said:
            if house is not None:
                raise Refusal(f"{path} is a second house: give one")
            house = _house(file)
        elif rules is not None:
            raise Refusal(f"{path} is a second schedule: give one")
        else:
            rules = _rules(file)
    return Files(rules, house)


def plain(kept: Rules | House) -> dict[str, Any]:
    """Write it as a file has it: exceptions whole, sets in order, what is not said left out."""
    if isinstance(kept, House):
        return _sorted(kept.model_dump(mode="json", exclude_defaults=True))
    document = _sorted(kept.base.model_dump(mode="json", exclude_none=True))
    exceptions = [
        {
            "when": _sorted(one.when.model_dump(mode="json", exclude_defaults=True)),
            **_sorted(one.terms.model_dump(mode="json", exclude_none=True)),
        }
        for one in kept.exceptions
    ]
    return {**document, **({"exceptions": exceptions} if exceptions else {})}


def _rules(file: Written) -> Rules:
    try:
        rules = understood(file.said)
    except Wrong as wrong:
        raise faulty(file.path, [file.told(one) for one in wrong.sentences]) from None
    every = [rules.base, *(one.terms for one in rules.exceptions)]
    if found := dict.fromkeys(fault for terms in every for fault in faults(terms)):
        raise faulty(file.path, [file.told(one) for one in found])
    return rules


def _house(file: Written) -> House:
    try:
        return House.model_validate(file.said)
    except ValidationError as error:
        said = error.errors(include_url=False)
        told = [file.told(f"{_place(one['loc'])}: {_sentence(one['msg'])}") for one in said]
        raise faulty(file.path, told) from None


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(each) for each in loc if each != "[key]")


def _sentence(told: str) -> str:
    said = told.removeprefix("Value error, ")
    return (
        "is no key we know" if said.startswith("Extra inputs") else f"{said[:1].lower()}{said[1:]}"
    )


def _sorted(document: dict[str, Any]) -> dict[str, Any]:
    """Sets have no order of their own; two printings have to be equal."""
    return {name: _in_order(name, value) for name, value in document.items()}


def _in_order(name: str, value: object) -> object:
    if isinstance(value, dict):
        return _sorted(value)
    if isinstance(value, list) and name in SETS:
        return sorted(value)
    if isinstance(value, list):
        return [_sorted(each) if isinstance(each, dict) else each for each in value]
    return value
