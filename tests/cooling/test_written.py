"""The cooling files of a pack read back: tags on the diagrams and in the lists, numbers derived again from print."""

import csv
import html
import json
import math
import re

import pytest
import yaml

from designer.catalog import Catalog, Coolant
from designer.cooling.loop import read_loop_bytes, solve_loop_brief
from designer.sizing.coolant import fluid_of

DIAGRAMS = ("M-502", "M-601", "M-602", "M-603", "M-604")
TAG = re.compile(
    r"\b(?:HV|TV|FV|CV|PSV|AV|DV|TT|PT|FT|PDT|PDS|AT|LT|LSH|MT|FQT|FIL|FLT|DOS|EXP|SEP|MUP|SMP|FLS|BUF|WTK|HX-T)"
    r"-[A-Z0-9]+(?:-[A-Z0-9]+)*|\bCDU-\d+-STR\b"
)


def rows(pack, name):
    """A schedule as dictionaries, units cut from the headers."""
    path = pack / "schedules" / f"{name}.csv"
    if not path.exists():
        return []
    read = iter(list(csv.reader(path.read_text().splitlines())))
    heads = [h.split(" [")[0] for h in next(read)]
    return [dict(zip(heads, row, strict=True)) for row in read]


def coolant_of(pack):
    """Density and heat capacity of the technology coolant, as the pack tells them: those of its catalog record."""
    told = json.loads((pack / "states.json").read_text())["technology"]["coolant"]
    brief = yaml.safe_load((pack / "loops" / "TCS-01.yaml").read_text())["loop"]
    state = fluid_of(Catalog().get(Coolant, brief["coolant"])).at(float(brief["temperature"].split()[0]))
    assert told["density"] == pytest.approx(state.density, rel=1e-6)
    assert told["heat_capacity"] == pytest.approx(state.heat_capacity, rel=1e-6)
    return told


def drawn(pack):
    """Every tag that a diagram of cooling prints."""
    found = set()
    for name in DIAGRAMS:
        for path in (pack / "drawings").glob(f"{name}*.svg"):
            texts = re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text())
            found |= {tag for text in texts for tag in TAG.findall(html.unescape(text))}
    return found


def kind_of(tag):
    """A tag without the numbers of machines and the letters of rows and twins."""
    return re.sub(r"\d+", "#", re.sub(r"-[A-P](?=-|$)", "-@", tag))


def test_diagrams_and_lists_hold_the_same_tags(pack):
    """Each tag on a diagram stands in a list, and each kind of listed valve, instrument and item is on a diagram."""
    listed = {row["Tag"] for name in ("valves", "instruments", "loop_items", "leak_zones") for row in rows(pack, name)}
    shown = drawn(pack)
    assert shown
    assert shown <= listed
    kinds = {kind_of(tag) for tag in shown}
    assert not sorted(tag for tag in listed if kind_of(tag) not in kinds)


def test_each_tag_of_a_list_names_its_diagram(pack):
    """Every valve, instrument and item names the diagram that prints its tag, or the one drawn there in its place."""
    shown = {}
    for path in sorted((pack / "drawings").glob("M-*.svg")):
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text())
        shown[path.stem] = {tag for text in texts for tag in TAG.findall(html.unescape(text))}
    listed = [row for name in ("valves", "instruments", "loop_items") for row in rows(pack, name)]
    assert len(listed) > 50
    for row in listed:
        tag = row["Drawn as"] or row["Tag"]
        assert tag in shown[row["Diagram"]], row["Tag"]
        assert kind_of(tag) == kind_of(row["Tag"])


def test_the_chapter_has_no_empty_table(pack):
    """Every table of the cooling sheet has rows, and none a column without a figure."""
    text = next((pack / "sheets").glob("08*.md")).read_text()
    assert "None." not in text
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) > 25
    for lines in tables:
        cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines]
        for column in zip(*cells[2:], strict=True):
            assert set(column) - {"", "–"}, lines[0]


def test_a_tower_is_drawn_and_explained_as_one(pack):
    """The diagrams of a hall with towers and chillers name both in their legends, and no dry cooler."""
    for number in ("M-601", "M-602"):
        text = html.unescape((pack / "drawings" / f"{number}.svg").read_text())
        assert "Open cooling tower with plate exchanger" in text
        assert "Dry cooler" not in text
    assert "Chiller<" in (pack / "drawings" / "M-604.svg").read_text()


