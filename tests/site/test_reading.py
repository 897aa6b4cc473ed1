"""The reference briefs read, and everything they say arrives where it belongs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.catalog import Catalog
from designer.errors import Refused
from designer.ledger import Status
from designer.model import NoteKind
from designer.site import read_bytes, read_site
from designer.site.records import Site

Reads = Callable[..., Site]
Data = dict[str, Any]


@pytest.fixture(scope="module")
def sites(briefs: dict[str, bytes], catalog: Catalog) -> dict[str, Site]:
    """All reference sites."""
    return {name: read_bytes(text, f"{name}.yaml", catalog) for name, text in briefs.items()}


def test_every_reference_brief_and_the_starter_read(sites: dict[str, Site]) -> None:
    """The three sites and the starter brief are refused nowhere and have a hall."""
    assert sorted(sites) == ["brief", "creek-8", "fjord-5", "prairie-25"]
    assert all(site.has_hall for site in sites.values())


def test_prairie_says_what_it_says(sites: dict[str, Site]) -> None:
    """Footprint in feet, columns by grid, counted plant and wishes of prairie-25 arrive in metres and records."""
    site = sites["prairie-25"]
    assert site.hall.polygon.area == pytest.approx(400 * 75 * 0.3048**2, rel=1e-9)
    assert len(site.hall.columns) == 30
    assert (site.hall.columns[0].tag, site.hall.columns[-1].tag) == ("A1", "B15")
    assert site.hall.clear_height.si("ft") == pytest.approx(24)
    assert site.feed.import_limit.si("MW") == 25
    transformers = next(item for item in site.plant if item.kind == "transformer")
    assert transformers.tags[0] == "TX-01"
    assert transformers.tags[-1] == "TX-10"
    boards = next(item for item in site.plant if item.kind == "switchboard")
    assert boards.bus_current.si("A") == 4000
    assert site.wishes.compute[0].racks is None
    assert site.wishes.power.gpu_architecture == "4-to-make-3"
    assert site.wishes.cooling.supply_temperature.si("degC") == 40
    assert site.climate is not None
    assert site.climate.slug == "texas-panhandle"


def test_fjord_is_l_shaped_and_without_chillers(sites: dict[str, Site]) -> None:
    """fjord-5 has a notch, two grids, two doors, IEC at 50 Hz, and forbids chillers."""
    site = sites["fjord-5"]
    assert len(site.hall.polygon.exterior.coords) == 7
    assert len({column.tag for column in site.hall.columns}) == 9
    assert len(site.hall.doors) == 2
    assert site.wishes.power.rules == "IEC"
    assert not site.wishes.cooling.chillers_allowed
    assert site.wishes.cooling.rejection == ("dry",)


def test_creek_reads_although_it_cannot_be_built(sites: dict[str, Site]) -> None:
    """creek-8 is well formed: low eave as feet and inches, no water, one route; engineering judges it later."""
    site = sites["creek-8"]
    assert site.hall.clear_height.si("m") == pytest.approx(118 * 0.0254)
    assert not site.water.available
    assert len(site.fibre) == 1
    assert site.climate is not None
    assert site.climate.design_dry_bulb.si("degC") == pytest.approx((91 - 32) / 1.8)


def test_site_values_carry_the_briefs_evidence_and_wishes_are_read(sites: dict[str, Site]) -> None:
    """Bare site figures take project.evidence, wishes are read; both know their path and line."""
    given = sites["prairie-25"].given
    assert given["hall.clear_height"].evidence.status is Status.ASSUMPTION
    assert given["cooling.supply_temperature"].evidence.status is Status.READ
    assert given["hall.clear_height"].name == "brief:hall.clear_height"
    assert given["hall.clear_height"].evidence.locator.startswith("prairie-25.yaml:")
    assert given["site.utility.import_limit"].q == sites["prairie-25"].feed.import_limit.q


def test_a_value_may_state_its_own_evidence(small: Data, reads: Reads) -> None:
    """{value, status, note} of one quantity overrides the brief's evidence."""
    small["hall"]["clear_height"] = {"value": "6 m", "status": "memory", "note": "site manager"}
    value = reads(small).hall.clear_height
    assert (value.evidence.status, value.evidence.note) == (Status.MEMORY, "site manager")


