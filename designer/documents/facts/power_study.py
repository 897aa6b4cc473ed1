"""Facts of the power study: faults, protection, harmonics, backup, architectures, site factor, volatility, mine."""

from typing import Any

from designer.documents.facts.common import pairs, record_grid
from designer.documents.facts.power_medium import medium_voltage, set_buses
from designer.documents.grid import Grid, Raw
from designer.documents.subject import Subject
from designer.documents.trade_sizes import trade_size
from designer.model import LoadClass, Trade
from designer.power.records import BusState, PowerChain, Smoothing

__all__ = ["facts"]


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the power sheet beside those of the chain itself."""
    chain, p = subject.design.trades.power, subject.printer
    fit = [o for o in chain.options if o.meets and o.load_class == "C3"]
    gross, critical = chain.import_limit_kw, chain.critical_it_kw
    return {
        "site_factor": _site_factor(subject, chain),
        "contract": _contract(subject, chain),
        "deal": p.number("ratio", chain.contract[-1][1]) if chain.contract else "",
        "contract_factor": p.number("ratio", gross / critical) if gross and critical else "",
        "faults": _faults(subject, chain),
        "selectivity": _selectivity(subject, chain),
        "transients": _transients(subject, chain),
        "wall_openings": _openings(subject, chain),
        **medium_voltage(subject, chain),
        "harmonics": record_grid(
            subject, "harmonics", "tag=transformer k_factor:ratio distortion:share usable:share worst:share",
            chain.harmonics, schedule=True,
        ),
        "distortion": record_grid(
            subject, "distortion", "ratio:number front@distortion_front before:share current:share voltage:share"
            " held@distortion_held limit:share filters:current",
            (chain.distortion,) if chain.distortion else (),
        ),
        "backup": _backup(subject, chain),
        "generator_steps": record_grid(
            subject, "generator_steps", "number:count what@generator_parts power=kw:power share:share limit:share",
            chain.backup.steps if chain.backup else (),
        ),
        "options": _options(subject, chain),
        "option_count": str(sum(o.load_class == "C3" for o in chain.options)),
        "option_fit": str(len(fit)),
        "mix": _mix(subject, chain),
        "core_options": _best_of(subject, chain, "C2"),
        "plant_options": _best_of(subject, chain, "C4"),
        "feeds": _feeds(subject, chain),
        "ways": _ways(subject, chain),
        "smoothing": _smoothing(subject, chain),
        "dispatch": _dispatch(subject, chain),
        "rules": subject.site.wishes.power.rules,
    }  # fmt: skip


def _site_factor(subject: Subject, chain: PowerChain) -> Grid:
    """What stands between critical IT and the import, each over critical IT."""
    critical = chain.critical_it_kw
    sums: dict[str, float] = {"critical": critical}
    for load in chain.loads:
        if load.trade not in (Trade.LAYOUT, Trade.FABRIC) and load.load_class is not LoadClass.FLEXIBLE:
            key = "house" if load.trade is Trade.POWER else "plant"
            sums[key] = sums.get(key, 0.0) + load.design_kw
    sums["losses"] = sum(chain.losses_kw.values())
    sums["recharge"] = chain.recharge_kw
    rows: list[tuple[Raw, ...]] = [
        (subject.words.label(f"site_factor.{key}"), kw, kw / critical if critical else None) for key, kw in sums.items()
    ]
    grid = Grid.of("site_factor", "item,power:power,ratio:ratio", rows)
    return grid.summed(subject.words.label("site_factor.import"), "power", "ratio")


def _contract(subject: Subject, chain: PowerChain) -> Grid:
    """From this hall's factor to that of a contract, which is the last line."""
    rows = [(subject.words.label(f"contract.{key}"), k) for key, k in chain.contract]
    return Grid.of("contract", "item,ratio:ratio", rows[:-1], rows[-1] if rows else ())


def _faults(subject: Subject, chain: PowerChain) -> Grid:
    """Switchgear, boards and the sets' buses first, then busways and panels, the least margin before the others."""
    boards = {b.switchboard for b in chain.blocks}
    fed = set_buses(chain)
    lanes = {b.tag for b in chain.branches if b.kind == "busway"}

    def place(bus: BusState) -> tuple[int, float, str]:
        asked = max(bus.fault_most_ka, bus.duty_ka)
        first = bus.voltage > 1000.0, bus.tag in boards, bus.tag in fed, bus.tag in lanes, True
        return first.index(True), -(asked / bus.rating_ka) if bus.rating_ka else 0.0, bus.tag

    rows = [
        (
            b.tag, b.fault_ka, b.motor_ka or None, b.inverter_ka or None, b.generator_ka or None, b.fault_most_ka,
            b.duty_ka or None, b.rating_ka or None, b.most_peak_ka or None, b.peak_rating_ka or None, b.x_over_r,
            b.tested_x_over_r or None, b.least_ka or None, b.earth_ka or None,
        )
        for b in sorted(chain.buses, key=place)
    ]  # fmt: skip
    columns = (
        "tag,fault:fault,motors:fault,inverters:fault,sets:fault,most:fault,duty:fault,rating:fault,peak:fault,peak_rating:fault,"
        "ratio:number,tested:number,least:fault,earth:fault"
    )
    return Grid.of("faults", columns, rows, schedule=True)


