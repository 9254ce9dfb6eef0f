"""Same seed, same world; a snapshot holds all of it; the README names all of it."""

import re
from pathlib import Path

import pytest

from sandbox import kajabi
from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.http.endpoints import ELSEWHERE, ENDPOINTS
from sandbox.kajabi.snapshot import loaded, saved
from tests.unit.sandbox.kajabi.school import MONTHLY, School


def lived() -> School:
    school = School()
    school.done(school.hook("purchase"))
    school.automation("offer_purchased", None, "add_tag", school.tag("Member"))
    school.buys(school.offer(terms=MONTHLY))
    school.grant(school.person("eve@example.com"), school.offer("Free"))
    school.days_pass(40)
    school.cancels("deactivation")
    return school


def test_the_same_seed_and_the_same_deeds_give_the_same_world() -> None:
    assert saved(lived().world.state) == saved(lived().world.state)


def test_a_world_read_back_lives_on_as_if_nothing_had_happened() -> None:
    first, second = lived(), School()

    second.kajabi.become(loaded(saved(first.world.state)))
    for each in (first, second):
        each.days_pass(40)
        each.buys(each.world.offer(next(iter(each.world.state.offers))), "new@example.com")

    assert saved(first.world.state) == saved(second.world.state)
    assert second.known("EVE@example.com").customer


def test_what_is_no_snapshot_is_refused() -> None:
    with pytest.raises(Refused, match="no snapshot"):
        loaded(b"{}")


def test_a_reset_keeps_sites_and_keys_and_nothing_else() -> None:
    school = lived()

    school.kajabi.reset()
    school.log_in()

    assert school.get("/v1/sites")["data"][0]["id"] == school.site.id
    assert school.get("/v1/contacts")["data"] == []


def test_time_never_goes_back(school: School) -> None:
    with pytest.raises(Refused, match="never goes back"):
        school.world.advance(school.world.now - 1)


def test_one_person_has_one_address_at_a_time(school: School) -> None:
    ada, eve = school.person(), school.person("eve@example.com")
    body = {"data": {"id": eve, "type": "contacts", "attributes": {"email": "Ada@Example.com"}}}

    school.refused(school.ask("PATCH", f"/v1/contacts/{eve}", body), 422)
    school.done(school.ask("DELETE", f"/v1/contacts/{ada}"))
    school.done(school.ask("PATCH", f"/v1/contacts/{eve}", body))

    assert school.known("ada@example.com").id == eve


def test_whoever_is_still_charged_is_not_deleted(school: School) -> None:
    school.buys(school.offer(terms=MONTHLY))

    school.refused(school.ask("DELETE", f"/v1/contacts/{school.known().id}"), 422)


def test_the_readme_names_every_endpoint_and_what_is_left_out() -> None:
    page = Path(kajabi.__file__ or "").with_name("README.md").read_text()
    named = set(re.findall(r"`((?:GET|POST|PATCH|DELETE) /[^` ]+)`", page))

    assert named >= {f"{each.method} {each.path}" for each in ENDPOINTS}
    assert all(f"`{each}`" in page for each in ELSEWHERE)
