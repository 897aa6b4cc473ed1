"""Proposals: what the tool takes where the brief is silent, with its reason."""

from collections.abc import Callable
from typing import Any

import pytest

from designer.catalog import Catalog, Coolant, Rack
from designer.errors import Refused
from designer.model import NoteKind
from designer.site.records import Site

Reads = Callable[..., Site]
Data = dict[str, Any]


def _decisions(site: Site) -> set[str]:
    return {note.key for note in site.notes if note.kind is NoteKind.DECISION}


def test_rules_follow_the_frequency(small: Data, reads: Reads) -> None:
    """60 Hz proposes NEC, 50 Hz IEC, and the decision says why."""
    assert reads(small).wishes.power.rules == "NEC"
    small["site"]["utility"] = {"voltage": "22 kV", "frequency": "50 Hz", "import_limit": "5 MW"}
    small["plant"] = []
    site = reads(small)
    assert site.wishes.power.rules == "IEC"
    assert site.wishes.power.voltage.si("V") == 400
    assert {"site.rules_by_frequency", "site.voltage_iec_proposed"} <= _decisions(site)


def test_rules_follow_a_voltage_that_only_one_world_knows(small: Data, reads: Reads) -> None:
    """Without a frequency 208 V means NEC, and the frequency that goes with it is assumed and asked for."""
    del small["site"]["utility"]["frequency"]
    small["plant"][0]["secondary"] = "208 V"
    site = reads(small)
    assert site.wishes.power.rules == "NEC"
    assert "site.rules_by_voltage" in _decisions(site)
    assert site.feed.frequency.si("Hz") == 60
    assert {"site.frequency_unknown", "site.frequency_assumed"} <= {note.key for note in site.notes}


def test_rules_follow_the_unit_of_the_hall_last(small: Data, reads: Reads) -> None:
    """With neither frequency nor telling voltage, feet mean NEC and metres IEC."""
    del small["site"]["utility"]["frequency"]
    small["plant"] = []
    assert reads(small).wishes.power.rules == "IEC"
    small["hall"].update(unit="ft", footprint=[[0, 0], [140, 0], [140, 60], [0, 60]], doors=[], yards=[])
    assert reads(small).wishes.power.rules == "NEC"


def test_the_voltage_of_most_transformers_is_kept(small: Data, reads: Reads) -> None:
    """The low voltage proposed is the one that most transformers on site give."""
    small["plant"].append({"tag": "OLD", "kind": "transformer", "count": 5, "secondary": "480 V", "primary": "34.5 kV"})
    site = reads(small)
    assert site.wishes.power.voltage.si("V") == 480
    assert "site.voltage_of_plant" in _decisions(site)


def test_the_supply_stays_below_the_coldest_rack_limit(small: Data, reads: Reads, catalog: Catalog) -> None:
    """The proposed supply is 40 degC or the lowest rack limit less its margin, whichever is less."""
    small["site"]["water"] = {"available": True}
    site = reads(small)
    limit = catalog.get(Rack, "gb200-nvl72").supply_temperature_max
    assert site.wishes.cooling.supply_temperature.si("degC") == min(40.0, limit.si("degC") - 5)


def _weather(small: Data, dry: float, wet: float, **wishes: object) -> None:
    """Another place, and what its brief wishes for cooling."""
    small["site"]["climate"] = {
        "design_dry_bulb": f"{dry} degC", "design_wet_bulb": f"{wet} degC", "winter_dry_bulb": "20 degC"
    }
    small["site"]["water"] = {"available": True}
    small["cooling"] = wishes


