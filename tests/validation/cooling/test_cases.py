"""Part load against the balance by hand: what goes in comes out at any share of the load."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.cooling.cases import HallHeat, cases_of, loaded
from designer.cooling.cooler_set import CoolerSet
from designer.cooling.energy import Plant, run_hours
from designer.cooling.rejection import CoolerModel

COOLER = CoolerModel("cooler/x", "adiabatic", 1500.0, 160.0, 300.0, 38.0, 0.75, 80.0, 187.5)
IT, LOSSES, HOUSE, PLANT, LIQUID, AIR = 10_000.0, 300.0, 40.0, 400.0, 8_600.0, 1_400.0


def hall(source: str, bench) -> tuple[Plant, HallHeat]:
    """A hall whose heats are what goes in: liquid with half the plant's power, the rest to one source of cold."""
    indoor = bench.rules.si("losses_indoor") * LOSSES
    room = AIR + indoor + HOUSE + PLANT / 2.0
    heats = {"facility": LIQUID + PLANT / 2.0, "chilled": 0.0, "outdoor": 0.0}
    heats[source] += room
    bank = CoolerSet.alike(COOLER, 11)
    plant = Plant(
        IT, LOSSES + HOUSE, PLANT, heats["facility"], 1000.0, 36.0, heats["chilled"], 19.0, heats["outdoor"],
        LOSSES - indoor, bank, None, 0, False, True, 1.0, 3.0, 0.1, 5.0, 6.0, 0.12, technology_supply=40.0,
    )
    return plant, HallHeat(LIQUID, AIR, 0.0, LOSSES, 1_500.0, source)


@given(st.floats(0.0, 1.0), st.sampled_from(["facility", "outdoor"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_share_of_the_load_closes(bench, share, source):
    """IT, losses and plant at any load equal the heat rejected, to 1e-9."""
    plant, heat = hall(source, bench)
    part = loaded(bench, plant, heat, share)
    hours = run_hours(part, np.array([25.0]), np.array([18.0]))
    put_in = part.it_kw + part.loss_kw + hours.mechanical
    assert hours.rejected == pytest.approx(put_in, rel=1e-9)
    assert part.it_kw == pytest.approx(share * IT)


def test_losses_at_half_load(bench):
    """A fixed share of 0.3 and the rest by the square: 0.3 + 0.7/4 = 0.475 of the losses at half load."""
    plant, heat = hall("facility", bench)
    assert loaded(bench, plant, heat, 0.5).loss_kw == pytest.approx(0.475 * LOSSES + HOUSE)


def test_the_cases_move_as_they_must(bench):
    """Less load makes a worse PUE and a smaller range; the extreme hour and lost water warm the supply."""
    plant, heat = hall("facility", bench)
    found = {case.key: case for case in cases_of(bench, plant, heat)}
    assert set(found) == {
        "load-100", "load-75", "load-50", "load-25", "idle", "winter", "extreme", "cooler-out", "water-lost"
    }
    assert all(case.rejected == pytest.approx(case.put_in, rel=1e-9) for case in found.values())
    loads = [found[key] for key in ("load-100", "load-75", "load-50", "load-25")]
    assert all(a.pue < b.pue for a, b in pairwise(loads))
    ranges = [case.facility_return - case.facility_supply for case in loads]
    assert ranges == sorted(ranges, reverse=True)
    assert found["winter"].fan_speed < found["load-100"].fan_speed
    assert found["water-lost"].facility_supply > found["load-100"].facility_supply
    assert found["water-lost"].water == 0.0
    rise = found["extreme"].facility_supply - plant.facility_supply
    assert found["extreme"].technology_supply == pytest.approx(40.0 + rise)