def test_what_is_missing_is_asked_for_and_stays_unknown(small: Data, reads: Reads) -> None:
    """Fault level, slab and water that the brief does not give are unknown values and RFIs, never defaults."""
    site = reads(small)
    asked = {note.key for note in site.notes if note.kind is NoteKind.RFI}
    assert {
        "site.fault_level_unknown",
        "site.slab_uniform_load_unknown",
        "site.water_unknown",
        "site.fibre_unknown",
    } <= asked
    assert not site.feed.fault_level.known
    assert not site.hall.slab.uniform_load.known
    assert not site.water.available


def test_null_with_a_note_is_the_same_as_not_known(small: Data, reads: Reads) -> None:
    """{value: null, note} is unknown and asked for."""
    small["site"]["utility"]["fault_level"] = {"value": None, "note": "utility asked on 3 March"}
    site = reads(small)
    assert not site.feed.fault_level.known
    assert "site.fault_level_unknown" in {note.key for note in site.notes}
    assert site.feed.fault_level.evidence.note == "utility asked on 3 March"


def test_a_fabric_brief_needs_no_hall(reads: Reads) -> None:
    """Project, compute and fabric are enough; nothing is asked about a hall that is not there."""
    site = reads(
        {
            "project": {"name": "Pod", "date": "2026-01-01", "units": "SI"},
            "compute": {"system": "dgx-h100", "nodes": 127},
            "fabric": {"compute": {"topology": "rail-optimised", "switch": "qm9700", "unit": {"nodes": 32}}},
        }
    )
    assert not site.has_hall
    assert site.hall.polygon.is_empty
    assert site.notes == ()
    assert site.wishes.fabric.compute.unit_nodes == 32


def test_two_readings_are_equal(briefs: dict[str, bytes], catalog: Catalog) -> None:
    """The same bytes give the same site, notes and digest included."""
    for text in briefs.values():
        one, two = (read_bytes(text, "a.yaml", catalog) for _ in range(2))
        assert (one.notes, one.brief_digest, list(one.given)) == (two.notes, two.brief_digest, list(two.given))
        assert one.hall.polygon.equals_exact(two.hall.polygon, 0)


def test_reading_a_file_and_its_bytes_agree(tmp_path: Path, briefs: dict[str, bytes], catalog: Catalog) -> None:
    """`read_site` on a file gives what `read_bytes` gives on its content."""
    path = tmp_path / "site.yaml"
    path.write_bytes(briefs["prairie-25"])
    assert read_site(path, catalog).brief_digest == read_bytes(briefs["prairie-25"], "site.yaml", catalog).brief_digest


@pytest.mark.parametrize(
    "text", ["=1+1", "<b>bold</b>", "@SUM(A1)", "# heading", "$x^2$", "[link](http://x)", "日本 🏭", "{said}", "%s"]
)
def test_formulas_and_markup_in_names_are_data(text: str, small: Data, reads: Reads) -> None:
    """Names that look like formulas, markup or templates are kept as they are."""
    small["project"]["name"] = text
    small["site"]["location"] = text
    site = reads(small)
    assert (site.project.name, site.location) == (text, text)


def test_a_unit_that_is_a_list_is_a_mistake_of_the_brief(catalog: Catalog) -> None:
    """What is no text where the hall's unit is wanted is refused like any other choice."""
    brief = b"""
project: {name: A, date: 2026-01-01}
site: {utility: {voltage: 13.8 kV, import_limit: 5 MW}}
hall: {unit: [ft], footprint: [[0, 0], [90, 0], [90, 60], [0, 60]], clear_height: 20 ft}
compute: {rack: gb200-nvl72, racks: max}
"""
    with pytest.raises(Refused) as refused:
        read_bytes(brief, "site.yaml", catalog)
    assert [str(mistake.place.path) for mistake in refused.value.mistakes] == ["hall.unit"]
