"""Sizing rules against hand calculations and published rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.fabric import formulas as f
from designer.units import q


def number(quantity) -> float:
    """A dimensionless quantity as a float."""
    return float(quantity.m_as(""))


@pytest.mark.parametrize(
    ("positions", "ports", "leaves"), [(32, 32, 1), (144, 32, 5), (144, 72, 2), (18, 32, 1), (33, 32, 2)]
)
def test_leaves_per_group(positions, ports, leaves):
    """A unit of 144 trays takes 5 leaves of 32 ports on each rail, 2 of 72."""
    assert number(f.leaves_per_group(P=positions, d=ports)) == leaves


@pytest.mark.parametrize(
    ("used", "down", "up", "over", "links"),
    [(32, 400, 400, 1, 32), (48, 400, 400, 3, 16), (32, 400, 400, 4 / 3, 24), (144, 200, 400, 4 / 3, 54)],
)
def test_uplinks(used, down, up, over, links):
    """Uplinks carry the host bandwidth over the oversubscription: 254 storage ports at 4:3 take 192."""
    assert number(f.uplinks(d_used=used, v_down=q(down, "Gbit/s"), v_up=q(up, "Gbit/s"), o=over)) == links


@pytest.mark.parametrize(("leaves", "spines"), [(8, 4), (16, 8), (24, 16), (32, 16), (64, 32)])
def test_spines_of_two_tiers(leaves, spines):
    """All five leaf counts of the published two-tier rows at radix 64."""
    assert number(f.spines(U=leaves * 32, R=64, u=32, S_least=2)) == spines


@given(st.data(), st.sampled_from([32, 64, 72, 128, 144]))
def test_spines_divide_and_suffice(data, radix):
    """Spines divide the uplinks of a leaf and have ports for all of them, and no smaller divisor would do."""
    leaves, up = data.draw(st.integers(1, radix)), radix // 2
    spines = round(number(f.spines(U=leaves * up, R=radix, u=up, S_least=1)))
    assert up % spines == 0
    assert spines * radix >= leaves * up
    smaller = [d for d in range(1, spines) if up % d == 0 and d * radix >= leaves * up]
    assert not smaller


@pytest.mark.parametrize(("units", "pods", "cores"), [(16, 4, 64), (32, 8, 128), (64, 16, 256)])
def test_pods_and_cores(units, pods, cores):
    """Units of 8 leaves at radix 64: four units make a pod, cores are half the spines."""
    found = f.pods(n_rail=1, G=units, L_group=8, h=32)
    assert number(found) == pods
    assert number(f.cores(S=32, P_pods=found, w=32, R=64, m=1)) == cores


def test_links_and_optics():
    """48 switches with 32 twin-port cages each hold the printed 1,536 switch transceivers."""
    assert number(f.links_up(n=32, u=32)) == 1024
    assert number(f.optics(n_cages=(32 + 16) * 32, n_each=1)) == 1536


def test_capacities():
    """Radix 64: 2,048 host ports in two tiers, 65,536 in three."""
    assert number(f.two_tier_hosts(R=64)) == 2048
    assert number(f.three_tier_hosts(R=64)) == 65536


def test_flow_shares():
    """One of 16 spines lost leaves 480 of 512: 93.75 %."""
    wanted = f.pool_flow(n_low=512, n_high=512)
    assert number(f.bisection_share(F_found=480, F_wanted=wanted)) == pytest.approx(0.9375)
