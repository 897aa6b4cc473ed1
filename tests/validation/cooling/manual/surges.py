"""Published suctions and surges: NPSH of open and closed systems, wave speeds, sudden and even closing."""

from collections.abc import Iterator

from designer.cooling import pressures, suction, surge
from designer.units import Quantity, magnitude, q
from tests.validation.cooling.manual.row import Row

_G = q(9.80665, "N/kg")
_WATER = q(1000, "kg/m3")


def _metres(heads: dict[str, Quantity], z: Quantity) -> Quantity:
    """NPSH available from heads of liquid."""
    found = {name: head * _WATER * _G for name, head in heads.items()}
    return suction.npsh_available(**found, rho=_WATER, g=_G, z=z)


def suction_rows() -> Iterator[Row]:
    """NPSH available, vapour pressures, margins."""
    spellman = ("worked examples of a maintenance operator's handbook (climate-policy-watcher.org)", "read")
    lost = {"p": q(34, "ft"), "p_v": q(0.6, "ft"), "dp_s": q(2.4, "ft")}
    found = [magnitude(_metres(lost, q(z, "ft")), "ft") for z in (15, -20)]
    yield Row.of(("Suction", "Water of 60 degF from a tank 15 ft above, from a reservoir 20 ft below", *spellman),
                 ("ft", (46.0, 11.0), found), 1e-9)  # fmt: skip
    chi = {"p": q(10.2, "m"), "p_v": q(7.2, "m"), "dp_s": q(3.0, "m")}
    needed = q(3.0, "m") + q(0.5, "m")
    yield Row.of(("Suction", "CHI 12 at 12 m3/h and 90 degC, 1 bar: suction head short of NPSH 3 m and 0.5 m",
                  "Grundfos, CHI installation and operating instructions, 2.4", "read"),
                 ("m", -3.5, magnitude(_metres(chi, q(0, "m")) - needed, "m")), 1e-9)  # fmt: skip
    vapour = [magnitude(pressures.vapour_pressure(T=q(t, "degC")), "kPa") for t in (80, 60)]
    yield Row.of(("Suction", "Vapour pressure of water at 80 degC; at 140 degF, 2.889 psi", "Grundfos, The Centrifugal "
                  "Pump, example 2.2; The Practical Pumping Handbook, 4.4.2.5", "read"),
                 ("kPa", (47.4, 19.92), vapour), 2e-3)  # fmt: skip
    margins = [magnitude(suction.npsh_needed(NPSH_R=q(r, "m"), k=q(1.1), m=q(0.6, "m")), "m") for r in (3, 10)]
    yield Row.of(("Suction", "Margin of building services over 3 m and 10 m: 0.6 m or a tenth", "ANSI/HI 9.6.1, as a "
                  "note on recommended margins quotes it", "secondary"), ("m", (3.6, 11.0), margins), 1e-9)  # fmt: skip


def surge_rows() -> Iterator[Row]:
    """Wave speed, Joukowsky, Michaud, critical time."""
    steel, water = q(200000, "MPa"), q(2200, "MPa")
    waves = [
        surge.wave_speed(K=water, rho=_WATER, D=q(d, "mm"), E=steel, e=q(e, "mm")) for d, e in ((100, 5), (500, 10))
    ]
    yield Row.of(("Surge", "Wave speed in steel of 100 by 5 mm and of 500 by 10 mm", "thermofluidcalc.com; "
                  "reuven.tools, worked examples (bore and wall by their ratio)", "read"),
                 ("m/s", (1342.86, 1191.4), [magnitude(a, "m/s") for a in waves]), 5e-5)  # fmt: skip
    sudden = [magnitude(surge.sudden_surge(rho=_WATER, a=a, v=q(2, "m/s")), "kPa") for a in waves]
    head = sudden[1] / 9.81
    yield Row.of(("Surge", "2 m/s stopped at once: pressure; head", "thermofluidcalc.com; reuven.tools", "read"),
                 ("kPa; m", (2685.72, 242.9), (sudden[0], head)), 2e-4)  # fmt: skip
    column = {"v": q(2, "m/s"), "L_m": q(0, "m"), "v_m": q(0, "m/s")}
    slow = [
        surge.least_closing(rho=_WATER, L=q(length, "m"), dp=dp, a=a, **column)
        for length, dp, a in ((150, q(600, "kPa"), waves[0]), (1000, q(81.55 * 9.81, "kPa"), waves[1]))
    ]
    yield Row.of(("Surge", "Closing that raises 150 m by 600 kPa, 1,000 m by 81.55 m", "thermofluidcalc.com; "
                  "reuven.tools", "read"), ("s", (1.0, 5.0), [magnitude(t, "s") for t in slow]), 2e-4)  # fmt: skip
    quick = [
        surge.least_closing(rho=_WATER, L=q(length, "m"), dp=q(1e6, "kPa"), a=a, **column)
        for length, a in ((150, waves[0]), (1000, waves[1]))
    ]
    yield Row.of(("Surge", "Time of a wave there and back in 150 m and 1,000 m", "thermofluidcalc.com; reuven.tools",
                  "read"), ("s", (0.2234, 1.679), [magnitude(t, "s") for t in quick]), 3e-4)  # fmt: skip


def rows() -> Iterator[Row]:
    """All of this part."""
    yield from suction_rows()
    yield from surge_rows()