def test_what_can_be_taken_out_stands_between_listed_valves(pack):
    """Each segment has two bounds (one where it hangs on a single pipe), all in the valve list; a drain and a vent
    each in the list but where it is emptied through its own cocks; every machine, section, header and rack is one.
    """
    valves = {row["Tag"]: row["Type"] for row in rows(pack, "valves")}
    found = {row["Tag"]: row for row in rows(pack, "segments")}
    hung = ("make-up set", "expansion vessel")
    alone = (*hung, "side-stream filter", "dosing pot", "rack drop")
    for tag, row in found.items():
        said = set(re.findall(r"HV-[A-Z0-9-]+", row["Bounded by"]))
        assert len(said) >= (1 if row["Kind"] in hung else 2), tag
        assert {valves[valve] for valve in said} <= {"isolation", "sectional"}, tag
        for column, kind in (("Drain", "drain"), ("Vent", "air vent")):
            ends = [end for end in row[column].split(", ") if end]
            assert ends or row["Kind"] in alone, tag
            assert {valves[end] for end in ends} <= {kind}, tag
    machines = {row["Tag"] for name in ("cdus", "pumps", "rejection", "trim", "rack_flows") for row in rows(pack, name)}
    assert machines - {"CDU"} <= set(found)
    items = [row for row in rows(pack, "loop_items") if row["Tag"][:3] in ("FLT", "DOS", "EXP", "MUP")]
    assert {row["Tag"] for row in items} <= set(found)


def test_every_closed_loop_has_what_keeps_it(pack):
    """Each loop of the pipe schedule has its vessels, each for the whole expansion between its pressures, separator,
    side stream, dosing, make-up, sampling, flushing, relief, level and leak zones in the lists.
    """
    loops = {row["Loop"] for row in rows(pack, "pipes")} - {"MUW"}
    items = rows(pack, "loop_items")
    listed = {row["Tag"] for name in ("valves", "instruments") for row in rows(pack, name)}
    for loop in loops:
        kinds = [row["Tag"][:3] for row in items if row["Loop"] == loop]
        assert {"FLT", "DOS", "SEP", "MUP", "SMP", "FLS"} <= set(kinds), loop
        assert kinds.count("EXP") == 2
        assert {f"PSV-{loop}", f"LT-{loop}", f"PDT-{loop}", f"AT-{loop}"} <= listed
        assert any(tag.startswith(f"LSH-{loop}") for tag in listed)
    pressures = {row["Loop"]: row for row in rows(pack, "loop_pressures")}
    fill, relief = (float(pressures["Facility loop"][k]) + 0.98 for k in ("Fill, cold", "Relief at the vessel"))
    litres = sum(float(row["Volume"]) for row in rows(pack, "pipes") if row["Loop"] == "FWS" and row["Line"])
    vessel = next(float(row["Size"].split()[0]) for row in items if row["Tag"] == "EXP-FWS-A")
    assert vessel > litres * 0.015 / (1.0 - fill / relief)


def test_pipe_schedule_follows_from_its_own_numbers(pack):
    """Velocity by flow over bore, volume by bore and length, drop no less than gradient times length, line numbers
    once each.
    """
    found = rows(pack, "pipes")
    assert found
    assert len({r["Line"] for r in found}) == len(found)
    for row in found:
        bore, length, flow = (float(row[k]) for k in ("Bore", "Length", "Flow"))
        area = math.pi * (bore / 1000.0) ** 2 / 4.0
        speed, rounded = flow / 60000.0 / area, 0.55 / flow + 0.11 / bore
        assert float(row["Velocity"]) == pytest.approx(speed, abs=0.006 + speed * rounded), row["Tag"]
        litres = area * length * 1000.0
        assert float(row["Volume"]) == pytest.approx(litres, abs=0.55 + litres * 0.06 / length), row["Tag"]
        straight = float(row["Gradient"]) * length / 1000.0
        assert float(row["Drop"]) >= straight - 0.06 - 0.006 * length - 0.05 * straight, row["Tag"]


def test_valve_settings_follow_from_flow_and_drop(pack):
    """Kv = V / sqrt(dp / 1 bar), for the density of the coolant, from the printed flow and drop."""
    found = rows(pack, "settings")
    assert found
    density = coolant_of(pack)["density"]
    for row in found:
        flow, drop, kv = (float(row[k]) for k in ("Set flow", "Valve takes", "Kv"))
        by_hand = flow * 0.06 / math.sqrt(drop / 100.0) * math.sqrt(density / 1000.0)
        assert kv == pytest.approx(by_hand, rel=0.5 / flow + 0.03 / max(drop, 0.1)), row["Tag"]
        assert 0.0 < float(row["Opening"]) <= 100.0


