"""What belongs to rear doors beside the doors: hoses, couplings, settings, instruments, procedures, their pack."""

import csv
import html
import math
import re

import pytest
import yaml

from designer import pipeline
from designer.catalog import Catalog, Coolant, Pipe, Rack
from designer.cooling.loop import read_loop_bytes, solve_loop_brief
from designer.sizing.coolant import fluid_of

TAG = re.compile(r"\b(?:HV|TV|FV|CV|PSV|AV|DV|TT|PT|FT|PDT|PDS|AT|LT|LSH|MT)-[A-Z0-9]+(?:-[A-Z0-9]+)*")
#: What the flow that a valve is set to may be off when all valves are mere throttles.
CLOSE = 2e-3


@pytest.fixture(scope="module")
def plan(doored_hall):
    """The cooling plan of the hall with doors."""
    return doored_hall.design.trades.cooling


@pytest.fixture(scope="module")
def pack(doored_hall, tmp_path_factory):
    """Its pack."""
    folder = tmp_path_factory.mktemp("doors") / "pack"
    pipeline.issue(doored_hall, folder, pdf=False)
    return folder


def rows(pack, name):
    """A schedule as dictionaries, units cut from the headers."""
    read = iter(list(csv.reader((pack / "schedules" / f"{name}.csv").read_text().splitlines())))
    heads = [h.split(" [")[0] for h in next(read)]
    return [dict(zip(heads, row, strict=True)) for row in read]


def throttled(plan, shut=()):
    """The flows [LPM] of the chilled circuit's own brief, each door's valve a throttle at its setting, doors `shut`."""
    told = yaml.safe_load(dict(plan.loop_briefs)["CHW"])
    state = fluid_of(Catalog().get(Coolant, told["loop"]["coolant"])).at(float(told["loop"]["temperature"].split()[0]))
    density = state.density / 1000.0
    settings, kept = {s.door: s for s in plan.door_settings}, []
    for valve in told["loop"]["valves"]:
        tag = valve["tag"].removeprefix("user ")
        if tag in settings:
            one = settings[tag]
            whole, flow = float(valve["kv"].split()[0]), float(valve["flow"].split()[0])
            opened = Catalog().threshold("cooling", "control_valve_drop").si("kPa")
            valve |= {"kv": f"{beside(whole, flow, one, opened / density)} m3/h", "flow": f"{20.0 * flow} LPM"}
            valve |= {"flow": "0.001 LPM"} if tag in shut else {}
        kept.append(valve)
    told["loop"]["valves"] = kept
    answer = solve_loop_brief(read_loop_bytes(yaml.safe_dump(told).encode(), "CHW", Catalog()))
    return {b.tag.removeprefix("user "): b.volume_flow for b in answer.branches}


def beside(whole, flow, setting, opened):
    """The coefficient [m3/h] of a door with its valve at its setting, from that with the valve wide open, whose drop is
    `opened` [kPa] with water: losses in a row add as the inverse squares of their coefficients.
    """
    at_open = flow * 0.06 / math.sqrt(opened / 100.0)
    return (whole**-2 - at_open**-2 + setting.kv**-2) ** -0.5


def test_throttles_at_the_settings_give_each_door_its_flow(plan):
    """The circuit's brief with a throttle of the printed coefficient in the place of every door's valve, solved anew:
    every door within 0.2 per cent of its set flow.
    """
    found = throttled(plan)
    for setting in plan.door_settings:
        assert found[setting.door] == pytest.approx(setting.flow, rel=CLOSE), setting.door


def test_mere_throttles_would_drift_when_others_shut(plan):
    """With half the doors shut the throttles pass more than they are set to: the valves must hold their flow."""
    doors = sorted(s.door for s in plan.door_settings)
    found = throttled(plan, doors[::2])
    assert all(found[s.door] > s.flow * (1.0 + CLOSE) for s in plan.door_settings if s.door in doors[1::2])


