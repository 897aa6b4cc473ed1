"""The place: utility connection, water, fibre and climate."""

from shapely.geometry import Polygon

from designer.catalog import Climate
from designer.ledger import Value
from designer.model import NoteKind
from designer.site.brief import ClimateBrief, ClimateFile, FibreBrief, SiteBrief, UtilityBrief, WaterBrief
from designer.site.draft import Draft, unknown
from designer.site.outline import nearest_wall
from designer.site.records import Feed, FibreRoute, Water
from designer.site.weather import climate_of_file, climate_of_values

__all__ = ["build_climate", "build_feed", "build_fibre", "build_water"]

_ASKED = ("fault_level", "fault_x_over_r", "power_factor", "line_length", "ramp_limit")
_NEEDED = ("voltage", "import_limit")


def build_feed(draft: Draft, brief: UtilityBrief | None, hall: bool) -> Feed:
    """The utility connection. With a hall, voltage and import limit are needed and the rest is asked for."""
    said = brief or UtilityBrief()
    values: dict[str, Value] = {}
    for name in (*_NEEDED, "frequency", *_ASKED):
        value: Value | None = getattr(said, name)
        values[name] = value or unknown(f"site.utility.{name}")
        if not hall or values[name].known:
            continue
        if name in _NEEDED:
            draft.wrong("feed-missing", ("site", "utility", name), expected=name)
        elif name in _ASKED:
            draft.ask(f"{name}_unknown", f"site.utility.{name}")
    feeds = said.feeds or int(draft.threshold("feeds").si(""))
    if hall and said.feeds is None:
        draft.ask("feeds_unknown", "site.utility.feeds")
        draft.note(NoteKind.ASSUMPTION, "feeds_assumed", "site.utility.feeds", feeds=feeds)
    return Feed(feeds=feeds, **values)


def build_water(draft: Draft, brief: WaterBrief | None, hall: bool) -> Water:
    """Make-up water. What is not said is asked for, and no evaporation is counted on meanwhile."""
    said = brief or WaterBrief()
    daily = said.daily_limit or unknown("site.water.daily_limit")
    annual = said.annual_limit or unknown("site.water.annual_limit")
    if hall and said.available is None:
        draft.ask("water_unknown", "site.water")
        draft.note(NoteKind.ASSUMPTION, "water_assumed_none", "site.water")
    elif hall and said.available and not (daily.known or annual.known):
        draft.ask("water_limit_unknown", "site.water")
    return Water(bool(said.available), daily, annual, said.source)


def build_fibre(draft: Draft, routes: list[FibreBrief] | None, hall: Polygon | None) -> tuple[FibreRoute, ...]:
    """The dark-fibre routes; an entry lies on the hall's wall."""
    if hall is not None and not routes:
        draft.ask("fibre_unknown", "site.fibre")
    found = []
    tolerance = draft.threshold("wall_tolerance").si("m")
    for index, route in enumerate(routes or ()):
        entry = None
        if route.entry is not None:
            entry = (route.entry[0], route.entry[1])
            if hall is not None:
                off, at, _ = nearest_wall(hall, entry)
                if off > tolerance:
                    path = ("site", "fibre", index, "entry")
                    draft.wrong("entry-off-wall", path, draft.length(off), draft.length(tolerance), at=draft.spot(at))
                entry = at
        elif hall is not None:
            draft.ask("fibre_entry_unknown", f"site.fibre[{index}].entry", route=route.name)
        if route.length is None or not route.length.known:
            draft.ask("fibre_length_unknown", f"site.fibre[{index}].length", route=route.name)
        length = route.length or unknown(f"site.fibre[{index}].length")
        found.append(FibreRoute(route.name, length, route.metro, route.path or route.name, entry))
    return tuple(found)


def build_climate(draft: Draft, brief: SiteBrief, elevation: Value) -> Climate | None:
    """The climate: a catalog record, a weather file, or the design-day values of the brief; None when not said."""
    said = brief.climate
    climate: Climate | None
    if said is None:
        draft.ask("climate_unknown", "site.climate")
        return None
    if isinstance(said, ClimateFile):
        climate = climate_of_file(draft, said.epw, ("site", "climate", "epw"))
    elif isinstance(said, ClimateBrief):
        climate = climate_of_values(draft, said, brief.location, elevation)
    else:
        climate = draft.record(Climate, said, ("site", "climate"))
    if climate is not None and elevation.known and climate.elevation.known:
        apart = abs(climate.elevation.si("m") - elevation.si("m"))
        if apart > draft.threshold("elevation_tolerance").si("m"):
            draft.note(
                NoteKind.RISK, "climate_elevation_differs", "site.climate",
                climate=climate.elevation, site=elevation,
            )
    return climate
