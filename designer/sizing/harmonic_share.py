"""What harmonics leave of a transformer's nameplate, by what draws the current: shelves, UPS rectifiers, drives."""

from collections.abc import Mapping

from designer.catalog import Catalog
from designer.ledger import Step, formula, sqrt
from designer.units import Quantity, q

__all__ = ["ORDERS", "harmonic_loss_factor", "spectrum", "usable_of", "usable_share"]

#: Orders whose currents are counted.
ORDERS = (5, 7, 11, 13)


@formula("K", unit="", source="ieee-c57-110", clause="sum of h^2 I_h^2 over sum of I_h^2")
def harmonic_loss_factor(i_5: Quantity, i_7: Quantity, i_11: Quantity, i_13: Quantity) -> Quantity:
    """K-factor of a current with harmonics of orders 5, 7, 11 and 13 over the fundamental."""
    return (1 + 25 * i_5**2 + 49 * i_7**2 + 121 * i_11**2 + 169 * i_13**2) / (1 + i_5**2 + i_7**2 + i_11**2 + i_13**2)


@formula("k_S", unit="", source="ieee-c57-110", clause="transformer not rated for harmonics")
def usable_share(P_EC: Quantity, K: Quantity) -> Quantity:
    """Share of the nameplate that may be used under a harmonic current."""
    return sqrt((1 + P_EC) / (1 + K * P_EC))


def spectrum(catalog: Catalog, drawn: Mapping[str, float]) -> dict[str, float]:
    """Currents of each order over the fundamental, of sources by name (``rack``, ``ups``, ``drive``) and kVA.

    Harmonics of one order are added as numbers, not as vectors: the true sum is smaller.

    >>> spectrum(Catalog(), {"drive": 100.0})["i_5"]
    0.3
    """
    whole = sum(drawn.values())
    if whole <= 0.0:
        return {f"i_{h}": 0.0 for h in ORDERS}
    return {
        f"i_{h}": sum(
            kva * catalog.threshold("power", f"harmonic_{source}_{h}").si("") for source, kva in sorted(drawn.items())
        )
        / whole
        for h in ORDERS
    }


def usable_of(catalog: Catalog, source: str) -> tuple[Step, Step]:
    """The K-factor of a source and the share of a transformer that it leaves."""
    shares = {key: q(share) for key, share in spectrum(catalog, {source: 1.0}).items()}
    factor = harmonic_loss_factor.step(f"sizing.k_factor[{source}]", limit=None, **shares)
    return factor, usable_share.step(
        f"sizing.usable[{source}]", P_EC=catalog.threshold("power", "eddy_share"), K=factor
    )
