"""Facts of the cooling plan: heat balance, loops, CDUs, pumps, rejection, air, pipes, energy and water."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.cooling.records import AnnualEnergy, CoolingPlan, PipeFlow, PipeRun
from designer.documents.facts.common import name_of, note_grid, notes_of, record_grid
from designer.documents.grid import Grid, Raw
from designer.documents.lines import line_numbers
from designer.documents.printing import Printer
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.model import NoteKind

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the cooling sheet."""
    plan, p = subject.design.trades.cooling, subject.printer
    total = next((line for line in plan.balance if line.level in ("total", "hall")), None)
    duty = [r for r in plan.rejection if r.duty == "N"]
    return {
        "heat": p.text("power_mw", total.power) if total else "",
        "liquid": p.text("power_mw", total.liquid) if total else "",
        "air": p.text("power_mw", total.air) if total else "",
        "liquid_share": p.text("share", total.liquid / total.power) if total and total.power else "",
        "closes": all(
            abs(line.power - line.liquid - line.air - line.outside) < 1e-6 * max(1.0, line.power)
            for line in plan.balance
        ),
        "rejection_capacity": p.text("power_mw", sum(r.capacity for r in duty)) if duty else "",
        "rejection_heat": p.text("power_mw", sum(r.heat for r in plan.rejection)) if duty else "",
        "not_carried": p.text("power_mw", plan.not_carried) if plan.not_carried else "",
        "worst_path": " → ".join(plan.worst_path),
        "decisions": note_grid(subject, "cooling_decisions", notes_of(subject, NoteKind.DECISION, ("cooling",)), "D"),
        **_duties(subject, plan),
        **_loops(subject, plan),
        **_year(subject, plan),
    }


def _duties(subject: Subject, plan: CoolingPlan) -> dict[str, Grid]:
    rack = "tag loop heat:power supply:temperature returned:temperature flow:rack_flow drop:pressure"
    pump = "tag loop name=catalog@name flow:flow head:pressure power:power duty@duties"
    cooler = (
        "tag name=catalog@name heat:power capacity:power air:temperature fluid_in:temperature fluid_out:temperature"
        " fan=fan_power:power water:water_rate duty@duties"
    )
    twin = (
        "tag heat:power capacity:power facility_in:temperature facility_out:temperature chilled_in:temperature"
        " chilled_out:temperature facility_flow:flow chilled_flow:flow duty@duties"
    )
    cold = plan.air_source != "none"
    units = [u if cold else replace(u, capacity=0.0) for u in plan.air_units]
    unit = "tag name=catalog@name heat:power capacity:power airflow:airflow fan=fan_power:power duty@duties"
    door = (
        "tag rack name=catalog@name rack_air=air_heat:power heat:power rest:power capacity:power flow:flow"
        " water_in:temperature water_out:temperature air_in:temperature air_out:temperature fan=fan_power:power"
    )
    return {
        "balance": _balance(subject, plan),
        "rack_flows": record_grid(subject, "rack_flows", rack, plan.racks, schedule=True),
        "cdus": _cdus(subject, plan),
        "pumps": record_grid(subject, "pumps", pump, plan.pumps, schedule=True),
        "rejection": record_grid(subject, "rejection", cooler, plan.rejection, schedule=True),
        "trim": record_grid(subject, "trim", twin, plan.trim, schedule=True),
        "air_units": record_grid(subject, "air_units", unit, units, schedule=True),
        "rear_doors": record_grid(subject, "rear_doors", door, plan.doors, schedule=True),
    }


def _loops(subject: Subject, plan: CoolingPlan) -> dict[str, Grid]:
    words = subject.words

    def labelled(key: str, column: str, group: str, rows: Mapping[str, float], measure: str) -> Grid:
        cells = [(words.label(f"{group}.{name}"), number) for name, number in rows.items()]
        return Grid.of(key, f"{column},{measure}", cells)

    held = {key: litres for key, litres in plan.volumes.items() if litres > 0.0}
    return {
        "temperatures": labelled("temperatures", "place", "temperatures", plan.temperatures, "at:temperature"),
        "volumes": labelled("volumes", "loop", "loops", held, "volume:volume"),
        "ride_through": labelled("ride_through", "function", "functions", plan.ride_through, "time:seconds"),
        "pipes": _pipes(subject, plan),
        "passings": _passings(subject, plan),
        "setpoints": Grid.of(
            "setpoints",
            "key,value",
            [(words.setpoint(key), subject.printer.reread(value)) for key, value in plan.setpoints],
        ),
    }


def _balanced(subject: Subject, level: str, name: str) -> str:
    """A line's subject in words: a kind of plant, a product, or a tag."""
    return subject.words.named("kinds", name) if level == "plant" else subject.tag_or_name(name)


def _balance(subject: Subject, plan: CoolingPlan) -> Grid:
    rows = [
        (
            subject.words.label(f"levels.{x.level}"),
            _balanced(subject, x.level, x.subject),
            x.count,
            x.power,
            x.liquid,
            x.air,
            x.outside,
        )
        for x in plan.balance
    ]
    return Grid.of(
        "balance", "level,subject,count:count,power:power,liquid:power,air:power,outside:power", rows, schedule=True
    )


