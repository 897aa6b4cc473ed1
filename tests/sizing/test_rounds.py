"""From round to round: the loop surely ends, and what was asked for many racks falls with them."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model import Constraint, Shortfall, Trade
from designer.sizing import tighten
from designer.sizing.rounds import asked_for
from designer.units import q

EXTRAS = ("cdus.extra", "air_units.extra", "blocks.extra", "network_racks.min", "losses.kw")


def short(key: str, amount: float) -> Shortfall:
    return Shortfall(Trade.COOLING, "short", "x", q(1), q(0), Constraint(key, amount, "cooling.short"))


def test_equipment_falls_with_the_racks():
    """30 cabinets asked for 49 racks are 8 for 12 of them, and 2 chillers are 1; of a whole hall they stay whole."""
    held = tighten((), [short("network_racks.min", 30), short("chillers.extra", 2)], 1, 49)
    for racks, wanted in ((49, (2, 30)), (60, (2, 30)), (12, (1, 8))):
        assert tuple(asked_for(c, racks) for c in held) == wanted


def test_extras_are_asked_on_top_of_what_is_left_of_the_earlier_ones():
    """4 CDUs for 40 racks count as 2 for 20; one more asked for there makes 3 for 20."""
    held = tighten((), [short("cdus.extra", 4)], 1, 40)
    (again,) = tighten(held, [short("cdus.extra", 1)], 2, 20)
    assert (again.amount, again.racks) == (3, 20)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(5, 200),
    st.lists(st.lists(st.tuples(st.sampled_from(("racks.max", *EXTRAS)), st.integers(1, 60)), max_size=4), max_size=12),
)
def test_no_two_rounds_are_alike(racks, rounds):
    """Whatever is asked for in whatever order: the cap on racks only falls, and by half at most; what each other
    constraint asks for a rack only grows. So no round's constraints come again, and the loop ends.
    """
    held: tuple[Constraint, ...] = ()
    seen = [held]
    for number, asked in enumerate(rounds, 1):
        found = tighten(held, [short(key, float(amount)) for key, amount in asked], number, racks)
        before, after = ({c.key: c for c in one} for one in (held, found))
        assert set(before) <= set(after)
        for key, old in before.items():
            new = after[key]
            if key == "racks.max":
                assert new.amount <= old.amount
            else:
                assert new.amount / max(1, new.racks) >= old.amount / max(1, old.racks) * (1 - 1e-12)
        if found != held:
            assert found not in seen
            seen.append(found)
        held = found
        cap = after["racks.max"].amount if "racks.max" in after else racks
        assert cap >= min(racks // 2, before["racks.max"].amount if "racks.max" in before else racks)
        racks = max(1, min(racks, int(cap)))


def test_a_small_loop_settles():
    """A hall in which plant wants one unit for ten racks and five units more than that do not fit: racks fall until
    both hold, and the plant asked for more racks falls with them.
    """
    held: tuple[Constraint, ...] = ()
    racks = 97
    for number in range(1, 10):
        caps = [c.amount for c in held if c.key == "racks.max"]
        racks = int(min([97, *caps]))
        extra = sum(asked_for(c, racks) for c in held if c.key == "cdus.extra")
        units = racks // 12 + extra
        needed = -(-racks // 10)
        found = [short("cdus.extra", needed - units)] if units < needed else []
        found += [short("racks.max", racks - 9)] if units > 6 else []
        tighter = tighten(held, found, number, racks)
        if tighter == held:
            break
        held = tighter
    assert number < 9
    assert (racks, units) == (61, 6) or units <= 6
    assert replace(held[0], round=0).key in {"cdus.extra", "racks.max"}
