"""Flows add up from racks to row headers, CDUs and the facility loop."""

import math
import re

import pytest


def test_flows_add_up(plan, fjord_plan):
    """Of each loop: first pieces of its row headers carry what its racks are set to; its CDUs, with one out, carry what
    its racks get. On the facility loop every consumer's branch carries the CDU's flow, there and back.
    """
    for each in (plan, fjord_plan):
        home = {r.tag: r.loop for r in each.racks}
        assert {s.rack for s in each.settings} == set(home)
        for loop in set(home.values()):
            wanted = math.fsum(s.flow for s in each.settings if home[s.rack] == loop)
            heads = [p.flow for p in each.pipes if re.match(rf"{loop}-ROW-[\w-]+-S1[A-D]?$", p.tag)]
            assert math.fsum(heads) == pytest.approx(wanted, rel=1e-9)
            racks = math.fsum(r.flow for r in each.racks if r.loop == loop)
            units = [d.tcs_flow for d in each.cdus if d.loop == loop]
            assert math.fsum(units) * (len(units) - 1) / len(units) == pytest.approx(racks, rel=1e-3)
        branches = {p.tag: p.flow for p in each.pipes if re.match(r"FWS-CDU-\d+-[SR]$", p.tag)}
        assert branches
        for duty in each.cdus:
            there, back = (branches[f"FWS-{duty.tag}-{side}"] for side in "SR")
            assert there == back == pytest.approx(duty.fws_flow, rel=1e-9)
