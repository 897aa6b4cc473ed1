"""The one table of a study, as CSV and, where pyarrow is installed, as Parquet: the same columns and numbers."""

import io
from collections.abc import Sequence

from designer.documents.printing import MEASURES as PRINTED
from designer.documents.workbook import table_csv
from designer.study.comparing import Ranked
from designer.study.measures import MEASURES
from designer.study.records import Study

__all__ = ["columns", "csv_of", "parquet_of"]

Column = tuple[str, Sequence[str | float | int | None]]


def columns(study: Study, ranked: Sequence[Ranked]) -> list[Column]:
    """Names with units, and values in the order of the variants."""
    rows = sorted(ranked, key=lambda one: one.variant.number)
    found: list[Column] = [
        ("variant", [one.variant.name for one in rows]),
        ("brief", [one.variant.brief for one in rows]),
    ]
    found += [(f"axis {a.key}", [one.variant.choice[a.key] for one in rows]) for a in study.axes]
    found += [
        ("status", [one.row.status for one in rows]),
        ("verdict", [one.row.verdict for one in rows]),
        ("rank", [one.rank for one in rows]),
        ("front", [one.front for one in rows]),
        ("binding", [one.row.binding for one in rows]),
    ]
    for key, measure in MEASURES.items():
        unit = PRINTED[measure.printed].base
        found.append((f"{key} [{unit}]" if unit else key, [one.row.values.get(key) for one in rows]))
    found += [
        ("broken", ["; ".join(f"{b.measure} {b.relation} {b.said}" for b in one.broken) for one in rows]),
        ("reasons", ["; ".join(one.row.reasons) for one in rows]),
        ("key", [one.variant.key for one in rows]),
    ]
    return found


def csv_of(table: Sequence[Column]) -> bytes:
    """The table as CSV; numbers in full, nothing for what is not known."""
    rows = zip(*([_cell(value) for value in values] for _, values in table), strict=True)
    return table_csv([name for name, _ in table], rows)


def _cell(value: str | float | int | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else repr(value)


def parquet_of(table: Sequence[Column]) -> bytes | None:
    """The table as Parquet, None where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as parquet
    except ImportError:
        return None
    kinds = {str: pa.string(), float: pa.float64(), int: pa.int32()}
    arrays = [pa.array(values, kinds[_kind(values)]) for _, values in table]
    target = io.BytesIO()
    made = pa.table(arrays, names=[name for name, _ in table])
    parquet.write_table(made, target, compression="NONE", store_schema=False)
    return target.getvalue()


def _kind(values: Sequence[object]) -> type:
    first = next((value for value in values if value is not None), 0.0)
    return str if isinstance(first, str) else int if isinstance(first, int) else float