def _cdus(subject: Subject, plan: CoolingPlan) -> Grid:
    rows = [
        (
            c.tag,
            c.loop,
            name_of(subject, c.catalog),
            c.heat,
            c.heat_available,
            1 - c.heat / c.heat_available if c.heat_available else None,
            c.approach,
            c.tcs_flow,
            c.fws_flow,
            c.head_needed,
            c.head_available,
        )
        for c in plan.cdus
    ]
    columns = (
        "tag,loop,name,heat:power,available:power,margin:share,approach:difference,tcs_flow:flow,"
        "fws_flow:flow,head:pressure,head_available:pressure"
    )
    return Grid.of("cdus", columns, rows, schedule=True)


def _passings(subject: Subject, plan: CoolingPlan) -> Grid:
    """Where services leave their level to pass something; in the brief's own axes."""
    rows = [
        (
            p.tag, subject.listed(p.over), *subject.site.hall.given(*p.points[0]), p.low, p.level, p.length, p.rise,
            p.elbows,
        )
        for p in plan.passings
    ]  # fmt: skip
    columns = "tag,over,x:metres,y:metres,low:metres,level:metres,length:metres,rise:metres,elbows:count"
    return Grid.of("passings", columns, rows, schedule=True)


def _pipes(subject: Subject, plan: CoolingPlan) -> Grid:
    lines = line_numbers(plan.pipes, subject.catalog, subject.printer.system)
    solved = {flow.tag: flow for flow in plan.pipe_flows}
    rows = [
        (
            lines[x.tag],
            x.tag,
            x.loop,
            subject.words.label(f"services.{x.service}"),
            trade_size(x.nominal, subject.printer.system),
            x.bore,
            x.length,
            x.flow,
            x.velocity,
            x.gradient,
            x.drop,
            x.volume,
            *_proven(subject, x, solved.get(x.tag)),
        )
        for x in plan.pipes
    ]
    total = (
        subject.words.label("total"),
        "",
        "",
        "",
        "",
        None,
        sum(x.length for x in plan.pipes),
        None,
        None,
        None,
        None,
        sum(x.volume for x in plan.pipes),
        None,
        None,
        None,
        "",
    )
    columns = (
        "line,tag,loop,service,nominal,bore:bore,length:length,flow:flow,velocity:velocity,gradient:gradient,"
        "drop:pressure,volume:volume,normal:flow,normal_velocity:velocity,fastest:velocity,out"
    )
    return Grid.of("pipes", columns, rows, total if rows else (), schedule=True)


def _proven(subject: Subject, run: PipeRun, found: PipeFlow | None) -> tuple[Raw, ...]:
    """What the solved states send through a run: flow and velocity with nothing out, highest velocity, what is out
    then.
    """
    if found is None or run.flow <= 0.0:
        return None, None, None, ""
    normal = None if found.normal is None else run.velocity * found.normal / run.flow
    return found.normal, normal, run.velocity * found.most / run.flow, subject.words.ranged(found.out)


def _warmest(p: Printer, plan: CoolingPlan) -> str:
    """The warmest supply to the racks in any hour of the year; none where heat stays inside."""
    hours = plan.annual.hourly if not plan.not_carried else None
    return p.text("temperature", max(hours.technology)) if hours and hours.technology else ""


def _mechanical(annual: AnnualEnergy) -> tuple[tuple[str, float], ...]:
    """The parts of the plant's energy, or the whole where its parts are not known."""
    return annual.parts or (("mechanical", annual.mechanical),)


def _used(subject: Subject, annual: AnnualEnergy) -> Grid:
    """What the make-up water of the year replaces; no rows where nothing is wetted."""
    year, words = annual.hourly, subject.words
    ways = (("evaporated", year.evaporated), ("drift", year.drift), ("bled", year.bled)) if year else ()
    rows = [(words.label(f"waters.{key}"), math.fsum(litres) / 1000.0) for key, litres in ways if annual.water > 0.0]
    return Grid.of("waters", "item,water:water", rows, (words.label("total"), annual.water) if rows else ())


def _modes(subject: Subject, annual: AnnualEnergy) -> Grid:
    """Hours of the year by mode, of each loop that has modes."""
    words = subject.words
    loops = (("FWS", annual.modes), ("CHW", annual.chiller_modes))
    rows = [
        (words.label(f"spec_loops.{loop}"), words.label(f"modes.{mode}"), hours)
        for loop, modes in loops
        for mode, hours in modes.items()
        if mode != "none" or not annual.chiller_modes
    ]
    return Grid.of("modes", "loop,mode,hours:count", rows)


def _year(subject: Subject, plan: CoolingPlan) -> dict[str, Any]:
    p, annual, words = subject.printer, plan.annual, subject.words
    return {
        "pue": p.number("ratio", annual.pue),
        "wue": p.text("water_use", annual.wue),
        "water": p.text("water", annual.water),
        "peak_mechanical": p.text("power_mw", annual.peak_mechanical),
        "peak_factor": p.number("ratio", annual.peak_factor),
        "warmest": _warmest(p, plan),
        "year_label": words.named("years", annual.label),
        "energy": Grid.of(
            "energy",
            "item,energy:energy",
            [
                (words.label(f"energies.{key}"), number)
                for key, number in (("it", annual.it), *_mechanical(annual), ("losses", annual.losses))
            ],
            (words.label("total"), annual.it + annual.mechanical + annual.losses),
        ),
        "waters": _used(subject, annual),
        "modes": _modes(subject, annual),
        "monthly": Grid.of(
            "monthly",
            "month,outdoors:temperature,mechanical:energy,water:water",
            [(words.label(f"months.{month}"), a, b, c) for month, a, b, c in annual.monthly],
            schedule=True,
        ),
    }
