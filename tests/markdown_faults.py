"""Markdown as a code-hosting site shows it: links and pictures that exist, tables that are tables, headings."""

import re
from urllib.parse import unquote

LINK = re.compile(r"(!?)\[((?:[^\]\\]|\\.)*)\]\((<[^>]*>|[^)\s]*)\)")
ANCHOR = re.compile(r'<a (?:id|name)="([^"]+)">')
HEADING = re.compile(r"(#{1,6}) (.*)")
RULE = re.compile(r"\|(?: ?:?-+:? ?\|)+")
CODE = re.compile(r"`[^`\n]*`|<!--.*?-->", re.DOTALL)


def lines_of(text):
    """The lines of a page outside its fenced blocks, with their numbers. Raises `ValueError` for an open fence."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line
    if fenced:
        raise ValueError("a fence is left open")


def slug(heading):
    """The anchor that such sites give a heading."""
    plain = re.sub(r"[*_`\\]|<[^>]*>", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def anchors(path):
    """Every anchor of a page."""
    text = path.read_text(encoding="utf-8")
    return {slug(m[2]) for _, line in lines_of(text) if (m := HEADING.fullmatch(line))} | set(ANCHOR.findall(text))


def broken_links(path):
    """Links and pictures of a page that lead nowhere, or leave the pack, and pictures without words."""
    for number, line in lines_of(path.read_text(encoding="utf-8")):
        for picture, text, where in LINK.findall(CODE.sub("", line)):
            target, _, anchor = unquote(where.strip("<>")).partition("#")
            if target.startswith(("https://", "http://")):
                continue
            file = path if not target else path.parent / target
            lost = not file.exists() or target.startswith("/") or (picture and not text.strip())
            if lost or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
                yield number, where


def cells(line):
    """The number of cells of a row: bars that are not escaped part them."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def broken_tables(path):
    """Rows that have more or fewer cells than their header, headers without a rule, tables glued to a paragraph."""
    before, width = "", 0
    for number, line in lines_of(path.read_text(encoding="utf-8")):
        row = line.startswith("|")
        if row and not line.endswith("|"):
            yield number, "open"
        if row and not before.startswith("|"):
            width = cells(line)
            if before.strip():
                yield number, "glued"
        elif row and cells(line) != width:
            yield number, f"{cells(line)} cells of {width}"
        if row and before.startswith("|") and RULE.fullmatch(before) and RULE.fullmatch(line):
            yield number, "two rules"
        before = line


def broken_headings(path):
    """Headings that skip a level."""
    level = 0
    for number, line in lines_of(path.read_text(encoding="utf-8")):
        if found := HEADING.fullmatch(line):
            if len(found[1]) > level + 1:
                yield number, line
            level = len(found[1])


def faults(folder):
    """Every fault of every page below a folder."""
    return [
        (str(path.relative_to(folder)), *fault)
        for path in sorted(folder.rglob("*.md"))
        for find in (broken_links, broken_tables, broken_headings)
        for fault in find(path)
    ]
