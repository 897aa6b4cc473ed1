"""What a refusal names can be built: every choice is written into the brief and built, to its cables."""

import pytest

from designer.errors import Refused
from designer.fabric.basis import Basis
from designer.fabric.cabling import cabled
from designer.fabric.invariants import breaches
from designer.fabric.networks import Crew, compute_networks
from designer.fabric.population import Machines, compute_kinds

#: Machines and wishes, each refused for a reason of its own.
REFUSED = {
    "tiers": ("dgx-h100", 64, {"tiers": "4"}),
    "two tiers": ("dgx-h100", 600, {"tiers": "2", "radix": "40"}),
    "radix": ("dgx-h100", 64, {"radix": "3", "spines": "2"}),
    "spines": ("dgx-h100", 64, {"spines": "7", "switch": "qm9700"}),
    "pod": ("dgx-h100", 320, {"topology": "dragonfly-plus", "pod": "{units: 9}"}),
    "planes": ("dgx-b300", 64, {"switch": "q3400-ra", "planes": "4"}),
    "switch": ("dgx-b300", 64, {"switch": "sn5600"}),
    "slower": ("dgx-b300", 64, {"switch": "qm9700"}),
    "topology": ("dgx-a100", 16, {"topology": "multi-plane", "switch": "qm8700", "planes": "3"}),
    "reserved": (
        "gb200-compute-tray",
        1024,
        {"topology": "folded-clos", "switch": "sn5610", "unit": "{nodes: 50}", "reserved_nodes": "5", "spines": "2"},
    ),
    "fast": ("dgx-h200", 128, {"switch": "qm8700", "link_speed": "800 Gbit/s"}),
    "uplinks": ("dgx-b300", 64, {"switch": "q3400-ra", "uplink_speed": "1200 Gbit/s"}),
}
_KEYS = {"switches": "switch", "links": "link_speed", "uplinks": "uplink_speed", "pods": "pod"}


def text(system, nodes, wishes):
    """A brief of one compute network."""
    said = ", ".join(f"{key}: {value}" for key, value in wishes.items())
    return f"compute: {{system: {system}, nodes: {nodes}}}\nfabric: {{compute: {{{said}}}}}\n"


def built(site, catalog):
    """The compute network with its cables; nothing may be short."""
    basis = Basis(site, catalog, None, None)
    kinds = compute_kinds(basis)
    nobody = Machines(kinds[0].system, ())
    network = cabled(basis, compute_networks(basis, Crew(kinds, nobody, nobody))[0].network)
    assert basis.shortfalls == []
    return network


def choices(facts, wishes):
    """Every choice of a refusal as machines (0 = as before) and wishes."""
    for key in ("switches", "planes", "radix", "spines", "tiers", "links", "uplinks"):
        for value in filter(None, facts.get(key, "").split(", ")):
            yield 0, wishes | {_KEYS.get(key, key): value}
    for value in filter(None, facts.get("pods", "").split(", ")):
        yield 0, wishes | {"pod": f"{{units: {value}}}"}
    for value in filter(None, facts.get("without", "").split(", ")):
        gone = {part.partition(".")[0] for part in value.split(" + ")}
        yield 0, {key: said for key, said in wishes.items() if key not in gone}
    if facts.get("nodes"):
        yield int(facts["nodes"]), wishes


@pytest.mark.parametrize("name", REFUSED)
def test_every_choice_builds(name, brief, catalog):
    """Each refusal has at least one way out, and each way out is one."""
    system, nodes, wishes = REFUSED[name]
    with pytest.raises(Refused) as refused:
        built(brief(text(system, nodes, wishes)), catalog)
    (mistake,) = refused.value.mistakes
    found = list(choices(mistake.facts, wishes))
    assert len(found) == int(mistake.facts["ways"])
    for machines, other in found:
        network = built(brief(text(system, machines or nodes, other)), catalog)
        assert breaches(network) == []


def test_nothing_builds_but_less_of_everything(brief, catalog):
    """Where no change of one wish helps, fewer machines without any of them are named."""
    wishes = {"unit": "{nodes: 32}", "switch": "qm9700", "radix": "12", "spines": "11"}
    with pytest.raises(Refused) as refused:
        built(brief(text("dgx-h100", 9000, wishes)), catalog)
    facts = refused.value.mistakes[0].facts
    assert facts["ways"] == ""
    assert (facts["fewer"], facts["rest"]) == ("8192", "radix + spines + switch")


def test_two_links_of_a_cage_have_a_splitter(brief, catalog):
    """Links of half a cage are made of splitter cables where a pair of machines shares the cage."""
    network = built(brief(text("dgx-a100", 40, {"topology": "top-of-rack", "link_speed": "100 Gbit/s"})), catalog)
    assert "cable/aoc-200g-splitter" in network.cable_types
    assert (network.cables["cable"] >= 0).all()
