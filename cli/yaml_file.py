"""A file of decisions as a person writes it, in YAML: every fault is a sentence with its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from cli.command import Refusal

LARGEST: Final = 1_000_000
"""Bytes; a larger file is not what was meant."""

STEP: Final = re.compile(r"[^.\[\]]+")
"""One step of a place such as ``messages[2].day``."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says, and where each of its words stands."""

    path: Path
    said: dict[str, Any]
    root: yaml.MappingNode

    def told(self, sentence: str) -> str:
        """Put its line before a sentence that begins with a place: ``end.day: is missing``."""
        place, colon, _ = sentence.partition(": ")
        line = self.line(place) if colon else 0
        return f"line {line}: {sentence}" if line else sentence

    def line(self, place: str) -> int:
        """Find the line of a place, or of what is nearest above it; 0: nothing of it is there."""
        node: yaml.Node = self.root
        line = 0
        for step in STEP.findall(place):
            below = _below(node, step)
            if below is None:
                return line
            line, node = below
        return line


def written(path: Path) -> Written:
    """Read a file. Raises ``Refusal``, also for keys that are there twice: YAML keeps the last one
    of them silently."""
    text = _text(path)
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise Refusal(f"{path} is no list of keys like `name: …`")
        if doubled := [f"line {line}: {key!r} is there twice" for line, key in _doubled(root)]:
            raise faulty(path, doubled)
        return Written(path, yaml.safe_load(text), root)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise faulty(path, [f"{place}this is no YAML: {problem}"]) from None


def faulty(path: Path, faults: Sequence[str]) -> Refusal:
    """Say all of them, one below the other."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return Refusal("\n".join([f"{path} has {count}:", *(f"  {fault}" for fault in faults)]))


def changes(before: object, after: object) -> list[str]:
    """Say what is different, one short line each: ``+`` new, ``-`` gone, ``~`` otherwise."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    gone = [f"- {place}: {value}" for place, value in old.items() if place not in new]
    come = [f"+ {place}: {value}" for place, value in new.items() if place not in old]
    other = [
        f"~ {place}: {value} → {new[place]}"
        for place, value in old.items()
        if place in new and new[place] != value
    ]
    return [*gone, *come, *other]


def as_yaml(document: object) -> str:
    """Write it as a file that can be edited and put again."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).rstrip()


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(f"there is no file {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from None
    if len(text) > LARGEST:
        raise Refusal(f"{path} is far too large to be a file of rules")
    if any(isinstance(each, yaml.AliasToken) for each in _tokens(text)):
        raise Refusal(f"{path}: `*` refers to another place: write it out")
    return text


def _tokens(text: str) -> Iterator[yaml.Token]:
    try:
        yield from yaml.scan(text, yaml.SafeLoader)
    except yaml.YAMLError:
        return


def _doubled(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _doubled(each)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            yield key.start_mark.line + 1, name
        seen.add(name)
        yield from _doubled(value)


def _below(node: yaml.Node, step: str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        found = node.value[int(step)]
        return found.start_mark.line + 1, found
    return None


def _leaves(found: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Name every value by its place; a row of simple values is one, and what has a name of its own
    (``step``) is placed by it, so that one more in between does not change all that follow."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _leaves(value, f"{place}.{key}" if place else str(key))
    elif isinstance(found, list) and any(isinstance(each, dict) for each in found):
        for n, each in enumerate(found):
            name = each.get("step", n) if isinstance(each, dict) else n
            yield from _leaves(each, f"{place}[{name}]")
    elif isinstance(found, list):
        yield place, ", ".join(map(str, found)) or "none"
    elif found is not None:
        yield place, str(found)