def test_every_pump_has_its_suction_and_npsh_follows_from_print(pack):
    """Facility pumps, CDUs and chillers with pumps inside stand in the table once; NPSH by hand from the pressures of
    their loop, Magnus' vapour pressure and the printed loss; the margin is the difference of what is printed.
    """
    found = {row["Tag"]: row for row in rows(pack, "suctions")}
    pumps = {row["Tag"] for name in ("pumps", "cdus") for row in rows(pack, name)}
    assert pumps <= set(found)
    fills = {row["Loop"]: float(row["Fill, cold"]) for row in rows(pack, "loop_pressures")}
    names = {"TCS": "Technology loops", "FWS": "Facility loop", "CHW": "Chilled water"}
    for row in found.values():
        warm = float(row["Warmest coolant"])
        vapour = 0.6112 * math.exp(17.62 * warm / (243.12 + warm))
        assert float(row["Vapour pressure"]) == pytest.approx(vapour, rel=0.01, abs=0.06)
        fill = fills[names[row["Loop"][:3]]] * 100.0 + 98.0
        metres = (fill - vapour - float(row["Loss from the vessel"])) / 9.80665
        assert float(row["NPSH available"]) == pytest.approx(metres, rel=0.05, abs=0.5), row["Tag"]
        left = float(row["NPSH available"]) - float(row["With its margin"])
        assert float(row["Margin"]) == pytest.approx(left, abs=0.11)
        assert float(row["With its margin"]) >= float(row["NPSH required"]) + 0.55


def test_surges_and_closing_times_follow_from_print(pack):
    """A sudden stop adds density times wave speed times velocity; the even closing of the whole column at its fastest
    is no quicker than printed; every valve that closes has a size, and its operator takes longer than its line asks.
    """
    for row in rows(pack, "surges"):
        wave, fast, sudden = (float(row[k]) for k in ("Wave speed", "Fastest flow", "Sudden stop adds"))
        least, most = (density * wave * v / 1e5 for density, v in ((990.0, fast - 0.005), (1075.0, fast + 0.005)))
        assert least <= sudden <= most + 0.006
        spare, length = float(row["Loop has to spare"]), float(row["Longest column"])
        whole = 2.0 * 1075.0 * length * (fast + 0.005) / (spare * 1e5)
        assert float(row["Close in at least"]) <= max(whole, 2.0 * length / wave) * 1.05 + 0.06
    found = rows(pack, "valves")
    closing = [row for row in found if row["Type"] in ("isolation", "sectional", "balancing", "control", "bypass")]
    assert closing
    for row in closing:
        assert row["Size"], row["Tag"]
        assert row["Moved by"], row["Tag"]
        assert float(row["Its operator takes"]) >= float(row["Closing takes at least"]), row["Tag"]
    assert all(row["Size"] for row in found)


def test_racks_and_cdus_balance_in_print(pack):
    """Heat of a rack is flow times heat capacity times rise; the CDUs of a loop carry the heat of its racks; duties lie
    inside what is available.
    """
    coolant = coolant_of(pack)
    for row in rows(pack, "rack_flows"):
        rise = float(row["Return"]) - float(row["Supply"])
        heat = float(row["Flow"]) / 60000.0 * coolant["density"] * coolant["heat_capacity"] / 1000.0 * rise
        assert float(row["Heat"]) == pytest.approx(heat, rel=0.012), row["Tag"]
    cdus, racks = rows(pack, "cdus"), rows(pack, "rack_flows")
    for loop in {c["Loop"] for c in cdus}:
        mine = [c for c in cdus if c["Loop"] == loop]
        heat = sum(float(r["Heat"]) for r in racks if r["Loop"] == loop)
        assert sum(float(c["Heat"]) for c in mine) >= heat
    for one in cdus:
        assert float(one["Heat"]) <= float(one["Available"])
        assert float(one["Head needed"]) <= float(one["Head available"])


