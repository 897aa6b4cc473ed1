"""A Japanese pack holds no English prose: neither its pages, drawings, charts, schedules and workbook, nor its PDF."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
import yaml

from designer import checks, folders
from designer.catalog import KINDS, Catalog
from designer.documents.pack import make_pack
from designer.documents.printing import NBSP
from designer.documents.subject import Subject
from designer.documents.wording import read_words, translated

pytestmark = pytest.mark.slow

JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
#: A word of prose: not a part of a key, a tag, a path or a file name.
WORD = re.compile(r"(?<![\w./\\_\-\[\]#:@=†])[A-Z]?[a-z]{2,}(?:['’-][a-z]+)*(?![\w\\/_\[\]=(]|[.:-]\w)")
#: Symbols of units and functions that are written alike in every language.
SYMBOLS = {
    "min", "max", "exp", "sqrt", "darcy", "fullest", "bar", "psi", "psf", "gpm", "gpd", "gal", "Mgal", "if",
    "numpy-financial",
}
#: Files that programs read: their columns are keys.
KEYS = ("fabric/", "loops/", "hours.csv")
#: Makers of catalog records that are no makers: their names are common names.
NOBODY = {"generic", "house", "estimate", "none", "standard"}
#: Share of the words of a PDF that pieces of names may be.
BROKEN = 0.01
#: Share of the validation rows that may be newer than their translation.
FRESH = 0.04


def leaves(tree):
    """Every text in a tree of data."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from leaves(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from leaves(value)


def texts(name, content):
    """The texts that a reader sees in a file of a pack."""
    if name.endswith(".csv"):
        return [cell for row in csv.reader(io.StringIO(content.decode())) for cell in row]
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            strings = book.read("xl/sharedStrings.xml").decode()
        return [html.unescape(text) for text in re.findall(r"<t[^>]*>([^<]*)<", strings)]
    text = content.decode()
    if name.endswith(".md"):
        text = re.sub(r"<[^>]*>|\]\([^)]*\)|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$", " ", text, flags=re.S).replace("\\", "")
        return re.split(r"[|\n]", text)
    found = []
    if name.endswith(".html"):
        for data in re.findall(r"<script type=\"application/json\"[^>]*>(.*?)</script>", text, flags=re.S):
            found += (t for t in leaves(json.loads(data)) if not re.fullmatch(r"[a-z_-]+", t))
    text = re.sub(r"<(style|script|metadata)\b.*?</\1>", " ", text, flags=re.S)
    return found + [html.unescape(t) for t in re.findall(r">([^<>]+)<", text)]


@pytest.fixture(scope="module")
def subject(odd_halls):
    """A hall that nobody drew by hand, in Japanese."""
    design, findings = odd_halls["turned"]
    site = replace(design.trades.site, project=replace(design.trades.site.project, language="ja"))
    return Subject.of(replace(design, trades=replace(design.trades, site=site)), findings)


@pytest.fixture(scope="module")
def pack(subject):
    """The files of its pack."""
    pdf = folders.fonts("ja") is not None and shutil.which("pdftotext") is not None
    made = make_pack(subject, pdf)
    return {name: content if isinstance(content, bytes) else b"".join(content) for name, content in made}


@pytest.fixture(scope="module")
def own(subject):
    """Phrases that stay as they are: names of products, makers and publications, what the brief says, keys of steps and
    rows of the validation without a translation.
    """
    catalog, found = subject.catalog, set()
    for source in catalog.sources().values():
        found |= {source.title, source.publisher}
    found |= {record.name for kind in KINDS for record in catalog.all(KINDS[kind]) if getattr(record, "name", "")}
    found = {text for text in found if translated(text, "ja") == text}
    brief = subject.site
    found |= {brief.project.name, brief.project.client, brief.location, *(r.name for r in brief.fibre)}
    found |= {text for r in brief.fibre for text in (r.path, r.metro)}
    found |= {step.key.partition("[")[2].rstrip("]") for step in subject.design.ledger if "[" in step.key}
    found |= {*catalog.sources(), *(slug for kind in KINDS for slug in catalog.slugs(kind))}
    told = read_words("validation")
    found |= {re.sub(r" \[\w+\]$", "", case["source"]) for case in told["cooling"]}
    found |= {row for row in validation() if translated(row, "ja") == row}
    return phrases({*found, *(case["module"] for case in told["cases"])})


def phrases(texts):
    """What finds any of some phrases, the longest first."""
    listed = sorted((text for text in texts if WORD.search(text)), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in listed))


def validation():
    """The texts of the validation: cases, published ones, gaps."""
    found = read_words("validation")
    told = [c["shows"] for c in found["cases"]] + [str(gap) for gap in found["gaps"]]
    told += [p[key] for p in found["cooling"] for key in ("part", "case", "reason")]
    return sorted({text for text in told if text and WORD.search(text)})


@pytest.fixture(scope="module")
def said():
    """Latin words that the Japanese templates themselves use."""
    place = folders.templates() / "languages" / "ja"
    values = [text for path in sorted(place.rglob("*.yaml")) for text in leaves(yaml.safe_load(path.read_text()))]
    return {word for text in values for word in WORD.findall(re.sub(r"\{+[^}]*\}+|`[^`]*`", "", text))}