def test_every_valve_of_a_door_has_room_to_hold_its_flow(plan):
    """One setting a door; its flow is the door's; the valve takes no less than wide open, less than the ring offers."""
    opened = Catalog().threshold("cooling", "control_valve_drop").si("kPa")
    assert [s.door for s in plan.door_settings] == [d.tag for d in plan.doors]
    for setting, door in zip(plan.door_settings, plan.doors, strict=True):
        assert setting.flow == pytest.approx(door.flow)
        assert opened <= setting.takes < setting.offered
        assert setting.least <= setting.flow + 1e-9


def test_each_door_has_two_hoses_and_two_couplings_in_the_bill(doored_hall, plan):
    """Hoses in metres and couplings in pieces for every door, no narrower than its pipe; both priced."""
    bulk = {i.key: i.quantity for i in plan.bulk}
    hoses = {k: v.si("m") for k, v in bulk.items() if k.startswith("pipe.hose.")}
    couplings = {k: v.si("") for k, v in bulk.items() if k.startswith("coupling.")}
    length = Catalog().threshold("cooling", "door_hose_length").si("m")
    assert math.fsum(hoses.values()) == pytest.approx(2.0 * length * len(plan.doors))
    assert math.fsum(couplings.values()) == 2.0 * len(plan.doors)
    pipes = {r.nominal for r in plan.pipes for d in plan.doors if r.tag == f"CHW-{d.tag}-S"}
    sizes = {k.rpartition(".")[2] for k in hoses}
    assert sizes == {n.replace('"', "in").replace("/", "-") for n in pipes}
    assert pipes <= {s.nominal for s in Catalog().get(Pipe, "hose").sizes}
    lines = [x for x in doored_hall.design.bom.lines if x.basis.startswith(("pipe.hose", "coupling"))]
    assert len(lines) == len(hoses) + len(couplings)
    assert all(x.unit_cost is not None for x in lines)


def test_doors_have_procedures_of_their_own(plan):
    """Water above the dew point, valve, fans and loss in the sequences; failures; hanging, balancing, load, dew point
    and loss in the commissioning; the dew point that the water allows lies its margin below.
    """
    groups = ("sequences", "control_failures", "commissioning")
    keys = {group: [p.key for p in getattr(plan, group)] for group in groups}
    assert {"door_water", "door_valve", "door_fans", "door_lost"} <= set(keys["sequences"])
    assert {"door_sensor", "door_fan", "dew_sensor"} <= set(keys["control_failures"])
    assert {"door_hung", "door_balance", "door_load", "door_dew", "door_out"} <= set(keys["commissioning"])
    water = next(p for p in plan.sequences if p.key == "door_water").facts
    margin = Catalog().threshold("cooling", "dew_point_margin").si("delta_degC")
    assert water["water"].m_as("degC") - water["dew"].m_as("degC") == pytest.approx(margin)


def test_each_door_is_measured(plan):
    """Air and water leaving, flow, leak and the pressure that its fans hold, of every door."""
    listed = {tag for tag, _, _ in plan.instruments}
    for door in plan.doors:
        assert {f"TT-{door.tag}", f"TT-{door.tag}-W", f"FT-{door.tag}", f"LSH-{door.tag}", f"PDT-{door.tag}"} <= listed


def test_diagrams_and_lists_of_a_hall_with_doors_hold_the_same_tags(pack):
    """Each tag on a diagram stands in a list; each kind of valve and instrument of a list is on a diagram."""
    listed = {row["Tag"] for name in ("valves", "instruments", "leak_zones") for row in rows(pack, name)}
    shown = set()
    for path in (pack / "drawings").glob("M-60*.svg"):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text())
        shown |= {tag for text in texts for tag in TAG.findall(html.unescape(text))}
    assert shown <= listed
    kinds = {re.sub(r"\d+", "#", tag).replace("-N-#", "-#").replace("-S-#", "-#") for tag in shown}
    missing = {re.sub(r"\d+", "#", tag).replace("-N-#", "-#").replace("-S-#", "-#") for tag in listed} - kinds
    assert not missing


def test_the_chapter_prints_doors_and_their_settings(pack):
    """Both tables, the sequences and the commissioning steps of doors stand in the cooling chapter."""
    text = (pack / "sheets" / "08-cooling.md").read_text()
    for words in ("Settings of the rear doors' valves", "Water of the rear doors", "Rear doors hung"):
        assert words in text
    assert len(rows(pack, "door_settings")) == len(rows(pack, "rear_doors"))


