"""Asks the oracles in their own environment: a folder ``.venv-oracles`` beside the project with pandapipes and WNTR."""

import json
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["ABSENT", "Oracles", "python"]

ROOT = Path(__file__).resolve().parents[2]
ABSENT = "no .venv-oracles: `make oracles` sets it up"


def python() -> Path | None:
    """The interpreter of the oracles' environment, or None without one."""
    path = ROOT / ".venv-oracles" / "bin" / "python"
    return path if path.exists() else None


class Oracles:
    """A running process that solves one network at a time with every engine."""

    def __init__(self) -> None:
        server = Path(__file__).with_name("serve.py")
        self.process = subprocess.Popen(
            [str(python()), str(server)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def load(self, network: dict[str, Any]) -> None:
        """Hand over a network."""
        self._ask({"load": network})

    def solve(self, engine: str, flows: bool = False) -> tuple[float, list[float]]:
        """Seconds of one solve, and the flows [kg/s] by pipe when they are wanted (then solved to rounding)."""
        answer = self._ask({"solve": engine, "flows": flows})
        return answer["seconds"], answer["flows"]

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        if "trouble" in answer:
            raise RuntimeError(answer["trouble"])
        return answer
