"""template.yaml, parsed once, asked in the words of the tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

ROOT = Path(__file__).resolve().parents[2]

type Node = Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """One sentence of a policy: who may do what to which resources."""

    role: str
    actions: frozenset[str]
    resources: tuple[Any, ...]
    effect: str


class CloudFormationLoader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags: ``!Ref x`` is ``{"Ref": "x"}``."""


def _function(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
            return {name: value.split(".", 1) if tag == "GetAtt" else value}
        case yaml.SequenceNode():
            return {name: loader.construct_sequence(node, deep=True)}
    raise AssertionError(f"no short tag takes what !{tag} is given here")


CloudFormationLoader.add_multi_constructor("!", _function)


@cache
def blueprint() -> Node:
    """Read the template as CloudFormation does."""
    text = (ROOT / "template.yaml").read_text()
    return cast("Node", CloudFormationLoader(text).get_single_data())


def of_type(kind: str) -> dict[str, Node]:
    """All resources of a type: name → properties."""
    return {
        name: cast("Node", resource["Properties"])
        for name, resource in blueprint()["Resources"].items()
        if resource["Type"] == kind
    }


def functions() -> dict[str, Node]:
    """All Lambda functions."""
    return of_type("AWS::Serverless::Function")


def function_of(folder: str) -> tuple[str, Node]:
    """The function whose code stands in ``functions/<folder>``."""
    return next(
        (name, properties)
        for name, properties in functions().items()
        if properties["CodeUri"] == f"functions/{folder}"
    )


def folders() -> list[str]:
    """All folders with a Lambda in them."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def queues() -> dict[str, Node]:
    """The queues that somebody reads; dead letters are not among them."""
    return {
        name: properties
        for name, properties in of_type("AWS::SQS::Queue").items()
        if not name.endswith("DeadLetters")
    }


def readers() -> dict[str, tuple[str, Node]]:
    """Queue → the function that reads it and how."""
    return {
        name_in(event["Properties"]["Queue"]): (function, event["Properties"])
        for function, properties in functions().items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "SQS"
    }


def environment(function: str) -> Node:
    """What a function is told, the stack-wide part included."""
    everyone = blueprint()["Globals"]["Function"]["Environment"]["Variables"]
    return {**everyone, **functions()[function]["Environment"]["Variables"]}


def statements(role: str) -> list[Statement]:
    """Every sentence of a role's own policies."""
    return [
        Statement(
            role, frozenset(_listed(said["Action"])), _listed(said["Resource"]), said["Effect"]
        )
        for policy in of_type("AWS::IAM::Role")[role]["Policies"]
        for said in policy["PolicyDocument"]["Statement"]
    ]


def name_in(value: Any) -> str:
    """The resource or parameter that a Ref, GetAtt or Sub points to."""
    match value:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)}:
            names = [part.split("}")[0] for part in text.split("${")[1:]]
            return next(name.split(".")[0] for name in names if not name.startswith("AWS::"))
    raise AssertionError(f"not a reference: {value!r}")


def default(parameter: str) -> str:
    """What a parameter is when nobody says otherwise."""
    return str(blueprint()["Parameters"][parameter]["Default"])


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)
