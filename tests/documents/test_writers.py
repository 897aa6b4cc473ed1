"""The two writers: nothing that a user writes can break a document or become markup."""

import io
import re

import pypdf
import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from designer import folders
from designer.documents.maths import LATEX, expression, typst_string
from designer.documents.model import Bullets, Callout, Column, Heading, Paragraph, Sheet, Table
from designer.documents.printing import Printer
from designer.documents.wording import Words, fill
from designer.documents.writers.markdown import MarkdownWriter, escaped
from designer.documents.writers.typst import TypstWriter
from designer.documents.writers.widths import breakable, column_widths

HOSTILE = [
    "= Heading",
    "#let x = 1",
    "#panic()",
    '"quoted" \\ back',
    "$5 and $6",
    "*bold* _it_",
    "`code` ```",
    "| a | b |",
    "<script>alert(1)</script>",
    "[x](http://e.org)",
    "![p](q)",
    "1. one",
    "- dash",
    "+ plus",
    "---",
    "~~gone~~",
    "&amp; &lt;",
    "{{ jinja }} {% raw %}",
    "{fact} {0}",
    "@label <label>",
    "\\u{0}",
    "\t tab\nline",
    "// comment",
    "/* x */",
    ":smile:",
    "=cmd|' /C calc'!A0",
]
ANY = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
PRINTABLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def words():
    return Words(Printer("SI"))


def shown(markdown: str) -> str:
    """The text that a Markdown renderer shows."""
    texts = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        for child in token.children or ():
            assert child.type in ("text", "softbreak", "text_special"), (child.type, markdown)
            texts.append(child.content)
    return "".join(texts)


@settings(max_examples=200, deadline=None)
@given(PRINTABLE)
@example("1. one").via("list")
@example("= x").via("heading")
@example("- x").via("bullet")
@example("---").via("rule")
def test_markdown_shows_what_was_said(text):
    """A renderer shows an escaped text letter for letter, and sees only text in it."""
    assert shown(escaped(text)) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_in_markdown(text, words):
    """Hostile texts in headings, lists, boxes and tables never become links, code, pictures or raw HTML."""
    table = Table("t", text, (Column(text),), ((text,),))
    sheet = Sheet(
        "99", "99-x", text, (Heading(text), Paragraph(text), Bullets((text,)), Callout("note", text, text), table)
    )
    tokens = MarkdownIt("commonmark").enable("table").parse(MarkdownWriter(words, {}).sheet(sheet))
    kinds = {child.type for token in tokens for child in token.children or ()} | {token.type for token in tokens}
    assert not kinds & {"link_open", "image", "code_inline", "html_inline", "html_block", "fence", "code_block"}
    assert sum(token.type == "tr_open" for token in tokens) == 2


@settings(max_examples=40, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=12))
def test_typst_strings_keep_their_text(texts):
    """Any text passed as a string literal compiles and comes back as it was, control characters aside."""
    source = "\n".join(f"#metadata({typst_string(text)}) <probe>" for text in texts)
    found = typst.query(source.encode(), "<probe>", field="value")
    import json

    assert json.loads(found) == ["".join(c if c >= " " and c != "\x7f" else " " for c in text) for text in texts]


def test_hostile_sheet_compiles(words):
    """A sheet made of hostile texts compiles, and its headings stay the declared ones."""
    blocks = []
    for text in HOSTILE:
        blocks += [Heading(text), Paragraph(text), Bullets((text, text)), Callout("fail", text, text)]
        blocks.append(
            Table("t", text, (Column(text, text), Column(text, align="right")), ((text, text),), notes=(text,))
        )
    from designer import folders

    style = (folders.templates() / "typst" / "pack.typ").read_bytes()
    body = '#import "pack.typ": *\n' + TypstWriter(words, {}).sheet(Sheet("99", "99-x", HOSTILE[0], tuple(blocks)))
    import json

    headings = json.loads(typst.query({"main": body.encode(), "pack.typ": style}, "heading", field="level"))
    assert len(headings) == 1 + len(HOSTILE)


@given(ANY)
def test_latex_text_is_balanced(text):
    """A text inside LaTeX leaves no open brace and no bare special character."""
    import ast

    made = expression(ast.Constant(text), LATEX)
    bare = re.sub(r"\\[\\{}_#$%&]|\\[a-z]+ ?", "", made)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"[#$%&_^~]", bare)


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["fact", "a", "b"]), ANY))
def test_filling_words_never_fails(template, facts):
    """Templates with stray braces and facts with braces are printed, not run."""
    assert isinstance(fill(template, facts), str)
    assert fill("x {fact} y", {"fact": "{b} {0.__class__}"}) == "x {b} {0.__class__} y"


def test_widths_fill_the_page_and_fit_every_word():
    """Shared widths sum to the page and no column is narrower than its longest word."""
    from designer.documents.drawings.lettering import text_width

    long = "a rather long text that will certainly have to be broken over several lines of the table " * 3
    table = Table(
        "t",
        "",
        tuple(Column(f"Header {i}") for i in range(6)),
        (("REQ-001", long, long, "1,234,567.8", "short", long),),
    )
    widths = [float(width.removesuffix("mm")) for width in column_widths(table, 174.0)]
    assert sum(widths) == pytest.approx(174.0, abs=0.1)
    assert widths[3] > text_width("1,234,567.8", 1.94)


def test_long_keys_can_break():
    """A key without blanks gets places to break, a short one does not."""
    assert "\u200b" in breakable("threshold/cooling.velocity_header")
    assert breakable("TX-01") == "TX-01"


def lists_of(tables, figures):
    """The pages of the lists in a document of so many tables and figures, as texts."""
    info = ", ".join(f'{key}: "x"' for key in ("title", "author", "project", "status", "reference", "revision", "of"))
    info += ', page: "page", paper: "us-letter", lang: "en", logo: "", date: none'
    main = [
        '#import "pack.typ": *', f"#show: pack.with(({info}))", '#sheet("01", "List", "s01")', "#lorem(40)",
        '#listed("Tables", "Figures")', '#sheet("02", "Rest", "s02")',
    ]  # fmt: skip
    short = '(("", "", "left", auto),), (("x",),)'
    main += [f'#data-table("Table {n}", "What is told in it, and of what", {short})' for n in range(tables)]
    main += [f'#figure(kind: image, supplement: none, numbering: none, rect(height: 1pt), caption: figure.caption('
             f'caption-line("Figure {n}", "What is seen", "")))' for n in range(figures)]  # fmt: skip
    place = folders.templates()
    files = {"main": "\n".join(main).encode(), "pack.typ": (place / "typst" / "pack.typ").read_bytes()}
    made = typst.compile(files, font_paths=[str(place / "fonts")], ignore_system_fonts=True)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    rest = next(n for n, text in enumerate(pages) if "02 Rest" in text)
    return pages[:rest]


def test_the_lists_of_tables_and_figures_stand_on_one_page():
    """As many as the largest pack has, on a page of their own; few follow the contents."""
    assert ["Tables" in page for page in lists_of(175, 14)] == [False, True]
    assert ["Tables" in page for page in lists_of(20, 4)] == [True]


@pytest.mark.parametrize("tables", range(262, 272))
def test_the_heading_of_a_list_stays_with_its_first_line(tables):
    """Wherever the list of tables ends, "Figures" is on the page of the first figure."""
    pages = lists_of(tables, 14)
    assert [n for n, page in enumerate(pages) if "Figures" in page] == [
        n for n, page in enumerate(pages) if re.search(r"Figure 0\b", page)
    ]
