"""Checks what the owner wrote, and says what is wrong and where (DUN-1).

Exceptions per plan, country or currency are laid over the base here, so that every combination that
can come into force was checked before it does.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from carryover.dunning.rules import Exceptional, Rules, Terms, When
from carryover.kernel.messages import Message


class Wrong(ValueError):
    """The file cannot be put in force; ``sentences`` say where and why."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def read(said: object) -> Rules:
    """Check a parsed file; raises ``Wrong`` with every fault found, each with its place."""
    if not isinstance(said, Mapping):
        raise Wrong(("the file is no list of keys like `retries:`",))
    base = {key: value for key, value in said.items() if key != "exceptions"}
    exceptions = said.get("exceptions", [])
    if not isinstance(exceptions, list):
        raise Wrong(("exceptions: has to be a list, each with `when` and what differs",))
    faults: list[str] = []
    terms = _checked(base, "", faults)
    found = [_exception(base, one, f"exceptions[{n}]", faults) for n, one in enumerate(exceptions)]
    if terms is None or faults:
        raise Wrong(tuple(dict.fromkeys(faults)))
    return Rules(base=terms, exceptions=tuple(one for one in found if one is not None))


def _exception(
    base: Mapping[str, object], said: object, place: str, faults: list[str]
) -> Exceptional | None:
    if not isinstance(said, Mapping) or "when" not in said:
        faults.append(f"{place}: has to say `when` it holds, and what differs then")
        return None
    when = _parsed(When, said["when"], f"{place}.when", faults)
    differs = {key: value for key, value in said.items() if key != "when"}
    terms = _checked(_laid_over(base, differs), place, faults)
    return Exceptional(when=when, terms=terms) if when is not None and terms is not None else None


def _laid_over(base: Mapping[str, object], differs: Mapping[str, object]) -> dict[str, object]:
    """Replace what is named and keep the rest; lists are replaced whole, not merged."""
    laid = dict(base)
    for key, value in differs.items():
        below = base.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            laid[key] = _laid_over(below, value)
        else:
            laid[key] = value
    return laid


def _checked(said: Mapping[str, object], place: str, faults: list[str]) -> Terms | None:
    return _parsed(Terms, said, place, faults)


def _parsed[Model: Message](
    model: type[Model], said: object, place: str, faults: list[str]
) -> Model | None:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        faults.extend(_sentences(error, place))
        return None


def _sentences(error: ValidationError, place: str) -> list[str]:
    found = error.errors(include_url=False)
    return [f"{_place(place, one['loc'])}: {_sentence(one)}" for one in found]


def _place(above: str, loc: tuple[int | str, ...]) -> str:
    path = above
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".") or "the file"


def _sentence(fault: Mapping[str, Any]) -> str:
    told, given = str(fault["msg"]), fault["input"]
    match fault["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no key we know"
        case "string_type" if isinstance(given, bool):
            return f'YAML reads this word as {str(given).lower()}: put it in "quotes"'
        case "string_pattern_mismatch" | "string_type":
            return f"{given!r} is not written as it must be"
        case "value_error":
            return told.removeprefix("Value error, ")
        case _:
            return f"{told[:1].lower()}{told[1:]}, not {given!r}"
