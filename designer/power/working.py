"""The worst of each kind, worked out in the ledger, so that a reader can follow one of them by hand."""

from collections.abc import Sequence

from designer.ledger import Given, Limit
from designer.power.basis import Basis
from designer.power.built import Built
from designer.power.circuits import Circuit
from designer.power.loading import pair_load
from designer.power.records import Loading
from designer.power.results import power_factor_of
from designer.power.runs import Lane
from designer.power.short_circuit import infinite_bus_current
from designer.power.three_phase import PER_VA, apparent_power, breaker_current, rated_current
from designer.power.transformers import loading_share, losses
from designer.power.voltage_drop import drop_share, evenly_tapped, line_drop
from designer.power.wiring import tap
from designer.units import q

__all__ = ["work_out"]


def work_out(basis: Basis, built: Built, loadings: Sequence[Loading], peak_kw: float) -> None:
    """Keep the steps of nameplates, the worst transformer, the largest pair, the worst drops and the import."""
    _nameplates(basis, built)
    _worst_transformer(basis, built, loadings)
    _largest_run(basis, built)
    _worst_drops(basis, built)
    _import(basis, built, peak_kw)


def _nameplates(basis: Basis, built: Built) -> None:
    """Full load, main breaker and the infinite-bus fault current, once for each nameplate."""
    seen: set[str] = set()
    for unit in built.groups.units:
        plate, key = unit.plate, f"{unit.plate.rating:g} kVA {unit.plate.impedance:g} %"
        if key in seen:
            continue
        seen.add(key)
        full = basis.keep(
            rated_current, f"full_load[{key}]", S_r=q(plate.rating, "kVA"), V_r=q(plate.secondary, "V"), k_VA=PER_VA
        )
        rated = unit.board.main_share >= 1.0
        factor = q(1.0) if rated else basis.pack.continuous_factor
        limit = Limit("<=", q(unit.board.bus_current, "A"), basis.pack.continuous_clause, basis.pack.source)
        basis.keep(breaker_current, f"main_breaker[{key}]", limit=limit, I_L=full, f_cont=factor)
        tolerance = q(plate.tolerance, "%")
        basis.keep(infinite_bus_current, f"infinite_bus[{key}]", I_r=full, u_k=q(plate.impedance, "%"), f_tol=tolerance)


def _worst_transformer(basis: Basis, built: Built, loadings: Sequence[Loading]) -> None:
    plates = {u.transformer: u.plate for u in built.groups.units}
    mine = [x for x in loadings if x.kind == "transformer"]
    if not mine:
        return
    worst = max(mine, key=lambda x: (x.worst / x.rating, x.tag))
    most = basis.rule("block_share_after_loss")
    limit = Limit("<=", most.q, most.evidence.locator, most.evidence.source)
    rating = q(worst.rating, "kVA")
    basis.keep(loading_share, f"loading[{worst.tag}]", limit=limit, S=q(worst.worst, "kVA"), S_n=rating)
    plate = plates[worst.tag]
    basis.keep(
        losses,
        f"transformer_losses[{worst.tag}]",
        P_0=q(plate.no_load_loss, "kW"),
        P_k=q(plate.load_loss, "kW"),
        S=q(worst.normal, "kVA"),
        S_n=rating,
    )


def _largest_run(basis: Basis, built: Built) -> None:
    if built.lanes:
        lane = max(built.lanes, key=lambda x: (x.alone_kw, x.tag))
        each = q(lane.racks[0].design_kw, "kW")
        basis.keep(pair_load, f"run_load[{lane.tag}]", n_racks=float(len(lane.racks)), P_rack=each)


def _worst_drops(basis: Basis, built: Built) -> None:
    """The busway and the circuit of most drop, by the closed form; the load flow has the exact value."""
    main = built.wired.main
    if built.lanes:
        lane = max(
            built.lanes, key=lambda x: (main.drop(tap(x, len(x.racks) - 1)) - main.drop(x.unit.board.tag), x.tag)
        )
        _busway_drop(basis, lane, main.current(tap(lane, 0)))
    live = [c for c in built.circuits if c.cable and c.kva]
    if live:
        circuit = max(live, key=lambda c: (abs(c.kva) * abs(c.ohms), c.tag))
        _circuit_drop(basis, circuit)


def _busway_drop(basis: Basis, lane: Lane, amperes: float) -> None:
    """The feeder carries the whole current, the tapped part less and less of it."""
    factor = lane.racks[0].power_factor
    ohms = lane.track.impedance * 1000.0
    shared: dict[str, Given] = {
        "I_L": q(amperes, "A"),
        "r": q(ohms.real, "ohm/km"),
        "x": q(ohms.imag, "ohm/km"),
        "cosφ": q(factor),
        "sinφ": q((1.0 - factor**2) ** 0.5),
    }
    lead = basis.keep(line_drop, f"drop_lead[{lane.tag}]", None, L=q(lane.lead, "m"), **shared)
    taps = len(lane.racks) - 1
    drop = lead.q
    if taps:
        rest = {**shared, "I_L": q(amperes * taps / len(lane.racks), "A")}
        length = q(sum(lane.spans), "m")
        drop = drop + basis.keep(evenly_tapped, f"drop_taps[{lane.tag}]", None, L=length, n=float(taps), **rest).q
    limit = basis.pack.drop_limit(total=False)
    basis.keep(drop_share, f"drop_share[{lane.tag}]", limit=limit, ΔV=drop, V_n=q(lane.unit.plate.secondary, "V"))


def _circuit_drop(basis: Basis, circuit: Circuit) -> None:
    factor = circuit.kva.real / abs(circuit.kva)
    ohms = circuit.ohms / circuit.length * 1000.0
    drop = basis.keep(
        line_drop,
        f"drop[{circuit.tag}]",
        I_L=q(circuit.current, "A"),
        L=q(circuit.length, "m"),
        r=q(ohms.real, "ohm/km"),
        x=q(ohms.imag, "ohm/km"),
        cosφ=q(factor),
        sinφ=q((1.0 - factor**2) ** 0.5),
    )
    limit = basis.pack.drop_limit(total=False)
    basis.keep(drop_share, f"drop_share[{circuit.tag}]", limit=limit, ΔV=drop, V_n=q(circuit.volts, "V"))


def _import(basis: Basis, built: Built, peak_kw: float) -> None:
    """Apparent power and current of the import, held against the bus of the switchgear."""
    factor = q(power_factor_of(built))
    apparent = basis.keep(apparent_power, "import_apparent", P=q(peak_kw, "kW"), pf=factor, k_VA=PER_VA)
    limit = None
    if built.mains.bus_current:
        limit = Limit("<=", q(built.mains.bus_current, "A"), basis.pack.continuous_clause, basis.pack.source)
    basis.keep(rated_current, "import_current", limit=limit, S_r=apparent, V_r=basis.distribution, k_VA=PER_VA)
