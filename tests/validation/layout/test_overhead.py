"""The overhead stack-up against the reference's budget (section 3.3)."""

import pytest

from designer.catalog import Catalog
from designer.layout.overhead import Hung, overhead_of, stack_close, stack_crossing, stack_in_line
from designer.layout.rules import read_rules
from designer.ledger import Evidence, Status, Value
from designer.units import magnitude, q

BUDGET = {
    "h_gap": q(0.30, "m"),
    "n_bus": q(1.0),
    "h_space": q(0.15, "m"),
    "n_tray": q(3.0),
    "h_tray": q(0.10, "m"),
    "h_access": q(0.20, "m"),
    "h_main": q(0.0, "m"),
    "h_light": q(0.10, "m"),
    "h_sprinkler": q(0.46, "m"),
}


def clear(metres: float | None) -> Value:
    """A clear height."""
    return Value(
        None if metres is None else q(metres, "m"), Evidence("brief", Status.ASSUMPTION), "brief:hall.clear_height"
    )


@pytest.mark.parametrize(("busway", "pipe", "printed"), [(0.15, 0.40, 4.70), (0.25, 0.60, 5.00)])
def test_all_in_one_line(busway: float, pipe: float, printed: float) -> None:
    """Printed: 4.70 to 5.00 m before structure for a rack of 2.24 m."""
    height = stack_in_line(h_rack=q(2.24, "m"), h_bus=q(busway, "m"), h_pipe=q(pipe, "m"), **BUDGET)
    assert magnitude(height, "m") == pytest.approx(printed, abs=0.005)


def test_with_the_lower_rack() -> None:
    """Printed: 4.4 to 4.7 m with a rack of 1.956 m."""
    low = stack_in_line(h_rack=q(1.956, "m"), h_bus=q(0.15, "m"), h_pipe=q(0.40, "m"), **BUDGET)
    high = stack_in_line(h_rack=q(1.956, "m"), h_bus=q(0.25, "m"), h_pipe=q(0.60, "m"), **BUDGET)
    assert round(magnitude(low, "m"), 1) == 4.4
    assert round(magnitude(high, "m"), 1) == 4.7


def test_by_zone_needs_less() -> None:
    """Pipes over the aisles beside the busways save 0.25 m; over low racks walking headroom governs."""
    same = {"h_bus": q(0.25, "m"), "h_pipe": q(0.50, "m"), **BUDGET}
    line = stack_in_line(h_rack=q(2.24, "m"), **same)
    zones = stack_crossing(h_rack=q(2.24, "m"), h_walk=q(2.4, "m"), **same)
    assert magnitude(line, "m") - magnitude(zones, "m") == pytest.approx(0.25)
    low = stack_crossing(h_rack=q(1.8, "m"), h_walk=q(2.4, "m"), **same)
    assert magnitude(low, "m") == pytest.approx(2.4 + 0.5 + 0.15 + 0.9 + 0.1 + 0.46)


HEIGHTS = (5.0, 4.5, 4.2, 3.6)


def test_a_hall_between_gives_up_one_tray_level() -> None:
    """Three levels of tray need 4.64 m here; a hall of 4.5 m gets two levels and stands, in one of 4.2 m the services
    hang close, one of 3.6 m fails and says both.
    """
    rules = read_rules(Catalog())
    found = [overhead_of(rules, Hung(2.236, 1), clear(h)) for h in HEIGHTS]
    names = [[name for name, _, _ in o.layers if name.startswith("tray")] for o in found]
    assert [len(n) for n in names] == [3, 2, 2, 2]
    assert [o.steps[1].verdict for o in found] == [True, True, None, False]
    assert [len(o.steps) for o in found] == [2, 2, 3, 3]
    assert [o.steps[-1].verdict for o in found] == [True, True, True, False]
    tops = [max(top for _, _, top in o.layers[:-1]) for o in found]
    clearance = [high - low for _, low, high in (o.layers[-1] for o in found)]
    assert [top + free for top, free in zip(tops, clearance, strict=True)] == pytest.approx(
        [o.needed for o in found], abs=1e-3
    )
    roofs = [max(o.needed, h) for o, h in zip(found, HEIGHTS, strict=True)]
    assert [o.layers[-1][2] for o in found] == pytest.approx(roofs, abs=1e-3)


