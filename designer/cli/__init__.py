"""The command line: results to stdout, messages to stderr, exit codes 0 (fine), 1 (findings fail) and 2 (refused).

Only Typer is imported here; each command imports what it needs, so that ``designer --help`` answers at once.
"""

import os
import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from multiprocessing import active_children
from pathlib import Path
from typing import Annotated, NoReturn, ParamSpec

import typer

from designer.beside import collect_seldom

__all__ = ["Kind", "app", "main"]

P = ParamSpec("P")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

BriefPath = Annotated[Path, typer.Argument(metavar="BRIEF", help="The brief, a YAML file.")]
PackPath = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the pack goes.")]


class Kind(StrEnum):
    """Kinds of brief."""

    SITE = "site"
    FABRIC = "fabric"
    LOOP = "loop"
    STUDY = "study"


KindOf = Annotated[Kind, typer.Option(help="A brief of a site, of a fabric or pipe loop alone, or of a study.")]


def _guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Turn the returned code into the exit code, and mistakes into lines on stderr with exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from designer.cli.guard import guarded

        raise typer.Exit(guarded(lambda: command(*args, **kwargs)))

    return run


def _version(wanted: bool) -> None:
    if wanted:
        from designer import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def _callback(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Version.")] = False,
) -> None:
    """Turn a bitcoin-mining hall's footprint and power feed into a reviewable AI-hall design pack."""


@app.command()
@_guarded
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or existing folder.")], kind: KindOf = Kind.SITE
) -> int:
    """Write a commented starter brief that designs without an edit."""
    from designer.cli import starter

    return starter.write(folder, kind)


@app.command()
@_guarded
def check(
    brief: BriefPath, as_json: Annotated[bool, typer.Option("--json", help="Findings or mistakes as JSON.")] = False
) -> int:
    """Read and judge a brief; write nothing."""
    from designer.cli import designing

    return designing.check(brief, as_json)


@app.command()
@_guarded
def design(
    brief: BriefPath,
    output: PackPath = Path("pack"),
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Bind the PDF, or leave it out for speed.")] = True,
    further: Annotated[
        bool, typer.Option("--next", help="Design each upgrade for the next megawatt whole, not only its sizing.")
    ] = False,
    since: Annotated[
        Path | None, typer.Option(metavar="PACK", help="An earlier pack: adds a revision sheet and clouds.")
    ] = None,
) -> int:
    """Design the hall and issue the pack."""
    from designer.cli import designing

    return designing.design(brief, output, pdf, further, since)


@app.command()
@_guarded
def fabric(brief: BriefPath, output: PackPath = Path("fabric")) -> int:
    """Design only the fabric; a brief with project, compute and fabric is enough."""
    from designer.cli import designing

    return designing.fabric(brief, output)


@app.command()
@_guarded
def loop(brief: BriefPath, output: PackPath = Path("loop")) -> int:
    """Solve a pipe loop given as a brief of its own: flows, pressures, temperatures."""
    from designer.cli import designing

    return designing.loop(brief, output)


@app.command()
@_guarded
def study(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study, a YAML file.")],
    output: PackPath = Path("study"),
    workers: Annotated[int, typer.Option(help="Processes; 1 works in this one, 0 takes every processor.")] = 0,
    dask: Annotated[bool, typer.Option("--dask", help="Run on a Dask cluster of this machine.")] = False,
    scheduler: Annotated[str, typer.Option(metavar="ADDRESS", help="Run on the Dask cluster of a scheduler.")] = "",
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Bind the PDF, or leave it out.")] = True,
) -> int:
    """Design every variant of a study, keep each result, and compare them; an interrupted study goes on."""
    from designer.cli import studying

    return studying.study(study, output, (workers, dask, scheduler), pdf)


@app.command()
@_guarded
def explain(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="An issued pack.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="A tag, requirement, rule or number; none: list.")] = "",
) -> int:
    """Show where a tag, a requirement, a rule or a number comes from."""
    from designer.cli import explaining

    return explaining.explain(pack, key)


@app.command()
@_guarded
def diff(
    pack_a: Annotated[Path, typer.Argument(metavar="PACK_A", help="The earlier pack, or an earlier brief.")],
    pack_b: Annotated[Path, typer.Argument(metavar="PACK_B", help="The later pack, or a later brief.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Where page and clouded drawings go.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every place that differs, one by one, as well.")] = False,
    worse: Annotated[
        bool, typer.Option("--worse", help="Exit code 1 only when a requirement is lost or a finding is worse.")
    ] = False,
) -> int:
    """Print a Markdown redline between two packs, or between two briefs; exit code 1 when they differ."""
    from designer.cli import comparing

    return comparing.diff(pack_a, pack_b, output, every, worse)


@app.command()
@_guarded
def discover(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack of an InfiniBand fabric.")],
    listings: Annotated[list[Path], typer.Argument(metavar="LISTING...", help="What ibnetdiscover printed.")],
) -> int:
    """Print which cables are not as designed: missing, swapped, moved or not designed; exit code 1 when any is."""
    from designer.cli import discovering

    return discovering.discover(pack, listings)


@app.command()
@_guarded
def show(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="racks, cdus, topologies, rules, sheets, subjects ...")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="One record; none lists all.")] = "",
) -> int:
    """List a kind of catalog record, or one record with its values, status and sources."""
    from designer.cli import showing

    return showing.show(kind, name)


@app.command()
@_guarded
def schema(kind: KindOf = Kind.SITE) -> int:
    """Print the JSON Schema of the brief, for editors."""
    from designer.cli import schemas

    return schemas.write(kind)


def main() -> None:
    """Run the command line."""
    collect_seldom()
    for number in _STOPS:
        signal.signal(number, _stop)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except SystemExit as done:
        if isinstance(done.code, str):
            raise
        _leave(done.code or 0)


#: What ends this program from outside, where the system has it.
_STOPS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def _stop(number: int, frame: object) -> NoReturn:
    """End as at an interrupt from the keyboard: what is half written is taken away, no process is left running."""
    for one in _STOPS:
        signal.signal(one, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


def _leave(code: int) -> NoReturn:
    """End at once. Taking millions of records apart one by one costs half a second and frees what ends anyway."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # no one reads it any more
            code = code or 1
    for process in active_children():
        process.terminate()
    os._exit(code)
