"""One published case: what a source prints, what the tool gets for it, how far apart they may be and why."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """A published case of one or more values in one unit.

    `within` is the allowed difference: a share of the printed value, or an absolute one where `absolute`. A `reason`
    stands where the difference is more than the rounding of the source.
    """

    part: str
    case: str
    source: str
    status: str
    unit: str
    printed: tuple[float, ...]
    got: tuple[float, ...]
    within: float
    absolute: bool = False
    reason: str = ""

    @classmethod
    def of(
        cls,
        case: tuple[str, str, str, str],
        values: tuple[str, float | Sequence[float], float | Sequence[float]],
        within: float,
        reason: str = "",
        absolute: bool = False,
    ) -> "Row":
        """A row of case = (part, case, source, status) and values = (unit, printed, got)."""
        unit, printed, got = values
        return cls(*case, unit, _several(printed), _several(got), within, absolute, reason)

    def apart(self) -> float:
        """The largest difference, in the measure of `within`."""
        pairs = zip(self.printed, self.got, strict=True)
        return max(abs(a - b) if self.absolute else abs(b / a - 1.0) if a else abs(b) for a, b in pairs)

    def said(self) -> dict[str, str]:
        """The row in words and figures."""
        share, scale = ("", 1.0) if self.absolute else (" %", 100.0)
        apart = self.apart()
        return {
            "part": self.part,
            "case": self.case,
            "source": f"{self.source} [{self.status}]",
            "printed": f"{_list(self.printed)} {self.unit}".strip(),
            "got": _list(self.got),
            "apart": f"{_figure(apart * scale, 2)}{share}" if apart > self.within / 50.0 else "-",
            "within": f"{_figure(self.within * scale, 3)}{share}",
            "reason": self.reason,
        }


def _several(values: float | Sequence[float]) -> tuple[float, ...]:
    return tuple(map(float, values)) if isinstance(values, Sequence) else (float(values),)


def _list(values: Sequence[float], most: int = 10) -> str:
    shown = [_figure(v) for v in values[:most]]
    return "; ".join([*shown, *([f"... ({len(values)} values)"] if len(values) > most else [])])


def _figure(value: float, digits: int = 5) -> str:
    """Significant figures, without an exponent from ten to a thousand million."""
    text = f"{value:.{digits}g}"
    return f"{value:.0f}" if "e" in text and 10.0 <= abs(value) < 1e9 else text
