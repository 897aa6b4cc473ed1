"""Random sites and their limits moved: what must hold of sizing whatever the hall.

Run with ``python tests/sizing/random_sites.py FIRST LAST``: for each seed the binding limit is lifted in the brief and
the hall sized again, and each limit is raised in turn. The tests look at a few seeds.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from shapely.affinity import scale

from designer import fabric
from designer.catalog import Catalog, Climate, Rack
from designer.errors import Refused
from designer.ledger import Value, given
from designer.requirements.records import Requirements
from designer.site import read_site
from designer.site.records import ComputeWish, Site
from designer.sizing import Programme, followed, lifted, relieved, size
from designer.units import q

ROOT = Path(__file__).resolve().parents[2]
CATALOG = Catalog()
NONE = Requirements(())
BRIEFS = ("templates/brief/site.yaml", "outputs/fjord-5/site.yaml", "outputs/creek-8/site.yaml",
          "tests/pipeline/small.yaml")  # fmt: skip
#: Slabs that carry any rack [kPa].
_STRONG = 500.0


@cache
def read(brief: str) -> Site:
    """A brief of the tree."""
    return read_site(ROOT / brief, CATALOG)


def said(amount: float, unit: str) -> Value:
    """A figure of the brief."""
    return given(q(amount, unit), "brief")


def scaled(site: Site, share: float) -> Site:
    """The site with a hall larger or smaller by a share of its sides, bare of columns."""
    polygon = scale(site.hall.polygon, share, share, origin=(0, 0))
    return replace(site, hall=replace(site.hall, polygon=polygon, columns=(), keep_outs=()))


def with_yards(site: Site, along: float, across: float) -> Site:
    """The site with yards larger or smaller."""
    return replace(site, hall=replace(site.hall, yards=tuple(scale(y, along, across) for y in site.hall.yards)))


def site_of(seed: int) -> Site:
    """A site of a seed: hall, yards, import, water, weather, cooling and racks at random."""
    draw = random.Random(seed)
    site = scaled(read(draw.choice(BRIEFS)), draw.uniform(0.4, 1.6))
    site = replace(site, feed=replace(site.feed, import_limit=said(round(10 ** draw.uniform(-0.3, 1.8), 2), "MW")))
    site = with_yards(site, draw.uniform(0.2, 1.5), draw.uniform(0.3, 1.3))
    if draw.random() < 0.4:
        amount = said(round(10 ** draw.uniform(0.5, 3), 1), "m3/day")
        site = replace(site, water=replace(site.water, available=True, daily_limit=amount))
    cooling, wishes = site.wishes.cooling, site.wishes
    if draw.random() < 0.4:
        wishes = replace(
            wishes, cooling=replace(cooling, rejection=(draw.choice(("dry", "adiabatic", "tower")),), cooler=None)
        )
    if draw.random() < 0.3:
        site = replace(site, climate=draw.choice(CATALOG.all(Climate)))
    if draw.random() < 0.5:
        rack = draw.choice([one for one in CATALOG.all(Rack) if one.system])
        wanted = draw.choice((None, None, draw.randint(3, 300)))
        wishes = replace(wishes, compute=(ComputeWish(rack.slug, "", wanted, None),))
    return replace(site, wishes=wishes)


def sized(site: Site, told: Site | None = None, programme: Programme | None = None) -> Programme:
    """The programme of a site with networks counted for its own racks; of one told of, without what binds it."""
    site, held = told or site, () if programme is None else lifted(programme)
    return fabric.sized_as_counted(
        partial(size, site, NONE, CATALOG, held, 0), lambda found: fabric.count(site, found, CATALOG)
    )[0]


def forecast(site: Site) -> Programme:
    """The programme with what would bind next, as the pipeline makes it."""
    programme = sized(site)
    return followed(programme, sized(site, relieved(site, programme), programme))


def raised(site: Site, key: str, share: float) -> Site | None:
    """The site with a limit raised to a share of what it was; None where nothing in a brief raises it."""
    wishes = site.wishes
    if key == "import":
        return replace(site, feed=replace(site.feed, import_limit=said(site.feed.import_limit.si("kW") * share, "kW")))
    if key == "area":
        return _grown(site, share)
    if key == "cooling":
        return with_yards(site, share**0.5, share**0.5)
    if key == "water":
        amount = said(site.water.daily_limit.si("m3/day") * share, "m3/day")
        return replace(site, water=replace(site.water, daily_limit=amount))
    if key == "slab":
        slab = replace(site.hall.slab, uniform_load=said(_STRONG, "kPa"))
        return replace(site, hall=replace(site.hall, slab=slab))
    if key == "wanted":
        wanted = tuple(replace(w, racks=round(w.racks * share) if w.racks else w.racks) for w in wishes.compute)
        return replace(site, wishes=replace(wishes, compute=wanted))
    return None


def _grown(site: Site, share: float) -> Site:
    """The hall larger, and the import by what the larger hall's own services take: the floor alone is raised."""
    larger = scaled(site, share**0.5)
    load, reserve = (CATALOG.threshold("sizing", key) for key in ("house_load", "import_reserve"))
    area = larger.hall.polygon.area - site.hall.polygon.area
    more = load.si("W/m2") * area / 1000 / (1 - reserve.si(""))
    return raised(larger, "import", 1 + more / larger.feed.import_limit.si("kW")) or larger


def next_comes_true(seed: int) -> tuple[str, str] | None:
    """What was said of the next limit, and what became of it once the binding one was raised past it; None where that
    cannot be tried.
    """
    site = site_of(seed)
    programme = forecast(site)
    allowed = {limit.key: limit.racks for limit in programme.limits}
    if any(limit.fails for limit in programme.limits) or len(allowed) < 2:
        return None
    following = allowed[programme.next_binding]
    more = raised(site, programme.binding, max(1.3, 1.25 * following / max(1, programme.gpu_racks)))
    if more is None:
        return None
    after = sized(more)
    found = {limit.key: limit.racks for limit in after.limits}
    if found.get(programme.binding, following) < following:
        return None
    return f"{programme.next_binding} {following}", f"{after.binding} {after.gpu_racks}"


def losses(seed: int) -> Iterator[str]:
    """Each limit that, raised by a quarter or to its fourfold, loses racks."""
    site = site_of(seed)
    before = sized(site)
    for limit in before.limits:
        last = before.gpu_racks
        for share in (1.25, 4.0):
            more = raised(site, limit.key, share)
            if more is not None:
                now = sized(more).gpu_racks
                if now < last:
                    yield f"{seed}: {limit.key} x {share:g}: {last} -> {now}"
                last = now


def main() -> None:
    """Both for a range of seeds."""
    tried = true = 0
    for seed in range(*map(int, sys.argv[1:3])):
        try:
            told = next_comes_true(seed)
            lost = list(losses(seed))
        except Refused:
            continue
        if told:
            tried, true = tried + 1, true + (told[0] == told[1])
        for line in [f"{seed}: said {told[0]}, came {told[1]}"] if told and told[0] != told[1] else []:
            print(line, flush=True)
        for line in lost:
            print(line, flush=True)
    print(f"next limit: {tried} tried, {true} as said")


if __name__ == "__main__":
    main()
