"""The rules of the scorecard: for each factor an ordered list; the first that holds gives points and reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.bom.records import BillOfMaterials
from designer.model import Fate, LoadClass
from designer.redundancy.records import Trades
from designer.site.case_records import Standing

__all__ = ["RULES", "Desk", "Found", "Scored", "needed_long_leads"]

READY, CONDITIONS, WEAK, MISSING = 3.0, 2.0, 1.0, 0.0
#: First words of the brief's own text on permits that decide.
_GRANTED = ("granted", "approved", "issued", "in place", "complete", "not needed", "not required")
_NONE = ("none", "no ", "refused", "denied", "rejected", "missing", "not granted", "not applied")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the rules look at."""

    trades: Trades
    bom: BillOfMaterials
    standing: Standing

    def number(self, key: str, unit: str = "") -> float:
        """A threshold of the family `conversion`."""
        return self.trades.catalog.threshold("conversion", key).si(unit)


Found = tuple[str, str]
#: Points (None: unknown), reason key, test.
Scored = tuple[float | None, str, Callable[[Desk], bool]]


def _always(desk: Desk) -> bool:
    return True


def _yes(*fields: str) -> Callable[[Desk], bool]:
    return lambda d: all(getattr(d.standing, f) == "yes" for f in fields)


def _any(answer: str, *fields: str) -> Callable[[Desk], bool]:
    return lambda d: any(getattr(d.standing, f) == answer for f in fields)


def _unsaid(*fields: str) -> Callable[[Desk], bool]:
    return lambda d: any(not getattr(d.standing, f) for f in fields)


def _too_small(desk: Desk) -> bool:
    return any(x.key == "import" and (x.racks == 0 or x.fails) for x in desk.trades.programme.limits)


def _late(desk: Desk) -> bool:
    start = desk.trades.site.case.phasing.start if desk.trades.site.case.phasing else ""
    start = start or desk.trades.site.project.date
    return bool(desk.standing.available and start and desk.standing.available > start)


def _outage(desk: Desk) -> bool:
    said = desk.standing.outage
    return said is not None and said.known and said.si("h") > desk.number("outage_most", "h")


def _thirsty(desk: Desk) -> bool:
    return desk.trades.cooling.daily_water > 0.0


def _water_short(desk: Desk) -> bool:
    limit = desk.trades.site.water.daily_limit
    return limit.known and desk.trades.cooling.daily_water > limit.si("L/day")


def _hot(desk: Desk) -> bool:
    return any(x.key == "cooling" and x.fails for x in desk.trades.programme.limits)


def _routes(desk: Desk) -> int:
    return len({route.path for route in desk.trades.site.fibre})


def _permit(*states: str) -> Callable[[Desk], bool]:
    return lambda d: any(p.status in states for p in d.standing.permits or ())


def _permit_words(*words: str) -> Callable[[Desk], bool]:
    return lambda d: d.standing.permits is None and d.trades.site.permits.strip().lower().startswith(words)


def needed_long_leads(desk: Desk) -> dict[str, int]:
    """How many new items of each kind have a lead time that counts as long."""
    least = desk.number("long_lead_from", "week")
    needed: dict[str, int] = {}
    for line in desk.bom.lines:
        if line.fate is Fate.NEW and line.lead_high is not None and line.lead_high >= least and line.tags:
            kind = line.catalog.partition("/")[0] or line.system.partition(".")[2]
            needed[kind] = needed.get(kind, 0) + round(line.total)
    return needed


def _covered(*states: str) -> Callable[[Desk], bool]:
    def covered(desk: Desk) -> bool:
        have: dict[str, int] = {}
        for item in desk.standing.long_lead or ():
            if item.status in states:
                have[item.kind] = have.get(item.kind, 0) + item.count
        return all(have.get(kind, 0) >= count for kind, count in needed_long_leads(desk).items())

    return covered


def _tenant(status: str, *credit: str) -> Callable[[Desk], bool]:
    def holds(desk: Desk) -> bool:
        tenant = desk.standing.tenant
        return tenant is not None and tenant.status == status and (not credit or tenant.credit in credit)

    return holds


def _breached(*keys: str) -> Callable[[Desk], bool]:
    return lambda d: any(b.key.startswith(keys) for b in d.trades.layout.breaches)


