"""The room that wires the hall: every network as a graph of devices, ports and cables, placed in racks and routed."""

from designer.fabric.assess import assess
from designer.fabric.count import count, sized_as_counted
from designer.fabric.quarters import quartered, seek_quarters
from designer.fabric.records import CABLE, DEVICE, Bundle, Fabric, Network, NetworkCounts, Run, Seat
from designer.fabric.wire import wire

__all__ = [
    "CABLE", "DEVICE", "Bundle", "Fabric", "Network", "NetworkCounts", "Run", "Seat", "assess", "count",
    "quartered", "seek_quarters", "sized_as_counted", "wire",
]
