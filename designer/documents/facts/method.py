"""Facts of the method and validation manual: the validation cases, the sources used, the versions."""

import re
from typing import Any

import designer
from designer.documents.grid import Grid
from designer.documents.subject import Subject
from designer.documents.wording import read_words

__all__ = ["facts"]

#: How the rest of a long list of values is told, and how a source was come by.
_MANY, _HOW = re.compile(r"\((\d+) values\)"), re.compile(r" \[([a-z]+)\]$")


def facts(subject: Subject) -> dict[str, Any]:
    """The facts of the method sheet."""
    words, site = subject.words, subject.site
    found = read_words("validation")
    cases, published = found.get("cases", []), found.get("cooling", [])
    return {
        "partly": words.language != "en",
        "version": designer.__version__,
        "brief_digest": site.brief_digest[:16],
        "catalog_digest": subject.catalog.digest[:16],
        "cases": Grid.of(
            "validation",
            "room,module,shows",
            [(words.label(f"trades.{c['room']}"), c["module"], words.term(c["shows"])) for c in cases],
            schedule=True,
        ),
        "rooms": _rooms(subject, [c["room"] for c in cases]),
        "case_count": str(len(cases)),
        "published": Grid.of(
            "published",
            "part,case,source,printed,got,apart,within,reason",
            [tuple(_published(subject, one) for one in p.values()) for p in published],
            schedule=True,
        ),
        "published_count": str(len(published)),
        "gaps": [words.term(str(gap)) for gap in found.get("gaps", [])],
        "sources": _sources(subject),
    }


def _published(subject: Subject, text: str) -> str:
    """A cell of the published cases: what stands for the rest of many values, and the status of a source, in words."""
    words = subject.words
    how = _HOW.search(text)
    text = _MANY.sub(lambda found: words.label("many_values", count=found[1]), words.term(_HOW.sub("", text)))
    return f"{text} [{words.key('statuses', how[1])}]" if how else text


def _rooms(subject: Subject, rooms: list[str]) -> Grid:
    """How many cases each room has."""
    words = subject.words
    rows = [(words.label(f"trades.{room}"), rooms.count(room)) for room in dict.fromkeys(rooms)]
    return Grid.of("validation_rooms", "room,count:count", rows).summed(words.label("total"), "count")


def _sources(subject: Subject) -> Grid:
    """The sources named by steps, limits, findings and bill-of-materials lines of this design."""
    design, known, term = subject.design, subject.words.sources, subject.words.term
    used = {step.source for step in design.ledger} | {step.limit.source for step in design.ledger if step.limit}
    used |= (
        {f.source for f in subject.findings.findings}
        | {x.cost_source for x in design.bom.lines}
        | {x.lead_source for x in design.bom.lines}
    )
    for step in design.ledger:
        for one in step.inputs:
            if "/" in one.origin:
                used.add(_of(subject, one.origin))
    rows = [
        (s, term(known[s].title), term(known[s].publisher), known[s].date, term(known[s].address))
        for s in sorted(used)
        if s in known
    ]
    return Grid.of("sources", "id,title,publisher,date,address", rows)


def _of(subject: Subject, origin: str) -> str:
    try:
        return subject.catalog.resolve(origin).evidence.source
    except (KeyError, ValueError):
        return ""
