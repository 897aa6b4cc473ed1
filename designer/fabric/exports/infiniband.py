"""A network in the syntax of ibnetdiscover, which ibsim loads: one record for each host adapter and each switch.

Every port of a host is an adapter of its own, named ``host-hca0`` and so on; both directions of a link are listed,
parts of a line are parted by tabs and records by one blank line.
"""

from collections.abc import Iterator

import numpy as np

from designer.fabric.records import Network

__all__ = ["adapter_name", "ibsim_net"]


def adapter_name(host: str, port: int) -> str:
    """The name of a host's adapter on a port counted from 1.

    >>> adapter_name("dgx0001", 1)
    'dgx0001-hca0'
    """
    return f"{host}-hca{port - 1}"


def ibsim_net(network: Network) -> str:
    """The text of a ``.net`` file."""
    return "\n".join(_records(network))


def _records(network: Network) -> Iterator[str]:
    cables, names = network.cables, network.names
    host = cables["layer"] == 0
    links = cables[host]
    order = np.lexsort((links["a_port"], links["a"]))
    for a, a_port, b, b_port in links[order][["a", "a_port", "b", "b_port"]].tolist():
        name = adapter_name(names[a], a_port)
        yield f'Hca\t1 "{name}"\t# "{name}"\n[1]\t"{names[b]}"[{b_port}]\n'
    ports: dict[int, list[tuple[int, str]]] = {
        row: [] for row in np.flatnonzero(network.devices["tier"] > 0).tolist()
    }
    for a, a_port, b, b_port, layer in cables[["a", "a_port", "b", "b_port", "layer"]].tolist():
        if layer == 0:
            ports[b].append((b_port, f'"{adapter_name(names[a], a_port)}"[1]'))
        else:
            ports[a].append((a_port, f'"{names[b]}"[{b_port}]'))
            ports[b].append((b_port, f'"{names[a]}"[{a_port}]'))
    for row, used in ports.items():
        model = int(network.devices["model"][row])
        radix = network.lanes[model] * network.cages[model]
        lines = "".join(f"[{port}]\t{far}\n" for port, far in sorted(used))
        yield f'Switch\t{radix} "{names[row]}"\t# "{names[row]}"\n{lines}'
