"""Standard atmosphere against its table; names of architectures."""

import pytest

from designer.cooling.bench import air_pressure_ratio, spare_of
from designer.errors import Refused
from designer.units import magnitude, q


@pytest.mark.parametrize(("height", "pressure"), [(0, 101.325), (1000, 89.874), (2000, 79.495), (3000, 70.108)])
def test_standard_atmosphere(height, pressure):
    """US Standard Atmosphere 1976 [kPa]."""
    ratio = magnitude(air_pressure_ratio(z=q(height, "m")), "")
    assert ratio * 101.325 == pytest.approx(pressure, abs=0.01)


@pytest.mark.parametrize(("name", "total"), [("N", 3), ("N+1", 4), ("N+2", 5), ("2N", 6), ("2(N+1)", 8)])
def test_architectures(name, total):
    """Three needed units under each name."""
    assert spare_of(name).total(3) == total


def test_unknown_architecture_is_refused():
    """A name that means nothing is a located mistake."""
    with pytest.raises(Refused) as trouble:
        spare_of("plenty")
    assert trouble.value.mistakes[0].place.path == "cooling.architecture"
