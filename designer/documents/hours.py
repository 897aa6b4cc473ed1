"""The year hour by hour as a file of numbers: weather, cooling plant, and the mine beside the AI.

Units are those of the records whatever the pack prints in; the sums of a column are the annual figures of the sheets.
"""

from collections.abc import Iterator, Sequence

from designer.documents.subject import Subject

__all__ = ["hours_csv"]

Column = tuple[str, Sequence[float | int | str], str]


def hours_csv(subject: Subject) -> bytes:
    """A row an hour; empty where neither the cooling year nor the dispatch of the mine is known hour by hour."""
    columns = [column for column in (*_cooling(subject), *_dispatch(subject)) if len(column[1])]
    if not columns:
        return b""
    count = max(len(values) for _, values, _ in columns)
    told = [[form % value for value in values] + [""] * (count - len(values)) for _, values, form in columns]
    rows = zip(map(str, range(1, count + 1)), *told, strict=True)
    head = ",".join(("hour", *(name for name, _, _ in columns)))
    return "\n".join((head, *map(",".join, rows), "")).encode()


def _cooling(subject: Subject) -> Iterator[Column]:
    year = subject.design.trades.cooling.annual.hourly
    if year is None:
        return
    yield "month", year.month, "%d"
    yield "dry_bulb [degC]", year.dry, "%.2f"
    yield "wet_bulb [degC]", year.wet, "%.2f"
    yield "facility_supply [degC]", year.facility, "%.3f"
    yield "technology_supply [degC]", year.technology, "%.3f"
    yield "approach [K]", year.approach, "%.3f"
    yield "fan_speed [1]", year.fan_speed, "%.4f"
    yield "trim [kW]", year.trim, "%.3f"
    yield "mechanical [kW]", year.mechanical, "%.3f"
    yield "make_up [L]", year.water, "%.3f"
    yield "evaporated [L]", year.evaporated, "%.3f"
    yield "drift [L]", year.drift, "%.3f"
    yield "blowdown [L]", year.bled, "%.3f"
    yield "pue [1]", year.pue, "%.5f"
    yield "mode", year.mode, "%s"


def _dispatch(subject: Subject) -> Iterator[Column]:
    dispatch = subject.design.trades.power.dispatch
    if dispatch is None:
        return
    yield "ai [kW]", dispatch.ai_kw, "%.3f"
    yield "mine [kW]", dispatch.mine_kw, "%.3f"
    yield "import [kW]", [a + b for a, b in zip(dispatch.ai_kw, dispatch.mine_kw, strict=True)], "%.3f"
    yield "import_limit [kW]", [dispatch.limit_kw] * len(dispatch.ai_kw), "%.1f"