@pytest.mark.parametrize(
    ("dry", "wet", "wishes", "supply", "air", "why"),
    [
        (33.2, 27.9, {}, 40.0, 24.0, "proposed"),  # pads bring 29.2, + 6 + 4 = 39.2
        (35.8, 28.2, {}, 40.5, 24.0, "by_coolers"),  # 30.1 + 10 = 40.1, to the half
        (33.0, 27.7, {"rejection": ["dry"]}, 43.0, 35.0, "by_coolers"),  # 43.0; air 33.0 + 1 + 1
        (35.8, 28.2, {"rejection": ["dry"]}, 40.0, 24.0, "proposed"),  # 35.8 + 5 + 4 = 44.8 is out of reach
        (26.5, 18.0, {"chillers_allowed": False}, 40.0, 28.5, "proposed"),  # 26.5 + 1 + 1
        (46.0, 39.5, {}, 41.5, 24.0, "by_dew_point"),  # 39.5 + 2
    ],
)
def test_open_supplies_follow_the_weather(small: Data, reads: Reads, dry, wet, wishes, supply, air, why):
    """Racks of 45 degC: coolant as warm as coolers and dew point want within the limit, air as outdoors gives it."""
    _weather(small, dry, wet, **wishes)
    site = reads(small)
    cooling = site.wishes.cooling
    assert (cooling.supply_temperature.si("degC"), cooling.air_supply.si("degC")) == (supply, air)
    assert f"site.supply_temperature_{why}" in _decisions(site)


@pytest.mark.parametrize(
    ("wet", "wishes", "air"),
    [
        (16.5, {"rear_door": "chilleddoor"}, 26.5),  # 16.5 + 2 + 8 K of the coil of the largest approach
        (16.5, {}, 24.0),  # no doors, no cold coil at a rack
        (13.5, {"rear_door": "any"}, 24.0),  # 23.5: warm enough already
        (19.0, {"rear_doors": {"network-rack": "chilleddoor"}}, 24.0),  # 29 is beyond the recommended 27
        (16.5, {"rear_door": "chilleddoor", "air_supply": "22 degC"}, 22.0),  # what is stated stays
    ],
)
def test_doors_want_air_as_warm_as_their_water_needs(small: Data, reads: Reads, wet, wishes, air):
    """With rear doors the air is so warm that their water keeps its margin above the dew point, where that is
    recommended air; else it stays.
    """
    _weather(small, 27.0, wet, **wishes)
    site = reads(small)
    assert site.wishes.cooling.air_supply.si("degC") == air
    assert ("site.air_supply_by_dew_point" in _decisions(site)) == (air == 26.5)


def test_a_stated_dew_point_goes_before_the_wet_bulb(small: Data, reads: Reads) -> None:
    """The wet bulb is only the bound of the dew point: a dew point that is known is taken."""
    _weather(small, 46.0, 39.5)
    small["site"]["climate"]["design_dew_point"] = "33 degC"
    assert reads(small).wishes.cooling.supply_temperature.si("degC") == 40.0


def test_the_facility_loop_does_not_freeze(small: Data, reads: Reads, catalog: Catalog) -> None:
    """The facility coolant freezes below the coldest design air with margin, by the least glycol that does."""
    site = reads(small)
    assert site.climate is not None
    chosen = catalog.get(Coolant, site.wishes.cooling.facility_coolant)
    coldest = site.climate.winter_dry_bulb.si("degC") - 5
    if "site.facility_coolant_by_winter" in _decisions(site):
        assert chosen.freezing_point.si("degC") <= coldest
        weaker = [c for c in catalog.all(Coolant) if c.freezing_point.q > chosen.freezing_point.q]
        assert all(c.freezing_point.si("degC") > coldest for c in weaker)
    else:
        assert chosen.freezing_point.q == min(c.freezing_point.q for c in catalog.all(Coolant))


@pytest.mark.parametrize(
    ("winter", "key"), [("5 degC", "by_winter"), ("-12 degC", "by_winter"), ("-60 degC", "coldest")]
)
def test_each_winter_has_its_coolant(winter: str, key: str, small: Data, reads: Reads) -> None:
    """A mild, a cold and an arctic winter each give a coolant with its reason."""
    small["site"]["climate"] = {"design_dry_bulb": "30 degC", "design_wet_bulb": "20 degC", "winter_dry_bulb": winter}
    assert f"site.facility_coolant_{key}" in _decisions(reads(small))