def test_hung_close_by_hand() -> None:
    """Over racks of 2.24 m: busways to 2.79 m or pipes from 2.4 m, whichever is higher; trays or a main; 0.46 m."""
    heights = {"h_gap": q(0.3, "m"), "h_bus": q(0.25, "m"), "h_walk": q(2.4, "m"), "h_space": q(0.15, "m")}
    heights |= {"n_tray": q(2.0), "h_tray": q(0.1, "m"), "h_access": q(0.2, "m"), "h_sprinkler": q(0.46, "m")}
    by = {
        (1.0, 0.5, 0.0): 2.4 + 0.5 + 0.15 + 0.4 + 0.46,
        (2.0, 0.5, 0.0): 2.24 + 0.3 + 0.5 + 0.15 + 0.4 + 0.46,
        (1.0, 0.0, 0.6): 2.24 + 0.3 + 0.25 + 0.15 + 0.6 + 0.46,
    }
    for (busways, pipe, main), printed in by.items():
        height = stack_close(h_rack=q(2.24, "m"), n_bus=q(busways), h_pipe=q(pipe, "m"), h_main=q(main, "m"), **heights)
        assert magnitude(height, "m") == pytest.approx(printed)


def test_what_shares_a_level_hangs_apart() -> None:
    """In a low hall pipes end under the trays, and mains begin where the trays do, over the busways."""
    low = overhead_of(read_rules(Catalog()), Hung(2.236, 2, main=0.4), clear(4.0))
    levels = {name: (bottom, top) for name, bottom, top in low.layers}
    assert low.abreast == 2
    assert levels["tcs-pipe"][1] < levels["tray-1"][0]
    assert levels["busway"][1] < levels["fws-pipe"][0] == levels["tray-1"][0]
    assert levels["sprinkler"][0] >= max(levels["tray-2"][1], levels["fws-pipe"][1])


@pytest.mark.parametrize(("main", "chilled"), [(0.32, 0.0), (0.22, 0.34)])
def test_mains_between_the_trays_by_hand(main: float, chilled: float) -> None:
    """Headers from 2.4 to 2.9 m, over the busways; 0.15 m to tray A of 0.1 m, the thickest main with 0.05 m of fall,
    tray B of 0.1 m and 0.46 m under the sprinklers. Height to spare lies in equal parts under and over the main.
    """
    thick = max(main, chilled)
    needed = 2.9 + 0.15 + 0.1 + thick + 0.05 + 0.1 + 18 * 0.0254
    rules, hung = read_rules(Catalog()), Hung(2.236, 2, main=main, chilled=chilled)
    exact, spare = (overhead_of(rules, hung, clear(round(needed, 4) + more)) for more in (0.0001, 0.06))
    assert exact.needed == pytest.approx(needed, abs=1e-4)
    for found, gap in ((exact, 0.0), (spare, 0.03)):
        levels = {name: (low, high) for name, low, high in found.layers}
        assert levels["fws-pipe"][0] - levels["tray-1"][1] == pytest.approx(gap, abs=2e-4)
        assert levels["tray-2"][0] - (levels["fws-pipe"][0] + thick + 0.05) == pytest.approx(gap, abs=2e-4)
        assert levels["tray-2"][1] <= levels["sprinkler"][0]
    lower = overhead_of(rules, hung, clear(needed - 0.002))
    assert lower.facility == lower.tray_a


def test_an_unknown_height_is_not_judged() -> None:
    """Without a clear height the stack is drawn and has no verdict."""
    unknown = overhead_of(read_rules(Catalog()), Hung(2.236, 2), clear(None))
    assert unknown.steps[1].verdict is None
    assert unknown.layers


def test_facility_mains_have_a_level_of_their_own() -> None:
    """Mains of 0.5 m lie over the trays and under the lights; the stack is so much higher."""
    rules = read_rules(Catalog())
    bare, mains = (overhead_of(rules, Hung(2.236, 1, main=m), clear(None)) for m in (0.0, 0.5))
    levels = {name: (low, high) for name, low, high in mains.layers}
    assert levels["fws-pipe"][0] == pytest.approx(mains.facility)
    assert mains.facility >= levels["tray-3"][1]
    assert levels["fws-pipe"][1] <= levels["lights"][0]
    assert mains.needed - bare.needed == pytest.approx(0.5)


@pytest.mark.parametrize(("plant", "gap"), [(0.0, 0.30), (2.175, 0.35), (2.365, 2.365 + 0.35 - 2.236)])
def test_busways_leave_room_for_rings_over_tall_plant(plant: float, gap: float) -> None:
    """A ring main fits between racks or taller CDUs and the busways; all layers above move up by as much."""
    rules = read_rules(Catalog())
    bare, found = (overhead_of(rules, Hung(2.236, 1, plant=h), clear(7.0)) for h in (0.0, plant))
    assert found.busway == pytest.approx(2.236 + gap)
    assert found.needed - bare.needed == pytest.approx(found.busway - bare.busway, abs=1e-6)


def test_a_low_hall_keeps_its_stack() -> None:
    """Where the room for rings would cost a level of trays or make the hall too low, busways hang as without it."""
    rules = read_rules(Catalog())
    for height in (4.4, 4.7):
        rings, none = (overhead_of(rules, Hung(2.236, 1, plant=h), clear(height)) for h in (2.365, 0.0))
        assert rings == none, height
