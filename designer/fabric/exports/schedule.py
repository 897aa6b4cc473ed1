"""The cable schedule: one row for each link, with the label that is fixed at both ends, and the port map by switch."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from designer.fabric.exports.columns import Column, Index, Part, cell_texts, chosen, constant, distinct, of
from designer.fabric.records import Network, Run, Seat

__all__ = [
    "CABLE_COLUMNS", "LABEL_COLUMNS", "PORT_COLUMNS", "cable_columns", "cable_rows", "label_columns", "label_of",
    "port_map_columns", "port_map_rows", "port_name", "port_texts",
]

#: Columns of `cable_rows`.
CABLE_COLUMNS = (
    "network", "label_a", "label_b", "device_a", "port_a", "rack_a", "device_b", "port_b", "rack_b", "speed_gbit_s",
    "length_m", "stock_m", "cable", "optic_a", "optic_b", "tray", "layer",
)
#: Columns of `port_map_rows`.
PORT_COLUMNS = ("device", "port", "cage", "far_device", "far_port", "far_rack", "speed_gbit_s", "label")
#: Columns of `label_columns`.
LABEL_COLUMNS = ("network", "cable", "end", "rack", "device", "port", "label")

_LAYERS = ("host-leaf", "leaf-spine", "spine-core", "pair")


def port_name(network: Network, model: int, port: int) -> str:
    """The printed name of a logical port: cage, and place in the cage where it holds several.

    Network adapters count their ports through; a switch names ``17/2`` the second link of cage 17.
    """
    lanes = network.lanes[model] if network.lanes else 1
    if lanes <= 1:
        return str(port)
    cage, place = divmod(port - 1, lanes)
    return f"{cage + 1}/{place + 1}"


def port_texts(network: Network, device: Index, port: Index) -> Part:
    """The printed names of the ports of some devices; each pair of model and port is formatted once."""
    span = int(port.max(initial=0)) + 1
    models = max(1, len(network.models))
    texts = tuple(port_name(network, model, number) for model in range(models) for number in range(span))
    return Part(texts, network.devices["model"][device].astype(np.int32) % models * span + port)


def label_of(rack: str, rack_unit: int, device: str, port: str) -> str:
    """One end of a label: rack, rack unit where it is known, and port; the device's name where there is no rack."""
    return f"{_label_stem(rack, rack_unit, device)}:{port}"


def _label_stem(rack: str, rack_unit: int, device: str) -> str:
    if not rack or device.startswith(rack):
        return device
    return f"{rack}-U{rack_unit:02d}" if rack_unit else f"{rack}/{device}"


def _label_stems(network: Network, seats: Sequence[Seat]) -> tuple[str, ...]:
    units = {seat.device: seat.rack_unit for seat in seats}
    names, racks = network.names, _racks(network)
    return tuple(_label_stem(rack, units.get(name, 0), name) for name, rack in zip(names, racks, strict=True))


def _racks(network: Network) -> tuple[str, ...]:
    return network.racks or ("",) * len(network.names)


def cable_columns(network: Network, seats: Sequence[Seat] = (), runs: Sequence[Run] = ()) -> dict[str, Column]:
    """The columns of `CABLE_COLUMNS` by name, in the order of the cables.

    A label carries both ends, near end first: ``A / B`` at end a and ``B / A`` at end b. Unknown lengths stay blank.
    """
    cables, racks = network.cables, _racks(network)
    a, b = cables["a"], cables["b"]
    near, far = port_texts(network, a, cables["a_port"]), port_texts(network, b, cables["b_port"])
    stems = _label_stems(network, seats)
    end_a, end_b = of(Part(stems, a), ":", near), of(Part(stems, b), ":", far)
    trays = [run.path if run.edges else "" for run in runs]
    return {
        "network": of(network.name),
        "label_a": (*end_a, constant(" / "), *end_b),
        "label_b": (*end_b, constant(" / "), *end_a),
        "device_a": of(Part(network.names, a)),
        "port_a": of(near),
        "rack_a": of(Part(racks, a)),
        "device_b": of(Part(network.names, b)),
        "port_b": of(far),
        "rack_b": of(Part(racks, b)),
        "speed_gbit_s": of(distinct(cables["speed"], "{:g}".format)),
        "length_m": of(distinct(cables["length"], _metres)),
        "stock_m": of(distinct(cables["stock"], _stock)),
        "cable": of(chosen(_slugs(network.cable_types), cables["cable"])),
        "optic_a": of(chosen(_slugs(network.optic_types), cables["a_optic"])),
        "optic_b": of(chosen(_slugs(network.optic_types), cables["b_optic"])),
        "tray": of(chosen(trays, cables["route"])),
        "layer": of(Part(_LAYERS, cables["layer"])),
    }


