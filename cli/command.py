"""How a function becomes a command: grouped options, examples in its help, failures as sentences.

A parameter whose type is a dataclass stands for one option per field, so that options which belong
together are declared once and arrive together.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from inspect import Parameter
from typing import Any, get_type_hints

import typer
from rich.console import Console
from rich.text import Text

from carryover.kernel.errors import BillingError


class Refusal(Exception):
    """One sentence for the person who asked; the command exits with 1."""


type Function = Callable[..., None]


def command(app: typer.Typer, name: str, *examples: str) -> Callable[[Function], Function]:
    """Make a function a command of this app, with examples at the foot of its help."""

    def register(function: Function) -> Function:
        app.command(name, epilog=epilog(*examples))(_polite(_flat(function)))
        return function

    return register


def leading(app: typer.Typer, *examples: str) -> Callable[[Function], Function]:
    """Make a function what a group does when none of its commands is named; where one is, the
    function sees ``context.invoked_subcommand`` and leaves it to that."""

    def register(function: Function) -> Function:
        head = app.callback(invoke_without_command=True, epilog=epilog(*examples))
        head(_polite(_flat(function)))
        return function

    return register


def epilog(*examples: str) -> str:
    """Write examples as the help shows them."""
    lines = (f"[cyan]carryover {example}[/]" for example in examples)
    return "\n\n".join(["[bold]Examples[/]", *lines])


def say_error(sentence: str) -> None:
    """Tell on standard error why the command ends."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("✗ ", "bold red"), sentence), soft_wrap=True)


def _polite(function: Function) -> Function:
    """End every expected failure with one sentence and exit code 1, Ctrl-C with 130."""

    @wraps(function)
    def run(**given: object) -> None:
        try:
            function(**given)
        except (BillingError, Refusal) as error:
            say_error(str(error))
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            say_error("stopped; what was done so far stays done")
            raise typer.Exit(130) from None

    return run


def _flat(function: Function) -> Function:
    """Spread grouped parameters into single ones, and gather them again for the call."""
    hints = get_type_hints(function, include_extras=True)
    groups = {name: hint for name, hint in hints.items() if is_dataclass(hint)}

    def run(**given: object) -> None:
        gathered = {
            name: kind(**{field.name: given.pop(field.name) for field in fields(kind)})
            for name, kind in groups.items()
            if isinstance(kind, type)
        }
        function(**given, **gathered)

    parameters = [
        single
        for parameter in inspect.signature(function).parameters.values()
        for single in _spread(parameter, hints, groups)
    ]
    run.__dict__["__signature__"] = inspect.Signature(parameters)
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__doc__, run.__name__ = function.__doc__, function.__name__
    return run


def _spread(
    parameter: Parameter, hints: Mapping[str, Any], groups: Mapping[str, Any]
) -> Iterator[Parameter]:
    group = groups.get(parameter.name)
    if group is None:
        yield parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[parameter.name])
        return
    options = get_type_hints(group, include_extras=True)
    for field in fields(group):
        yield Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            annotation=options[field.name],
            default=_default(field),
        )


def _default(field: Field[Any]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else Parameter.empty
