"""Published machines at other points than their rating: chillers, CDUs, valves, doors, couplings, racks."""

from collections.abc import Iterator

from designer.catalog import Catalog, Chiller
from designer.cooling.rejection import ChillerModel
from tests.validation.cooling.manual.row import Row

#: Capacity and energy curves of a data set from makers' catalogues: air [degC], capacity [kW], COP.
CHILLERS = {
    "carrier-30rb110": ((29.44, 40.0, 45.0), (492.7, 430.4, 398.3), (3.546, 2.743, 2.358)),
    "carrier-30rb250": ((29.44, 40.0, 45.0), (1127.3, 991.3, 919.2), (3.651, 2.845, 2.448)),
    "carrier-30rb390": ((29.44, 40.0, 45.0), (1810.7, 1585.4, 1468.2), (3.763, 2.891, 2.477)),
    "trane-cgam110": ((10.0, 20.0, 30.0, 40.0, 45.0), (508.3, 473.0, 430.0, 378.7, 350.3),
                      (5.822, 4.826, 3.714, 2.794, 2.425)),
}  # fmt: skip


def _model(record: Chiller) -> ChillerModel:
    slope = record.cop_slope
    return ChillerModel(
        record.key, record.type, record.heat_rated.si("kW"), record.cop_rated.si(""), record.capacity_slope.si(""),
        record.air_rated.si("degC"), 10.0, 0.0, slope.si("") if slope is not None else None,
    )  # fmt: skip


def chiller_rows(catalog: Catalog) -> Iterator[Row]:
    """Capacity and COP over outdoor air against the curves of makers' catalogues."""
    source = ("EnergyPlus, datasets/AirCooledChiller.idf", "read")
    for slug, (airs, capacities, cops) in CHILLERS.items():
        record = catalog.get(Chiller, slug)
        found = [tuple(map(float, _model(record).at(air))) for air in airs]
        cold = min(airs) < 20.0
        why = "a line from 35 to 45 degC; colder air gives less heat and a better COP" if cold else ""
        water = record.supply_rated.si("degC")
        at = f"{water:g} degC leaving, air {', '.join(f'{air:g}' for air in airs)} degC"
        within = (0.07, 0.11) if cold else (0.0125, 0.0125)
        yield Row.of(("Chillers", f"{record.maker} {record.name}, {at}: capacity", *source),
                     ("kW", capacities, [c for c, _ in found]), within[0], why)  # fmt: skip
        yield Row.of(("Chillers", "The same: COP", *source), ("", cops, [c for _, c in found]), within[1], why)
    generic = _model(catalog.get(Chiller, "1mw-air-cooled"))
    share = float(generic.at(45.0)[1]) / float(generic.at(35.0)[1])
    yield Row.of(("Chillers", "Generic: COP at 45 over 35 degC, against 30RB390, CGAM110, McQuay AGZ110D", *source),
                 ("", (2.477 / 3.324, 2.425 / 3.223, 2.309 / 3.076), (share,) * 3), 0.012)  # fmt: skip


def rows() -> Iterator[Row]:
    """Every published machine."""
    yield from chiller_rows(Catalog())