def cable_rows(network: Network, seats: Sequence[Seat] = (), runs: Sequence[Run] = ()) -> Iterator[tuple[str, ...]]:
    """Rows of `CABLE_COLUMNS`, in the order of the cables."""
    columns = cable_columns(network, seats, runs)
    rows = len(network.cables)
    return zip(*(cell_texts(columns[name], rows) for name in CABLE_COLUMNS), strict=True)


def label_columns(network: Network, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns of `LABEL_COLUMNS`: two labels for each cable, one for either end, made from the cable's columns.

    Each reads near end first, so that whoever holds the plug sees where it belongs before where it leads.
    """
    rows = len(network.cables)
    pick = np.arange(2 * rows, dtype=np.int32)
    first = pick % 2 == 0
    cable, twin = pick // 2, np.where(first, 0, 1)

    def either(name: str) -> Part:
        a, b = columns[f"{name}_a"][0], columns[f"{name}_b"][0]
        return _either(a, b, cable, first)

    ends = [_either(a, b, cable, first) for a, b in zip(columns["label_a"], columns["label_b"], strict=True)]
    return {
        "network": columns["network"],
        "cable": of(f"{network.name}-", *_numbers(cable)),
        "end": of(Part(("A", "B"), twin)),
        "rack": of(either("rack")),
        "device": of(either("device")),
        "port": of(either("port")),
        "label": tuple(ends),
    }


def _numbers(rows: NDArray[np.int32]) -> tuple[Part, Part]:
    """Numbers from 1 on in six digits."""
    high, low = np.divmod(rows + 1, 1000)
    threes = tuple(f"{n:03d}" for n in range(1000))
    return Part(threes, high), Part(threes, low)


def _either(a: Part, b: Part, cable: Index, first: NDArray[np.bool_]) -> Part:
    """The texts of end a and end b in turn."""
    if a.index is None or b.index is None:
        return a
    if a.texts is b.texts:
        return Part(a.texts, np.where(first, a.index[cable], b.index[cable]))
    return Part((*a.texts, *b.texts), np.where(first, a.index[cable], b.index[cable] + len(a.texts)))


def _metres(length: float) -> str:
    return f"{length:.1f}" if length else ""


def _stock(length: float) -> str:
    return f"{length:g}" if length else ""


def _slugs(names: Sequence[str]) -> list[str]:
    return [name.rpartition("/")[2] for name in names]


def port_map_columns(network: Network, devices: Sequence[str] = ()) -> tuple[dict[str, Column], int]:
    """The columns of `PORT_COLUMNS` by name for the switches of a network (or those named), port by port; the rows."""
    cables, names = network.cables, network.names
    row, port, far, far_port = (
        np.concatenate([cables[x], cables[y]])
        for x, y in (("a", "b"), ("a_port", "b_port"), ("b", "a"), ("b_port", "a_port"))
    )
    keep = network.devices["tier"] > 0
    if devices:
        keep &= np.isin(np.array(names), np.array(devices))
    kept = np.flatnonzero(keep[row])
    order = kept[np.lexsort((far_port[kept], far[kept], port[kept], row[kept]))]
    row, port, far, far_port = row[order], port[order], far[order], far_port[order]
    own, other = port_texts(network, row, port), port_texts(network, far, far_port)
    lanes = np.maximum(1, np.array(network.lanes))[network.devices["model"][row]]
    columns = {
        "device": of(Part(names, row)),
        "port": of(own),
        "cage": of(distinct((port - 1) // lanes + 1, str)),
        "far_device": of(Part(names, far)),
        "far_port": of(other),
        "far_rack": of(Part(_racks(network), far)),
        "speed_gbit_s": of(distinct(cables["speed"][order % max(1, len(cables))], "{:g}".format)),
        "label": of(Part(names, row), ":", own, " / ", Part(names, far), ":", other),
    }
    return columns, len(order)


def port_map_rows(network: Network, devices: Sequence[str] = ()) -> Iterator[tuple[str, ...]]:
    """Rows of `PORT_COLUMNS`."""
    columns, rows = port_map_columns(network, devices)
    return zip(*(cell_texts(columns[name], rows) for name in PORT_COLUMNS), strict=True)