def _selectivity(subject: Subject, chain: PowerChain) -> Grid:
    order = {"none": 0, "partial": 1, "full": 2}
    rows = sorted(chain.selectivity, key=lambda s: (order[s.verdict], -s.pairs, s.upstream_a, s.downstream_a))
    columns = (
        "above=upstream@breakers upper=upstream_a:current below=downstream@breakers lower=downstream_a:current"
        " pairs:count ratio:number fault=fault_ka:fault limit=limit_ka:fault verdict@selective"
    )
    return record_grid(subject, "selectivity", columns, rows, schedule=True)


def _transients(subject: Subject, chain: PowerChain) -> Grid:
    rows = [
        (subject.words.label(f"breakers.{x.place}"), x.count, x.breaker, x.tag, x.worst, x.peak, x.release,
         x.peak / x.release)
        for x in chain.transients
    ]  # fmt: skip
    columns = "place,count:count,breaker:current,tag,worst:current,peak:current,release:current,share:share"
    return Grid.of("transients", columns, rows, schedule=True)


def _openings(subject: Subject, chain: PowerChain) -> Grid:
    return record_grid(
        subject, "wall_openings", "tag room x:length y:length busways@tags", chain.openings, schedule=True
    )


def _backup(subject: Subject, chain: PowerChain) -> Grid:
    backup, p = chain.backup, subject.printer
    if backup is None:
        return pairs(subject, "backup", ())
    minutes = [p.text("number", x) for x in (backup.ups_minutes, backup.ups_wished)] if backup.ups_minutes else []
    rows: list[tuple[str, Raw]] = [
        ("autonomy", f"{minutes[0]} min" if minutes else ""),
        ("wished", f"{minutes[1]} min" if minutes else ""),
    ]
    if backup.sets:
        rows += [
            ("sets", f"{backup.sets} ({backup.sets_needed})"),
            ("start", p.text("seconds", backup.start_seconds)),
            ("fuel", p.text("volume", backup.fuel_l)),
            ("hours", f"{p.text('number', backup.fuel_hours)} h"),
        ]
    return pairs(subject, "backup", rows)


def _options(subject: Subject, chain: PowerChain) -> Grid:
    rows = sorted((o for o in chain.options if o.load_class == "C3"), key=lambda o: (not o.meets, o.cost_usd, o.name))
    columns = (
        "name size=size_kva:apparent blocks:count bought:count installed=installed_kva:apparent"
        " normal=normal_share:share loading=worst_share:share stranded=stranded_kva:apparent loss=loss_kw:power"
        " area=floor_m2:area cost=cost_usd:money_m meets@yesno chosen@yesno"
    )
    return record_grid(subject, "power_options", columns, rows, schedule=True)


def _best_of(subject: Subject, chain: PowerChain, load_class: str) -> Grid:
    """Each architecture of a class in the size that meets the brief for least, or installs least; and the built one."""
    mine = [o for o in chain.options if o.load_class == load_class]
    rows = []
    for name in sorted({o.name for o in mine}):
        best = min((o for o in mine if o.name == name), key=lambda o: (not o.meets, o.cost_usd, o.installed_kva))
        rows += [o for o in mine if o is best or (o.chosen and o.name == name)]
    rows.sort(key=lambda o: (not o.meets, o.cost_usd, o.name))
    columns = (
        "name size=size_kva:apparent blocks:count bought:count installed=installed_kva:apparent"
        " normal=normal_share:share loading=worst_share:share stranded=stranded_kva:apparent loss=loss_kw:power"
        " area=floor_m2:area cost=cost_usd:money_m meets@yesno chosen@yesno"
    )
    key = {"C2": "core_options", "C4": "plant_options"}[load_class]
    return record_grid(subject, key, columns, rows, schedule=True)