def test_every_state_with_doors_solves_to_the_same_from_the_files(resolve, pack):
    """Each door, valve, section, chiller, unit and feed out: verdicts, racks named, air, inlets behind doors again."""
    found = resolve.Pack(pack)
    assert found.compare() == []
    kinds = {case["kind"] for case in found.told["cases"]}
    assert {"rear-door", "valve", "section", "chiller", "air-unit", "feed"} <= kinds
    told = found.told["air"]["breathing"]
    spoilt = {**told, "leak": 0.9 * told["leak"]}
    found.air = found.air | {"breathing": spoilt}
    assert any("supply" in line for line in found.compare())


def test_the_sweep_takes_out_each_door_with_its_valves_and_sections(doored_hall, plan):
    """For work and by fault: every door, both of its isolation valves, its control valve, and every ring section."""
    out = {(o.test, tag) for o in plan.outages for tag in o.tags}
    sections = {s.tag[:-1] for s in plan.segments if s.kind == "section"}
    for test in ("T1", "T2"):
        for door in plan.doors:
            own = (door.tag, f"HV-{door.tag}-1", f"HV-{door.tag}-2", f"TV-{door.tag}")
            assert all((test, tag) in out for tag in own), door.tag
        assert all((test, tag) in out for tag in sections)
    assert {f"CHW-S{i + 1}" for i in range(len(plan.doors) + len(plan.air_units))} <= sections


def test_racks_behind_a_lost_door_breathe_within_their_limit(doored_hall, plan):
    """With a door out the inlets behind it stay below the racks' limit and above the supply; without, at the supply."""
    limits = [Catalog().get(Rack, "hgx-b200-air").air_inlet_max.si("degC")]
    normal = next(o for o in plan.outages if o.test == "T0")
    assert normal.inlet == pytest.approx(plan.temperatures["air_supply"])
    for outage in (o for o in plan.outages if o.kind == "rear-door"):
        assert normal.inlet < outage.inlet <= min(limits)
        assert not outage.lost


def test_the_doors_ride_on_their_water_and_then_on_the_halls_air(doored_hall, plan, pack):
    """Step by step with the contents of the pack's own tables: the air reaches the racks' limit after the seconds told;
    without generating sets nothing holds.
    """
    rides = {ride.lost: ride for ride in plan.rides}
    limit = min(Catalog().get(Rack, d).air_inlet_max.si("degC") for d in ("hgx-b200-air", "network-rack"))
    heat = math.fsum(d.heat for d in plan.doors) + math.fsum(u.heat for u in plan.air_units)
    litres = math.fsum(float(row["Volume"]) for row in rows(pack, "pipes") if row["Loop"] == "CHW" and row["Line"])
    coolant = fluid_of(Catalog().get(Coolant, "pg40")).at(21.5)
    stores = {"door-water": litres * coolant.density * coolant.heat_capacity / 1e6, "door-air": 5600.0 * 1.175 * 1.006}
    for lost, held in stores.items():
        air, seconds = plan.temperatures["air_supply"], 0
        while air < limit:
            air, seconds = air + heat / held, seconds + 1
        assert rides[lost].limit == pytest.approx(limit)
        assert rides[lost].seconds == pytest.approx(seconds, rel=0.03, abs=1.0)
        assert not rides[lost].held
        assert plan.ride_through[lost] == rides[lost].seconds


def test_the_year_counts_the_doors_fans_and_nothing_twice(plan):
    """Energy of the doors' fans over the year is their power at the design day times its hours; the parts make up the
    mechanical plant, and the PUE is what they say.
    """
    annual = plan.annual
    fans = dict(annual.parts)["rear-door"]
    assert fans == pytest.approx(math.fsum(d.fan_power for d in plan.doors) * 8.76, rel=1e-6)
    assert math.fsum(kwh for _, kwh in annual.parts) == pytest.approx(annual.mechanical, rel=1e-9)
    assert annual.pue == pytest.approx(1.0 + (annual.mechanical + annual.losses) / annual.it, rel=1e-9)