def test_no_water_means_no_evaporation(small: Data, reads: Reads) -> None:
    """Adiabatic coolers are proposed only where water is said to be there."""
    assert "adiabatic" not in reads(small).wishes.cooling.rejection
    small["site"]["water"] = {"available": True, "daily_limit": "100 m3/day"}
    assert "adiabatic" in reads(small).wishes.cooling.rejection


def test_allowed_chillers_stand_behind_the_named_ways(small: Data, reads: Reads) -> None:
    """Chillers that a brief allows in so many words are a way of rejection, after those it names."""
    for said, ways in (({}, ("dry",)), ({"chillers_allowed": True}, ("dry", "chiller"))):
        small["cooling"] = {"rejection": ["dry"], **said}
        assert reads(small).wishes.cooling.rejection == ways


def test_what_the_brief_says_is_not_a_decision(small: Data, reads: Reads) -> None:
    """A wish in the brief leaves no decision note behind."""
    small["power"] = {"rules": "NEC", "voltage": "415 V", "architecture": {"gpu": "2N"}, "ups": {"core": "10 min"}}
    site = reads(small)
    assert site.wishes.power.gpu_architecture == "2N"
    assert not {"site.rules_by_frequency", "site.gpu_architecture_proposed", "site.core_ups_proposed"} & _decisions(
        site
    )


def test_survey_gaps_are_filled_from_the_catalog_or_asked_for(small: Data, reads: Reads) -> None:
    """A surveyed item takes missing ratings, with their source, from its catalog record; others are asked for."""
    small["plant"] = [
        {"tag": "TX", "kind": "transformer", "catalog": "padmount-2500-34500-415", "year": 2021, "condition": "good"},
        {"tag": "OLD", "kind": "transformer"},
    ]
    site = reads(small)
    filled, bare = site.plant
    assert filled.rating.si("kVA") == 2500
    assert filled.rating.name.startswith("transformer/padmount-2500-34500-415.")
    assert not bare.rating.known
    assert [n.subject for n in site.notes if n.key == "site.plant_data_unknown"] == ["plant[1]"]


def test_a_topology_is_judged_when_the_names_are_known(small: Data, reads: Reads) -> None:
    """A topology name passes when nobody says which there are, and is refused beside a list that lacks it."""
    small["fabric"] = {"compute": {"topology": "rail-optimized"}}
    assert reads(small).wishes.fabric.compute.topology == "rail-optimized"
    with pytest.raises(Refused, match="topology-unknown"):
        reads(small, None, ("rail-optimised",))


@pytest.mark.parametrize(("limit", "choice"), [("1 MW", "2N"), ("2.4 MW", "2N"), ("2.5 MW", "4-to-make-3")])
def test_a_small_feed_is_carried_by_two_blocks(limit: str, choice: str, small: Data, reads: Reads) -> None:
    """Up to 2,500 kVA x 0.98 = 2,450 kW one usual block carries the import: two are proposed, and above it four."""
    small["site"]["utility"]["import_limit"] = limit
    small.pop("power", None)
    site = reads(small)
    assert site.wishes.power.gpu_architecture == choice
    assert ("site.gpu_architecture_small" in {n.key for n in site.notes}) == (choice == "2N")


@pytest.mark.parametrize(("said", "paper"), [("ANSI D", "D"), ("D", "D"), ("ISO A3", "A3"), ("ANSI B", "B")])
def test_papers_are_known_by_their_whole_names(said: str, paper: str, small: Data, reads: Reads) -> None:
    """An engineer writes ANSI D as often as D."""
    small["project"]["sheets"] = {"drawings": said}
    assert reads(small).project.sheets.drawings == paper
