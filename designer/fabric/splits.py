"""The same machines in one place or in several: what a split costs in switches, latency and bandwidth.

Each place keeps a fabric of its own; places are joined above their top tier. Full bandwidth wants as many links at the
border of a place as it has host ports; how many can be had depends on what lies between the places.
"""

import math
from collections.abc import Sequence

import numpy as np

from designer.fabric import budgets, formulas
from designer.fabric.basis import Basis
from designer.fabric.delays import switch_latency
from designer.fabric.records import Network
from designer.fabric.reports import Split
from designer.model import NoteKind
from designer.units import q

__all__ = ["splits"]

#: Kinds of split with the numbers of places looked at.
_CASES = (("hall", 1), ("halls", 2), ("buildings", 2), ("buildings", 4), ("sites", 2), ("sites", 4))
_TIERS = (2, 3)


def splits(basis: Basis, networks: Sequence[Network]) -> tuple[Split, ...]:
    """The compute network in one hall, in halls of one building, in buildings of a campus, and on sites of a region."""
    network = next((n for n in networks if n.name == "compute"), None)
    if network is None or network.counts.tiers < _TIERS[0] or not network.counts.gpus:
        return ()
    made = tuple(_split(basis, network, kind, places) for kind, places in _CASES)
    worst = max(made, key=lambda one: (one.oversubscription, one.places))
    if worst.oversubscription > 1.0:
        basis.note(
            NoteKind.DECISION, "split", network.name, places=worst.places,
            ratio=f"{worst.oversubscription:.3g}", given=worst.links_given, wanted=worst.links_full,
            latency=q(worst.latency_ns[0] / 1000, "us"), one=q(made[0].latency_ns[1] / 1000, "us"),
        )
    return made


def _split(basis: Basis, network: Network, kind: str, places: int) -> Split:
    counts = network.counts
    distance = basis.number(f"split_distance_{kind}", "m") if places > 1 else 0.0
    tiers = _tiers(network, places) if places > 1 else counts.tiers
    switches = 2 * tiers - 1 if places == 1 else 2 * tiers + (1 if kind == "halls" else 2)
    full = math.ceil(counts.host_links / places) if places > 1 else 0
    given = full if kind in ("hall", "halls") else min(full, _links_had(basis, kind, network.speed_gbit_s))
    ratio = 1.0
    if places > 1:
        step = basis.keep(
            budgets.split_ratio, f"split[{kind}.{places}]", N_full=q(float(full)), N_given=q(float(max(1, given)))
        )
        ratio = max(step.number, counts.oversubscription)
    longest = float(network.cables["length"].max(initial=0.0)) or basis.number("assumed_run", "m")
    way = distance + 2 * tiers * longest
    times = [_time(basis, network, f"{kind}.{places}", end, (switches, way)) for end in ("low", "high")]
    return Split(
        kind, places, counts.gpus // places, distance, switches, (times[0], times[1]), full, given,
        counts.oversubscription if places == 1 else ratio,
    )


def _tiers(network: Network, places: int) -> int:
    """Tiers that each place wants for its share of the host ports of one plane."""
    model = int(network.devices["model"][np.argmax(network.devices["tier"] == 1)])
    radix = float(network.cages[model] * network.lanes[model])
    ports = network.counts.host_links / max(1, network.counts.planes) / places
    return _TIERS[0] if ports <= float(formulas.two_tier_hosts(R=q(radix)).m_as("")) else _TIERS[1]


def _links_had(basis: Basis, kind: str, speed: float) -> int:
    """Links that can be had between places of a kind: fibres of the trunks, or channels of the leased pairs."""
    if kind == "buildings":
        return int(basis.number("split_fibres_buildings") / basis.number("split_fibres_per_link"))
    channels = basis.number("split_pairs_sites") * basis.number("split_channels_per_pair")
    return int(channels * basis.number("split_channel_speed", "Gbit/s") / speed)


def _time(basis: Basis, network: Network, key: str, end: str, way: tuple[int, float]) -> float:
    switches, metres = way
    step = basis.keep(
        budgets.latency,
        f"split_latency_{end}[{key}]",
        n_sw=q(float(switches)),
        t_sw=switch_latency(basis, network, end),
        l_path=q(metres, "m"),
        t_m=basis.rule(f"propagation_{end}"),
        n_fec=q(float(switches + 1)),
        t_fec=basis.rule(f"fec_{end}"),
    )
    return step.number