def _mix(subject: Subject, chain: PowerChain) -> Grid:
    kept = [o for o in chain.options if o.chosen]
    if len(kept) < 3:
        return Grid.of("power_mix", "classes", ())
    rows = [
        (
            subject.words.label(f"classes.{o.load_class}") if o.load_class else subject.words.label("total"),
            o.name if o.load_class else "", o.blocks, o.bought, o.installed_kva, o.worst_share, o.stranded_kva,
            o.loss_kw, o.cost_usd,
        )
        for o in kept
    ]  # fmt: skip
    columns = (
        "classes,name,blocks:count,bought:count,installed:apparent,loading:share,stranded:apparent,loss:power,"
        "cost:money_m"
    )
    return Grid.of("power_mix", columns, rows[:-1], rows[-1])


def _feeds(subject: Subject, chain: PowerChain) -> Grid:
    """Load list: what each block carries of a load in normal service and with the other block lost."""
    loads = {x.tag: x for x in chain.loads}
    rows = []
    for line in chain.assignments:
        load = loads[line.load]
        kw, single = load.design_kw, line.block_a == line.block_b
        first, second = (kw, 0.0) if single or load.cords < 2 else (kw / 2, kw / 2)
        rows.append(
            (
                line.load, subject.words.label(f"classes.{load.load_class}"), load.cords, kw, line.block_a, first,
                0.0 if single else kw, line.block_b if not single else "", second, 0.0 if single else kw,
            )
        )  # fmt: skip
    columns = (
        "load,load_class,cords:count,design:power,block_a,normal_a:power,alone_a:power,block_b,normal_b:power,"
        "alone_b:power"
    )
    return Grid.of("load_feeds", columns, rows, schedule=True)


def _ways(subject: Subject, chain: PowerChain) -> Grid:
    """Panel and feeder schedule: the ways of each board and panel in order."""
    boards: dict[str, list[tuple[Raw, ...]]] = {}
    for branch in sorted(chain.branches, key=lambda b: (b.source, b.kind, b.tag)):
        if branch.kind == "feeder":
            continue
        ways = boards.setdefault(branch.source, [])
        share = branch.current / branch.ampacity if branch.ampacity else None
        ways.append(
            (
                branch.source, len(ways) + 1, branch.tag, branch.target, branch.breaker,
                trade_size(branch.size, subject.printer.system), branch.length, branch.current, share, branch.drop,
                branch.end_fault_ka or None,
            )
        )  # fmt: skip
    columns = (
        "source,way:count,tag,target,breaker:current,size,length:run,current:current,share:share,drop:share,least:fault"
    )
    return Grid.of("ways", columns, [row for tag in sorted(boards) for row in boards[tag]], schedule=True)


def _smoothing(subject: Subject, chain: PowerChain) -> Grid:
    swing = chain.volatility
    rows = [
        (
            subject.words.label(f"smoothing_tiers.{t.tier}"), t.from_seconds, t.to_seconds, t.kw, t.kwh or None,
            subject.words.label("yes" if t.there else "no"), subject.words.ranged(_built_as(chain, t)),
        )
        for t in (swing.tiers if swing else ())
    ]  # fmt: skip
    return Grid.of("smoothing", "name,from:tenths,to:tenths,power:power,energy:kwh,there,built", rows)


def _built_as(chain: PowerChain, tier: Smoothing) -> tuple[str, ...]:
    """The tags of what is built for a tier; storage in the racks is part of them, miners are those kept."""
    return chain.storage.tags if chain.storage and tier.tier.startswith("battery") else ()


def _dispatch(subject: Subject, chain: PowerChain) -> Grid:
    year, p = chain.dispatch, subject.printer
    if year is None:
        return pairs(subject, "dispatch", ())
    unknown = subject.words.label("not_given")
    rows: list[tuple[str, Raw]] = [
        ("limit", p.text("power_mw", year.limit_kw)),
        ("installed", p.text("power_mw", year.installed_kw)),
        ("racks", f"{year.asic_racks} / {year.free_positions}"),
        ("ai", p.text("energy", year.ai_mwh)),
        ("mined", p.text("energy", year.mined_mwh)),
        ("hours", f"{year.hours:,} h"),
        ("curtailed", p.text("energy", year.curtailed_mwh) if year.curtailed_mwh else ""),
        ("flat_ai", p.number("ratio", year.flatness_ai)),
        ("flat", p.number("ratio", year.flatness)),
        ("revenue", unknown if year.revenue_kusd is None else p.text("money", year.revenue_kusd * 1000)),
        ("margin", unknown if year.margin_kusd is None else p.text("money", year.margin_kusd * 1000)),
    ]
    return pairs(subject, "dispatch", rows)
