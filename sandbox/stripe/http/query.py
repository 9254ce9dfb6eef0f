"""Stripe's search query language: https://docs.stripe.com/search#search-query-language.

``email:"amy@rocketrides.io" AND -metadata["key"]:"value"``: up to ten clauses, all joined by AND or
all by OR. Text is compared without regard to case.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt

from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object

MOST_CLAUSES = 10
SHORTEST_PART = 3
"""Characters that ``~`` needs at least."""

UNREADABLE = (
    "We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` "
    "to query for metadata or key:\"value\" to query for other fields."
)  # fmt: skip
CLAUSE = re.compile(
    r"""\s*(?P<not>-)?(?P<field>[a-z_0-9.]+)
        (\[\s*(?P<quote>["'])(?P<key>(\\.|(?!(?P=quote)).)*)(?P=quote)\s*\])?
        \s*(?P<operator>>=|<=|[:~><=])\s*
        (?:(?P<q>["'])(?P<text>(\\.|(?!(?P=q)).)*)(?P=q)|(?P<bare>-?[\w.]+))""",
    re.VERBOSE,
)
JOINER = re.compile(r"\s+(?P<word>AND|OR)\s+|\s+", re.IGNORECASE)
NUMERIC = {":": eq, "=": eq, ">": gt, ">=": ge, "<": lt, "<=": le}


@dataclass(frozen=True, slots=True)
class Field:
    """One field that can be searched, and how."""

    path: str
    numeric: bool = False
    parts: bool = False
    """Whether ``~`` finds parts of it."""


type Fields = dict[str, Field]


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition."""

    field: str
    key: str | None
    operator: str
    value: str | None
    """None: null was asked for."""
    negated: bool

    def name(self) -> str:
        """Spell the field as the query does."""
        return self.field if self.key is None else f'{self.field}["{self.key}"]'


def compiled(query: str, fields: Fields, resource: str) -> Callable[[Object], bool]:
    """Turn a query into a test of objects, or refuse it as Stripe does."""
    clauses, join = _clauses(query)
    tests = [_test(clause, fields, resource) for clause in clauses]
    return lambda obj: join(test(obj) for test in tests)


def _clauses(query: str) -> tuple[list[Clause], Callable[[Iterator[bool]], bool]]:
    clauses: list[Clause] = []
    words: set[str] = set()
    place, text = 0, query.strip()
    while place < len(text):
        if clauses:
            joined = JOINER.match(text, place)
            if joined is None:
                raise unreadable()
            words.add((joined["word"] or "and").lower())
            place = joined.end()
        found = CLAUSE.match(text, place)
        if found is None:
            raise unreadable()
        clauses.append(_clause(found))
        place = found.end()
    return _checked(clauses, words), any if "or" in words else all


def _checked(clauses: list[Clause], words: set[str]) -> list[Clause]:
    if not clauses:
        raise unreadable()
    if len(words) > 1:
        raise _refused("A search query cannot mix AND and OR.")
    if len(clauses) > MOST_CLAUSES:
        raise _refused(f"A search query can have at most {MOST_CLAUSES} clauses.")
    return clauses


def _clause(found: re.Match[str]) -> Clause:
    quoted, bare = found["text"], found["bare"]
    value = _plain(quoted) if quoted is not None else bare
    key = None if found["key"] is None else _plain(found["key"])
    null = None if quoted is None and bare == "null" else value
    return Clause(found["field"], key, found["operator"], null, negated=bool(found["not"]))


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)


def _test(clause: Clause, fields: Fields, resource: str) -> Callable[[Object], bool]:
    field = _field(clause, fields, resource)
    matches = _numeric(clause) if field.numeric else _textual(clause, field)
    path = [*field.path.split("."), *([clause.key] if clause.key is not None else [])]
    return lambda obj: matches(_value(obj, path)) != clause.negated


def _field(clause: Clause, fields: Fields, resource: str) -> Field:
    known = fields.get(clause.field)
    keyed = clause.field == "metadata"
    if known is None or keyed != (clause.key is not None):
        page = f"http://stripe.com/docs/search#query-fields-for-{resource.replace('_', '-')}"
        message = (
            f"Field `{clause.name()}` is an unsupported search field for resource `{resource}`. "
            f"See {page} for a list of supported fields."
        )
        raise _refused(message)
    return known


def _numeric(clause: Clause) -> Callable[[object], bool]:
    compare = NUMERIC.get(clause.operator)
    value = clause.value
    if compare is None or (value is not None and not re.fullmatch(r"-?\d+", value)):
        raise _refused(f"Field `{clause.field}` needs a whole number and one of : = > >= < <=.")
    if value is None:
        return lambda found: found is None
    wanted = int(value)
    return lambda found: isinstance(found, int) and bool(compare(found, wanted))


def _textual(clause: Clause, field: Field) -> Callable[[object], bool]:
    value = clause.value
    if clause.operator == ":" and value is None:
        return lambda found: found is None
    if value is None or clause.operator not in ":~":
        raise _refused(f"Field `{clause.name()}` does not support the operator {clause.operator}.")
    wanted = value.lower()
    if clause.operator == ":":
        return lambda found: _spelled(found) == wanted
    if not field.parts:
        raise _refused(f"Field `{clause.name()}` does not support the operator ~.")
    if len(wanted) < SHORTEST_PART:
        raise _refused(f"The operator ~ needs at least {SHORTEST_PART} characters.")
    return lambda found: wanted in (_spelled(found) or "")


def _spelled(found: object) -> str | None:
    return None if found is None else str(found).lower()


def _value(obj: Object, path: list[str]) -> object:
    place: object = obj
    for step in path:
        place = place.get(step) if isinstance(place, dict) else None
    return place


def unreadable() -> StripeError:
    """Refuse what is no query at all."""
    return _refused(UNREADABLE)


def _refused(message: str) -> StripeError:
    return invalid_request(message, param="query")
