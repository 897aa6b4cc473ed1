"""What the brief keeps for the mine has transformers, floor and ways in every state; what cannot be kept is named with
what can.
"""

from designer.checks.records import Verdict
from tests.conversion.test_case import develop


def keeping(power, racks="max"):
    """The design of the small mine that keeps some power and takes as many racks as it can."""
    mining = {"keep": power, "price": "70 USD/MWh", "power_price": "40 USD/MWh"}
    return develop(mining=mining, economics=None, conversion=None, compute={"rack": "gb200-nvl72", "racks": racks})


def failed(judged, rule):
    """The failed findings of a rule."""
    return [f for f in judged.findings.findings if f.rule == rule and f.verdict is Verdict.FAIL]


def test_transformers_stay_with_the_mine():
    """Two of four transformers carry 2.2 MW in every state; new ones take other numbers, the ledger counts all once."""
    judged = keeping("2.2 MW")
    design = judged.design
    for state in design.conversion.phasing.states:
        assert {"TX-03", "TX-04"} <= set(state.left), state.name
        assert state.mine_kw >= 2200.0, state.name
    assert not any(failed(judged, rule) for rule in ("CNV-03", "CNV-04", "CNV-05", "POW-12"))
    placed = {p.tag for p in design.trades.layout.of("transformer")}
    assert placed.isdisjoint({"TX-03", "TX-04"})
    kept = [line for line in design.trades.power.reuse if line.test == "mine_keeps"]
    assert [(line.tag, line.count, line.fate.value) for line in kept] == [("TX-03", 2, "REUSE-IN-PLACE")]


def test_what_cannot_be_kept_is_named_with_what_can():
    """The floor of 3.5 MW is not there beside any hall: the finding says what is; promised that much, it is kept, with
    fewer racks than the import alone would allow.
    """
    short = failed(keeping("3.5 MW"), "CNV-04")
    assert [f.limit for f in short] == ["≥ 3,500\xa0kW"]
    value = short[0].value.replace(",", "").split("\xa0")[0]
    judged = keeping(f"{float(value) - 1} kW")
    assert not failed(judged, "CNV-04")
    assert judged.design.trades.programme.gpu_racks > 0
