"""The cable schedule: one row for each link, with the label that is fixed at both ends, and the port map by switch."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from designer.fabric.records import Network, Run, Seat

__all__ = ["CABLE_COLUMNS", "PORT_COLUMNS", "cable_rows", "label_of", "port_map_rows", "port_name"]

#: Columns of `cable_rows`.
CABLE_COLUMNS = (
    "network", "label_a", "label_b", "device_a", "port_a", "rack_a", "device_b", "port_b", "rack_b", "speed_gbit_s",
    "length_m", "stock_m", "cable", "optic_a", "optic_b", "tray", "layer",
)
#: Columns of `port_map_rows`.
PORT_COLUMNS = ("device", "port", "cage", "far_device", "far_port", "far_rack", "speed_gbit_s", "label")

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


def label_of(rack: str, rack_unit: int, device: str, port: str) -> str:
    """One end of a label: rack, rack unit where it is known, and port; the device's name where there is no rack."""
    if not rack or device.startswith(rack):
        return f"{device}:{port}"
    return f"{rack}-U{rack_unit:02d}:{port}" if rack_unit else f"{rack}/{device}:{port}"


def cable_rows(network: Network, seats: Sequence[Seat] = (), runs: Sequence[Run] = ()) -> Iterator[tuple[str, ...]]:
    """Rows of `CABLE_COLUMNS`, in the order of the cables.

    A label carries both ends, near end first: ``A / B`` at end a and ``B / A`` at end b. Unknown lengths stay blank.
    """
    units = {seat.device: seat.rack_unit for seat in seats}
    trays = [f"{run.path}" if run.edges else "" for run in runs]
    names, models = network.names, network.devices["model"].tolist()
    racks = network.racks or ("",) * len(names)
    for row in network.cables.tolist():
        a, a_port, b, b_port, layer, _, _, speed, length, stock, cable, a_optic, b_optic, route = row
        near = port_name(network, models[a], a_port)
        far = port_name(network, models[b], b_port)
        ends = (
            label_of(racks[a], units.get(names[a], 0), names[a], near),
            label_of(racks[b], units.get(names[b], 0), names[b], far),
        )
        yield (
            network.name, f"{ends[0]} / {ends[1]}", f"{ends[1]} / {ends[0]}", names[a], near, racks[a], names[b], far,
            racks[b], f"{speed:g}", f"{length:.1f}" if length else "", f"{stock:g}" if stock else "",
            _slug(network.cable_types, cable), _slug(network.optic_types, a_optic), _slug(network.optic_types, b_optic),
            trays[route] if 0 <= route < len(trays) else "", _LAYERS[layer],
        )


def _slug(names: Sequence[str], index: int) -> str:
    return names[index].rpartition("/")[2] if index >= 0 else ""


def port_map_rows(network: Network, devices: Sequence[str] = ()) -> Iterator[tuple[str, ...]]:
    """Rows of `PORT_COLUMNS` for the switches of a network (or those named), port by port."""
    wanted = set(devices)
    tier = network.devices["tier"]
    names, models = network.names, network.devices["model"].tolist()
    racks = network.racks or ("",) * len(names)
    found: Mapping[int, list[tuple[int, int, int, float]]] = {
        row: [] for row in np.flatnonzero(tier > 0).tolist() if not wanted or names[row] in wanted
    }
    for a, a_port, b, b_port, speed in network.cables[["a", "a_port", "b", "b_port", "speed"]].tolist():
        for near, port, far, far_port in ((a, a_port, b, b_port), (b, b_port, a, a_port)):
            if near in found:
                found[near].append((port, far, far_port, speed))
    for row, ports in found.items():
        for port, far, far_port, speed in sorted(ports):
            own, other = port_name(network, models[row], port), port_name(network, models[far], far_port)
            cage = str((port - 1) // max(1, network.lanes[models[row]]) + 1)
            label = f"{names[row]}:{own} / {names[far]}:{other}"
            yield names[row], own, cage, names[far], other, racks[far], f"{speed:g}", label
