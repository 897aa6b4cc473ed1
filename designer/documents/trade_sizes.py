"""Trade sizes in the unit system of a pack: pipes as DN or in inches, areas of conductors with their symbol."""

import re
from functools import lru_cache

from designer.documents.printing import System
from designer.units import magnitude, q

__all__ = ["flow_coefficient", "trade_size"]

#: DN of the nominal pipe sizes below four inches (ISO 6708 against ASME B36.10M); from there on 25 for each inch.
_SMALL = {
    "3/8": 10, "1/2": 15, "3/4": 20, "1": 25, "1-1/4": 32, "1-1/2": 40, "2": 50, "2-1/2": 65, "3": 80, "3-1/2": 90,
}  # fmt: skip
_INCH = 25
_PIPE = re.compile(r'(?<![\w/-])(\d+(?:-\d/\d|/\d)?)"')
#: A pipe size as it ends the key of a bulk item: ``1-1-2in``.
_KEY = re.compile(r"(?:(\d+)-)?(\d)-(\d)in|(\d+)in")


@lru_cache(maxsize=2000)
def trade_size(text: str, system: System) -> str:
    """A size as it is printed: DN for inches in metric packs, area with its symbol, a cross for sets of conductors.

    >>> trade_size('8"', "SI"), trade_size('1-1/2"', "SI"), trade_size('8"', "IP"), trade_size("3 x 35 mm2", "SI")
    ('DN 200', 'DN 40', '8"', '3 × 35 mm²')
    >>> trade_size("2-1-2in", "IP"), trade_size("12in", "SI")
    ('2-1/2"', 'DN 300')
    """
    key = _KEY.fullmatch(text)
    if key is not None:
        whole = f"{key[1]}-" if key[1] else ""
        text = f'{key[4]}"' if key[4] else f'{whole}{key[2]}/{key[3]}"'
    said = re.sub(r"(?<=\d) x (?=\d)", " × ", text).replace("mm2", "mm²")
    if system == "IP":
        return said
    return _PIPE.sub(lambda found: f"DN {_SMALL.get(found[1]) or _INCH * int(found[1])}", said)


def flow_coefficient(kv: float, system: System) -> float:
    """A flow coefficient as it is printed: Kv [m3/h at 1 bar] in metric packs, else Cv [gpm at 1 psi].

    >>> round(flow_coefficient(28.4605, "IP"), 2)
    32.9
    """
    return kv if system == "SI" else magnitude(q(kv, "m3/h"), "gpm") / magnitude(q(1.0, "bar"), "psi") ** 0.5