def test_each_loop_given_as_a_brief_of_its_own_solves_to_the_printed_flows(pack):
    """`designer loop` on a loop of the pack: flow of each rack as printed, its return within 0.5 K, energy closed."""
    printed = {row["Tag"]: row for row in rows(pack, "rack_flows")}
    found = {}
    for path in sorted((pack / "loops").glob("TCS-*.yaml")):
        answer = solve_loop_brief(read_loop_bytes(path.read_bytes(), path.name, Catalog()))
        assert answer.energy_closure < 1e-6
        found |= {b.tag.removeprefix("rack "): b for b in answer.branches if b.tag.startswith("rack ")}
    assert set(found) == set(printed)
    for tag, row in printed.items():
        assert found[tag].volume_flow == pytest.approx(float(row["Flow"]), abs=0.06), tag
        assert found[tag].outlet == pytest.approx(float(row["Return"]), abs=0.5), tag


def test_year_adds_up_in_print(pack):
    """Hours by mode, of coolers and of chillers each, are the hours of the year; months add up to the year's water."""
    sheet = (pack / "sheets" / "08-cooling.md").read_text()
    modes = sheet[sheet.index("Hours by mode**") :].split("\n\n")[1].splitlines()[2:]
    cells = [line.split("|") for line in modes]
    hours: dict[str, int] = {}
    for line in cells:
        hours[line[1]] = hours.get(line[1], 0) + int(line[3].replace(",", ""))
    assert list(hours.values()) == [8760, 8760]
    months = rows(pack, "monthly")
    assert len(months) == 12
    water = float(re.search(r"([\d,.]+)\s*m.?\s*of water", sheet)[1].replace(",", ""))
    assert sum(float(m["Water"]) for m in months) == pytest.approx(water, rel=2e-3, abs=8)


def test_a_tower_carries_nothing_without_water(pack):
    """No case runs the tower dry; that it cannot is told as a risk."""
    assert not [case["State"] for case in rows(pack, "cases") if "water lost" in case["State"]]
    assert "Towers without water" in (pack / "sheets" / "12-registers.md").read_text()


def test_hours_add_up_to_the_months(pack):
    """`hours.csv` holds every hour of the year; its sums by month are the months' own energy and water, and the import
    of AI and mine never passes its limit.
    """
    hours = list(csv.DictReader((pack / "hours.csv").read_text().splitlines()))
    assert [int(h["hour"]) for h in hours] == list(range(1, 8761))
    for number, month in enumerate(rows(pack, "monthly"), 1):
        mine = [h for h in hours if int(h["month"]) == number]
        water = math.fsum(float(h["make_up [L]"]) for h in mine) / 1000.0
        assert water == pytest.approx(float(month["Water"].replace(",", "")), abs=0.6)
        energy = math.fsum(float(h["mechanical [kW]"]) for h in mine) / 1000.0
        assert energy == pytest.approx(float(month["Mechanical"].replace(",", "")), abs=0.6)
    for hour in hours if "ai [kW]" in hours[0] else ():
        assert float(hour["ai [kW]"]) + float(hour["mine [kW]"]) == pytest.approx(float(hour["import [kW]"]), abs=2e-3)
        assert float(hour["import [kW]"]) <= float(hour["import_limit [kW]"]) + 1e-3


def test_every_item_of_the_chapter_is_there(pack):
    """Basis, balance, diagrams, plans, riser, schedules, lists, settings, failures, charts and calculations."""
    sheet = (pack / "sheets" / "08-cooling.md").read_text()
    tables = (
        "Heat balance", "Temperatures", "CDUs at their duty", "Facility pumps", "Heat rejection at the design day",
        "Pipe schedule", "Settings of the balancing valves", "Worst state by kind of outage", "After a loss",
        "Instruments by type", "Valves by type", "Set points", "Control sequences", "Failures of the controls",
        "Limits of the coolants' quality", "Leak detection zones", "Hours by mode", "The year by month",
    )  # fmt: skip
    for title in tables:
        assert re.search(rf"\*\*Table [\d.]+ {re.escape(title)}", sheet), title
    for number in ("M-101", "M-501", "M-502", "M-601", "M-602", "M-603", "M-701"):
        assert (pack / "drawings" / f"{number}.svg").exists(), number
    for chart in ("curves", "heat", "ride", "water", "year"):
        assert (pack / "charts" / f"cooling-{chart}.svg").exists(), chart
    for schedule in ("pipes", "valves", "instruments", "settings", "cdus", "pumps", "outages", "commissioning"):
        assert rows(pack, schedule), schedule
    assert "cooling." in (pack / "sheets" / "13-calculations.md").read_text()