def _shell_forbids(desk: Desk) -> bool:
    return any(limit.shell_forbids for limit in desk.trades.programme.limits)


def _no_racks(desk: Desk) -> bool:
    wanted = any(g.load_class is LoadClass.GPU and g.count for g in desk.trades.programme.racks)
    return not wanted or desk.trades.layout.capacity == 0


#: Factor -> its rules in order.
RULES: Mapping[str, tuple[Scored, ...]] = {
    "land": (
        (MISSING, "zoning_forbidden", lambda d: d.standing.zoning == "forbidden"),
        (None, "zoning_unknown", _unsaid("zoning")),
        (CONDITIONS, "zoning_conditional", lambda d: d.standing.zoning == "conditional"),
        (CONDITIONS, "no_expansion", _any("no", "expansion")),
        (READY, "land_ready", _always),
    ),
    "power": (
        (None, "import_unknown", lambda d: not d.trades.site.feed.import_limit.known),
        (MISSING, "import_too_small", _too_small),
        (MISSING, "not_approved", _any("no", "approved")),
        (None, "approval_unknown", _unsaid("approved")),
        (WEAK, "not_firm", _any("no", "firm")),
        (WEAK, "outages", _outage),
        (CONDITIONS, "power_late", _late),
        (CONDITIONS, "power_partial", _any("partial", "approved", "firm")),
        (READY, "power_ready", _always),
    ),
    "water": (
        (READY, "no_water_needed", lambda d: not _thirsty(d)),
        (MISSING, "no_water", lambda d: not d.trades.site.water.available),
        (None, "water_limit_unknown", lambda d: not d.trades.site.water.daily_limit.known),
        (WEAK, "water_short", _water_short),
        (READY, "water_ready", _always),
    ),
    "climate": (
        (None, "climate_unknown", lambda d: d.trades.site.climate is None),
        (MISSING, "heat_stays", _hot),
        (READY, "climate_ready", _always),
    ),
    "fibre": (
        (None, "fibre_unknown", lambda d: not d.trades.site.fibre and "site.fibre" not in d.trades.site.said),
        (MISSING, "no_fibre", lambda d: _routes(d) == 0),
        (WEAK, "one_route", lambda d: _routes(d) == 1),
        (READY, "fibre_ready", _always),
    ),
    "permits": (
        (MISSING, "permit_refused", _permit("refused")),
        (WEAK, "permit_missing", _permit("none")),
        (CONDITIONS, "permit_pending", _permit("applied")),
        (READY, "permits_ready", lambda d: bool(d.standing.permits)),
        (MISSING, "permits_none", _permit_words(*_NONE)),
        (READY, "permits_granted", _permit_words(*_GRANTED)),
        (None, "permits_unknown", _always),
    ),
    "labour": (
        (None, "labour_unknown", _unsaid("contractors")),
        (WEAK, "no_crews", _any("no", "contractors")),
        (CONDITIONS, "few_crews", _any("partial", "contractors")),
        (READY, "labour_ready", _always),
    ),
    "long_lead": (
        (READY, "no_long_leads", lambda d: not needed_long_leads(d)),
        (None, "orders_unknown", lambda d: d.standing.long_lead is None),
        (READY, "owned", _covered("owned")),
        (CONDITIONS, "ordered", _covered("owned", "ordered")),
        (WEAK, "not_ordered", _always),
    ),
    "experience": (
        (None, "team_unknown", _unsaid("operations", "security")),
        (WEAK, "no_team", _any("no", "operations")),
        (CONDITIONS, "part_team", lambda d: not _yes("operations", "security")(d)),
        (READY, "team_ready", _always),
    ),
    "tenant": (
        (None, "tenant_unknown", lambda d: d.standing.tenant is None),
        (WEAK, "no_tenant", _tenant("none")),
        (CONDITIONS, "tenant_letter", _tenant("letter")),
        (CONDITIONS, "tenant_credit", _tenant("signed", "", "no", "partial")),
        (READY, "tenant_ready", _always),
    ),
    "shell": (
        (MISSING, "no_room", _no_racks),
        (MISSING, "shell_forbids", _shell_forbids),
        (WEAK, "shell_breached", _breached("height", "floor", "slab", "delivery", "goods", "egress")),
        (READY, "shell_ready", _always),
    ),
}
