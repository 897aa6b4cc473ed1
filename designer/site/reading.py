"""From a brief to a `Site`: structure first, then sense; every mistake at once, each with its line."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from designer.catalog import Catalog, Climate
from designer.catalog.reading import dotted
from designer.errors import Mistake, Place, Refused, refuse_if_any
from designer.ledger import Evidence, Status, Value
from designer.model import NoteKind
from designer.site.brief import ProjectBrief, SiteBrief
from designer.site.brief_hall import HallBrief
from designer.site.case import build_case
from designer.site.draft import Draft, unknown
from designer.site.drawn import Drawn
from designer.site.from_drawing import plant_of
from designer.site.hall import build_hall, check_height, no_hall
from designer.site.opening import bytes_of, mapping_of
from designer.site.place import build_climate, build_feed, build_fibre, build_water
from designer.site.plant import build_plant
from designer.site.power_cap import build_compute
from designer.site.records import ComputeWish, Feed, Hall, PowerWish, Project, Site, Wishes
from designer.site.sense import (
    check_compute,
    check_cooling,
    check_fabric,
    check_mining,
    check_power,
    check_requirements,
    check_size,
)
from designer.site.sheets import build_sheets, check_language
from designer.site.squaring import squared
from designer.site.wishes import (
    Surroundings,
    build_cooling,
    build_fabric,
    build_mining,
    build_power,
    build_user,
)
from designer.units import q

__all__ = ["read_bytes", "read_site"]


def read_site(path: Path, catalog: Catalog, topologies: Sequence[str] = (), needs_hall: bool = False) -> Site:
    """Read a brief. Raises `Refused` with every mistake, located.

    `topologies` are the names that the fabric room knows; with none, topology names are not judged here. With
    `needs_hall` a brief without a hall is refused.
    """
    site = read_bytes(bytes_of(path), str(path), catalog, path.parent, topologies)
    if needs_hall and not site.has_hall:
        raise Refused([Mistake("hall-missing", Place(str(path), 1, "hall"))])
    return site


def read_bytes(
    text: bytes, file: str, catalog: Catalog, folder: Path | None = None, topologies: Sequence[str] = ()
) -> Site:
    """Read a brief from its bytes; files that it names are looked for in `folder`. Raises `Refused`."""
    document = mapping_of(text, file)
    draft = Draft(document, catalog, folder, tuple(topologies))
    sections = draft.sections(_without_nulls(document.data))
    site = _assemble(draft, sections, text)
    refuse_if_any(draft.mistakes)
    if site is None:
        raise Refused(draft.mistakes)
    return site


def _without_nulls(data: Any) -> Any:
    """A key without a value is as good as no key; `value: null` of a quantity means that it is not known."""
    if isinstance(data, Mapping):
        return {k: _without_nulls(v) for k, v in data.items() if v is not None or k == "value"}
    if isinstance(data, list):
        return [_without_nulls(item) for item in data]
    return data


def _assemble(draft: Draft, sections: Mapping[str, Any], text: bytes) -> Site | None:
    """Each part that was understood is built and judged, also when another part was not."""
    said: Mapping[str, Any] = draft.document.data
    brief_hall: HallBrief | None = sections["hall"]
    place: SiteBrief = sections["site"] or SiteBrief()
    wants_hall = said.get("hall") is not None
    judged = wants_hall and (sections["site"] is not None or said.get("site") is None)
    check_height(draft, said.get("hall"))
    hall, drawn = build_hall(draft, brief_hall) if brief_hall else (None, Drawn())
    elevation = place.elevation or unknown("site.elevation")
    climate = build_climate(draft, place, elevation) if judged or place.climate is not None else None
    feed = build_feed(draft, place.utility, judged)
    water = build_water(draft, place.water, judged)
    fibre = build_fibre(draft, place.fibre, hall.polygon if hall else None)
    plant = plant_of(draft, drawn, build_plant(draft, sections["plant"] or (), feed))
    single = isinstance(said.get("compute"), dict)
    compute = [sections["compute"]] if single and sections["compute"] else (sections["compute"] or [])
    racks = check_compute(draft, compute, single, wants_hall)
    around = Surroundings(feed, water, climate, plant, racks, brief_hall.unit if brief_hall else "m", judged)
    wishes = _wishes(draft, sections, around, build_compute(draft, compute, racks, single, judged))
    _judge(draft, sections, wishes, around, hall)
    case = build_case(draft, sections["conversion"], sections["phasing"], sections["economics"])
    if judged:
        feed = _frequency(draft, feed, wishes.power)
        elevation = _elevation(draft, elevation, climate)
        _ask(draft, place, plant)
    if sections["project"] is None or (wants_hall and hall is None):
        return None
    if hall is not None:
        hall, fibre, plant = squared(hall, fibre, plant)
        if hall.turn:
            draft.decide("laid_square", "hall.footprint", turn=q(hall.turn, "deg"))
    return Site(
        project=_project(draft, sections["project"], brief_hall), location=place.location, elevation=elevation,
        climate=climate, feed=feed, water=water, fibre=fibre, permits=place.permits, labour=place.labour,
        hall=hall or no_hall(), plant=plant, wishes=wishes, notes=tuple(draft.notes),
        given=dict(sorted(draft.given.items())), brief_digest=_digest(text, draft.files), has_hall=wants_hall,
        said=tuple(sorted(dotted(path) for path in draft.document.lines if path)), weather=draft.weather, case=case,
    )


def _wishes(
    draft: Draft, sections: Mapping[str, Any], around: Surroundings, compute: tuple[ComputeWish, ...]
) -> Wishes:
    money = sections["economics"]
    appraised = bool(money and money.hash_price and money.power_price)
    return Wishes(
        compute=compute,
        fabric=build_fabric(sections["fabric"]),
        power=build_power(draft, sections["power"], around),
        cooling=build_cooling(draft, sections["cooling"], around),
        mining=build_mining(draft, sections["mining"], around.hall, appraised),
        requirements=build_user(sections["requirements"] or ()),
    )


def _judge(draft: Draft, sections: Mapping[str, Any], wishes: Wishes, around: Surroundings, hall: Hall | None) -> None:
    """The cross-checks of every part that was understood; a part with mistakes of its own is not blamed twice."""
    said = draft.document.data
    fine = {name: sections[name] is not None or said.get(name) is None for name in sections}
    check_fabric(draft, wishes.fabric, draft.topologies)
    check_requirements(draft, wishes.requirements)
    if fine["power"] and fine["plant"] and (around.hall or said.get("power") is not None):
        check_power(draft, wishes.power, around.feed, around.plant)
    if fine["cooling"] and (around.hall or said.get("cooling") is not None):
        check_cooling(draft, wishes.cooling, around, fine["site"] and around.hall)
    if fine["mining"] and fine["site"]:
        check_mining(draft, wishes.mining, around.feed)
    if hall is not None:
        check_size(draft, hall, around.racks, wishes.compute)


def _frequency(draft: Draft, feed: Feed, power: PowerWish) -> Feed:
    """The feed with the frequency of the rule pack where the brief gives none."""
    if feed.frequency.known:
        return feed
    value = draft.threshold(f"frequency_{power.rules.lower()}")
    draft.ask("frequency_unknown", "site.utility.frequency")
    draft.note(NoteKind.ASSUMPTION, "frequency_assumed", "site.utility.frequency", value=value, rules=power.rules)
    return replace(feed, frequency=value)


def _elevation(draft: Draft, elevation: Value, climate: Climate | None) -> Value:
    """The site's elevation, or the climate station's as a stated assumption."""
    if elevation.known:
        return elevation
    draft.ask("elevation_unknown", "site.elevation")
    if climate is None or not climate.elevation.known:
        return elevation
    draft.note(NoteKind.ASSUMPTION, "elevation_assumed", "site.elevation", value=climate.elevation)
    return Value(climate.elevation.q, Evidence("derived", Status.ASSUMPTION, climate.key), "brief:site.elevation")


def _ask(draft: Draft, place: SiteBrief, plant: object) -> None:
    """Questions about what a brief may leave out but a design team must know."""
    for key in ("location", "permits", "labour"):
        if not getattr(place, key):
            draft.ask(f"{key}_unknown", f"site.{key}")
    if not plant:
        draft.ask("plant_unknown", "plant")


def _project(draft: Draft, brief: ProjectBrief, hall: HallBrief | None) -> Project:
    units = brief.units
    if units is None:
        units = "IP" if hall is not None and hall.unit in ("ft", "in") else "SI"
        draft.decide("units_proposed", "project.units", units=units)
    if brief.evidence is None and hall is not None:
        draft.note(NoteKind.ASSUMPTION, "evidence_not_stated", "project.evidence")
    if not brief.date:
        draft.ask("date_unknown", "project.date")
    return Project(
        name=brief.name, number=brief.number, client=brief.client, revision=brief.revision, date=brief.date,
        issued_for=brief.issued_for, units=units, designed_by=brief.designed_by, checked_by=brief.checked_by,
        approved_by=brief.approved_by, language=check_language(draft, brief.language),
        revisions=tuple((r.revision, r.date, r.description, r.by, r.approved) for r in brief.revisions),
        sheets=build_sheets(draft, brief),
    )


def _digest(text: bytes, files: Sequence[tuple[str, bytes]]) -> str:
    """SHA-256 of the brief and of the files that it names."""
    total = hashlib.sha256(text)
    for name, content in sorted(files):
        total.update(b"\0" + name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()
