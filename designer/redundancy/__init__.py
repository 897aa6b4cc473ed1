"""The proof of redundancy: every element removed from one graph of power, coolant, air, packets and control."""

from designer.redundancy.laying import trades_laid_back
from designer.redundancy.merging import join
from designer.redundancy.proving import outlines, prove, prove_graph, rules_of

__all__ = ["join", "outlines", "prove", "prove_graph", "rules_of", "trades_laid_back"]
