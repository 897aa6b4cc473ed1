"""Requirements are numbered, traced to where they come from, and worded."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from designer.catalog import Catalog
from designer.requirements import derive
from designer.requirements.records import Requirement, Requirements
from designer.site import read_bytes
from designer.site.records import Site

ROOT = Path(__file__).resolve().parents[2]
WORDS: dict[str, dict[str, str]] = yaml.safe_load(
    (ROOT / "templates" / "words" / "requirements.yaml").read_text(encoding="utf-8")
)
CATALOG = Catalog()
BRIEFS = [*sorted((ROOT / "outputs").glob("*/site.yaml")), ROOT / "templates" / "brief" / "site.yaml"]


def _derived(text: bytes) -> tuple[Site, Requirements]:
    site = read_bytes(text, "site.yaml", CATALOG)
    return site, derive(site, CATALOG)


def _by_key(items: tuple[Requirement, ...]) -> dict[str, Requirement]:
    return {one.key: one for one in items}


@pytest.mark.parametrize("path", BRIEFS, ids=lambda p: p.parent.name)
def test_requirements_are_numbered_without_a_gap(path: Path) -> None:
    """Ids run REQ-001, REQ-002 ... and are the same on every run."""
    _, wanted = _derived(path.read_bytes())
    assert [one.id for one in wanted.items] == [f"REQ-{n:03d}" for n in range(1, len(wanted.items) + 1)]
    assert wanted == _derived(path.read_bytes())[1]
    assert len(wanted.items) > 50


@pytest.mark.parametrize("path", BRIEFS, ids=lambda p: p.parent.name)
def test_every_requirement_names_a_real_origin(path: Path) -> None:
    """A brief's path exists in the brief, a rule's source among the sources, a default is said nowhere in the brief."""
    site, wanted = _derived(path.read_bytes())
    sources = CATALOG.sources()
    for one in wanted.items:
        kind, _, place = one.origin.partition(":")
        if kind == "brief":
            assert place in site.said, one
        elif kind == "rule":
            assert place.split()[0] in sources, one
        else:
            assert kind == "default"
            assert place not in site.said, one


@pytest.mark.parametrize("path", BRIEFS, ids=lambda p: p.parent.name)
def test_every_requirement_has_words_that_name_only_its_facts(path: Path) -> None:
    """The statement of each key stands in the words, and asks for no fact that the requirement lacks."""
    _, wanted = _derived(path.read_bytes())
    for one in wanted.items:
        if not one.text:
            assert set(re.findall(r"\{(\w+)\}", WORDS[one.key]["text"])) <= set(one.facts), one


def test_no_words_without_a_requirement() -> None:
    """Each key of the words is made somewhere in the room."""
    room = ROOT / "designer" / "requirements"
    code = "\n".join(path.read_text(encoding="utf-8") for path in room.glob("*.py"))
    made = set(re.findall(r'"([a-z]+\.[a-z_]+)"', code))
    made |= {f"fabric.{key}" for key in re.findall(r'\("([a-z_]+)", wish\.[a-z_]+\)', code)}
    assert set(WORDS) <= made


def test_numbers_come_with_relation_and_value() -> None:
    """A requirement with a relation has its quantity, known, and the quantity stands among the facts."""
    _, wanted = _derived(BRIEFS[-2].read_bytes())
    for one in wanted.items:
        assert (one.relation == "") == (one.quantity is None)
        assert one.quantity is None or one.quantity.known


def test_the_article_is_answered_from_e1_to_e13() -> None:
    """Each of the thirteen conversion requirements of the article has at least one requirement of its own."""
    _, wanted = _derived(BRIEFS[0].read_bytes())
    told = {one.origin.split()[1] for one in wanted.items if one.origin.startswith("rule:galaxy-miners-ai E")}
    assert told == {f"E{n}" for n in range(1, 14)}


def test_wishes_and_proposals_differ_in_origin() -> None:
    """What prairie-25 says about GPU power comes from the brief, what it leaves open about fuel is a default."""
    prairie = next(path for path in BRIEFS if path.parent.name == "prairie-25")
    keyed = _by_key(_derived(prairie.read_bytes())[1].items)
    assert keyed["power.gpu_architecture"].origin == "brief:power.architecture.gpu"
    assert keyed["power.fuel"].origin == "default:brief.fuel"
    assert keyed["power.import_limit"].relation == "<="
    assert keyed["power.import_limit"].quantity is not None
    assert keyed["power.import_limit"].quantity.si("MW") == 25


def test_own_words_are_kept_and_find_their_trade() -> None:
    """A user's requirement keeps text, relation and quantity, and belongs to the trade its subject names."""
    prairie = next(path for path in BRIEFS if path.parent.name == "prairie-25")
    own = _by_key(_derived(prairie.read_bytes())[1].items)["user.rtt"]
    assert own.text == "Round trip to Amarillo below 3 ms"
    assert (str(own.trade), own.relation) == ("fabric", "<=")
    assert own.quantity is not None
    assert own.quantity.si("ms") == 3


def test_unknown_numbers_make_no_requirement() -> None:
    """An unknown fault level is asked for by the site and is not turned into a requirement."""
    brief: dict[str, Any] = yaml.safe_load(BRIEFS[0].read_text(encoding="utf-8"))
    del brief["site"]["utility"]["fault_level"]
    keyed = _by_key(_derived(yaml.safe_dump(brief).encode())[1].items)
    assert "power.fault_level" not in keyed


def test_sprinklers_lengthen_the_way_out() -> None:
    """The travel distance allowed follows from the sprinklers that the brief states."""
    brief: dict[str, Any] = yaml.safe_load(BRIEFS[0].read_text(encoding="utf-8"))
    lengths = []
    for sprinklered in (False, True):
        brief["hall"]["sprinklered"] = sprinklered
        one = _by_key(_derived(yaml.safe_dump(brief).encode())[1].items)["layout.egress_travel"]
        assert one.quantity is not None
        lengths.append(one.quantity.si("ft"))
    assert lengths[0] < lengths[1]


def test_a_fabric_brief_has_only_its_own_requirements() -> None:
    """Without a hall nothing is required of floor, power or cooling."""
    text = b"""
project: {name: Pod}
compute: {system: dgx-h100, nodes: 127}
fabric: {compute: {planes: 1, oversubscription: 1}, rtt_target: 3 ms, metro: Somewhere}
"""
    _, wanted = _derived(text)
    assert [one.key for one in wanted.items] == [
        "sizing.nodes",
        "fabric.planes",
        "fabric.oversubscription",
        "fabric.rtt",
    ]
