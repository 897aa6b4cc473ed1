"""Every note of this room has its words, and the words name only facts that the notes carry."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

import designer.site
from designer.model import Note
from designer.site.records import Site

Reads = Callable[..., Site]
Data = dict[str, Any]
ROOM = Path(designer.site.__file__).parent
WORDS = yaml.safe_load((ROOM.parents[1] / "templates" / "words" / "notes" / "site.yaml").read_text(encoding="utf-8"))


def _keys_in_code() -> set[str]:
    """Keys of notes: said outright, or made of a field's name or a proposal's."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.py")))
    said = set(re.findall(r'(?:ask|decide)\(\s*"([a-z_]+)"', code))
    said |= set(re.findall(r'NoteKind\.[A-Z]+, "([a-z_]+)"', code))
    said |= {f"{key}_proposed" for key in re.findall(r'desk\.(?:take|threshold)\("([a-z_]+)"', code)}
    flags = re.findall(r'desk\.flag\("([a-z_]+)", [^,]+, (True|"chiller")', code)
    said |= {f"{key}_proposed_yes" for key, _ in flags} | {
        f"{key}_proposed_no" for key, other in flags if other != "True"
    }
    said |= {f"slab_{part}_unknown" for part in designer.site.hall._SLAB}
    said |= {f"{part}_unknown" for part in designer.site.place._ASKED}
    said |= {"location_unknown", "permits_unknown", "labour_unknown", "voltage_nec_proposed", "voltage_iec_proposed"}
    said |= {"rules_by_frequency", "rules_by_voltage", "rules_by_unit"}
    said |= {"facility_coolant_by_winter", "facility_coolant_coldest"}
    return said


def test_every_note_has_words_and_every_word_a_note() -> None:
    """The keys that the code can note are exactly those of the words file."""
    assert _keys_in_code() == set(WORDS)


def test_words_name_only_facts_of_their_notes(briefs: dict[str, bytes], small: Data, reads: Reads) -> None:
    """For briefs that leave much open, each note's words name no fact that the note lacks."""
    bare = {
        "project": {"name": "Bare"},
        "compute": small["compute"],
        "hall": {"footprint": small["hall"]["footprint"], "clear_height": "6 m"},
        "site": {
            "utility": {"voltage": "22 kV", "import_limit": "5 MW"},
            "climate": "us-midwest",
            "elevation": "2000 m",
            "fibre": [{"name": "North"}],
        },
        "plant": [{"tag": "TX", "kind": "transformer", "secondary": "208 V"}],
    }
    mild = {
        "project": {"name": "Mild"},
        "compute": small["compute"],
        "hall": small["hall"],
        "site": {
            "utility": {"voltage": "22 kV", "import_limit": "5 MW"},
            "climate": {"design_dry_bulb": "30 degC", "design_wet_bulb": "20 degC", "winter_dry_bulb": "-50 degC"},
        },
    }
    notes: list[Note] = [note for data in (bare, mild) for note in reads(data).notes]
    assert len({note.key for note in notes}) > 40
    for note in notes:
        entry = WORDS[note.key.removeprefix("site.")]
        named = set(re.findall(r"\{(\w+)\}", entry["title"] + entry["text"]))
        assert named <= set(note.facts), note