def english(text, own, said):
    """The words of English prose in a text."""
    text = re.sub(r"\{\w+\}", " ", text.replace(NBSP, " ").replace("\u200b", ""))
    if not WORD.search(text):
        return []
    text = own.sub(" ", text)
    return [word for word in WORD.findall(text) if len(word) > 2 and word not in said and word not in SYMBOLS]


def test_no_file_of_a_japanese_pack_holds_english(pack, own, said):
    """Markdown, drawings, charts, page, schedules with their headers, and workbook."""
    kinds, found = set(), {}
    listed = {name.removeprefix("schedules/").removesuffix(".csv") for name in pack}
    for name, content in pack.items():
        kind = name.rpartition(".")[2]
        if kind not in ("md", "svg", "html", "csv", "xlsx") or name.startswith(KEYS):
            continue
        kinds.add(kind)
        for text in texts(name, content):
            if text not in listed and (words := english(text, own, said)):
                found.setdefault(text.strip()[:160], (name, words))
    assert kinds == {"md", "svg", "html", "csv", "xlsx"}
    assert found == {}


def test_no_page_of_a_japanese_pdf_holds_english(pack, own, said, tmp_path):
    """What a reader of the PDF can select, and its bookmarks; every font is in the file."""
    if "design-pack.pdf" not in pack:
        pytest.skip("no Japanese font or no pdftotext on this machine")
    path = tmp_path / "pack.pdf"
    path.write_bytes(pack["design-pack.pdf"])
    run = {"capture_output": True, "text": True, "check": True}
    shown = " ".join(subprocess.run(["pdftotext", str(path), "-"], **run).stdout.split())
    words = english(shown, own, said)
    assert JAPANESE.search(shown)
    # A title of a publication or a key that breaks within a cell is seen in pieces.
    assert len(words) <= BROKEN * len(shown.split()), sorted(words)
    fonts = subprocess.run(["pdffonts", str(path)], **run).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), fonts


def test_the_test_sees_english(own, said):
    """A word of English among Japanese is found; tags, keys, units and names of products are not."""
    assert english("冷却 Isolating dampers", own, said) == ["Isolating", "dampers"]
    assert english("R-0101、sizing.cdu_size[xdu1350]、2 bar、QM9700 NDR InfiniBandスイッチ", own, said) == []


def test_every_common_name_of_the_catalog_is_translated():
    """Records without a maker have common names, each with a translation."""
    catalog = Catalog()
    kinds = [kind for kind in KINDS if kind not in ("lead", "threshold", "climate", "ladder", "wetted")]
    names = {r.name for kind in kinds for r in catalog.all(KINDS[kind]) if r.maker in NOBODY and WORD.search(r.name)}
    assert sorted(name for name in names if not JAPANESE.search(translated(name, "ja"))) == []


def test_the_common_words_in_the_names_of_products_are_translated():
    """A maker's own name may hold common words (a chiller, a valve, a cabinet): those are not left in English."""
    catalog = Catalog()
    kinds = [kind for kind in KINDS if kind not in ("lead", "threshold", "climate", "ladder", "wetted", "cost")]
    names = {r.name for kind in kinds for r in catalog.all(KINDS[kind]) if re.search(r"\b[a-z]{4,}", r.name)}
    assert len(names) > 100
    assert sorted(name for name in names if not JAPANESE.search(translated(name, "ja"))) == []


def test_a_term_with_a_comma_is_found_in_a_list_of_terms(subject):
    """A list of names is translated name by name, a name with commas of its own as one."""
    listed = "NVIDIA GB200 NVL72, Pad-mounted transformer 2500 kVA, 13.8 kV / 480Y/277 V, Brass"
    said = subject.words.fact(listed)
    assert "パッドマウント変圧器2500 kVA" in said
    assert said.startswith("NVIDIA GB200 NVL72, ")
    assert said.endswith(", Brass")


def test_every_clause_and_title_of_a_calculation_is_translated(subject):
    """Titles and clauses of the ledger, clauses of the findings."""
    steps = list(subject.design.ledger)
    told = {step.title for step in steps} | {step.clause for step in steps}
    told |= {step.limit.clause for step in steps if step.limit} | {f.clause for f in subject.findings.findings}
    place = re.compile(r"[\w./-]+[:.][\d\w.]+: \d|[\w.-]+:\d+$")
    prose = {text for text in told if WORD.search(text) and not place.match(text)}
    assert sorted(text for text in prose if not JAPANESE.search(translated(text, "ja"))) == []
    assert len(checks.rules()) > 100


def test_the_rows_of_the_validation_are_translated():
    """All but a few that are newer than the translation."""
    rows = validation()
    untold = [row for row in rows if translated(row, "ja") == row]
    assert len(untold) <= FRESH * len(rows), untold


def test_one_word_of_the_trade_has_one_translation():
    """Where an English term of the glossary stands, its Japanese one stands, or one of the forms that the glossary
    names beside it.
    """
    glossary = yaml.safe_load((folders.templates() / "languages" / "ja" / "glossary.yaml").read_text(encoding="utf-8"))
    pairs = list(read_words("terms", "ja").items()) + list(read_words("sheets", "ja").items())
    strayed = {}
    for term, forms in glossary.items():
        pattern = re.compile(rf"\b{re.escape(term)}s?\b", re.I)
        for plain, told in pairs:
            if pattern.search(plain) and not any(form in str(told) for form in forms):
                strayed.setdefault(term, []).append((plain, told))
    assert strayed == {}
