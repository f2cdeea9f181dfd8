"""Markdown becomes HTML that cannot harm its reader."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leader_award.platform import markdown
from leader_award.platform.markdown import LONGEST, TooLong, plain, render


def test_headings_begin_below_the_title_of_the_page():
    assert render("# Formy\n\n## Związek") == "<h2>Formy</h2>\n<h3>Związek</h3>\n"


def test_lists_tables_and_emphasis_are_rendered():
    html = render("- **związek**\n- *porozumienie*\n\n| a | b |\n|---|--:|\n| x | 1 |\n")
    assert "<li><strong>związek</strong></li>" in html
    assert '<td class="num">1</td>' in html


def test_links_may_go_to_the_web_to_mail_and_to_paths_of_the_site():
    html = render("[a](https://example.org) [b](mailto:a@example.org) [c](/baza-wiedzy)")
    assert 'href="https://example.org" rel="nofollow noopener"' in html
    assert 'href="mailto:a@example.org"' in html
    assert 'href="/baza-wiedzy"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "![x](javascript:alert(1))",
        '[x](https://example.org "onmouseover=alert(1)")',
        '[x](https://example.org"onmouseover="alert(1))',
        "<a href='https://example.org' onclick='alert(1)'>x</a>",
        "<style>body{display:none}</style>",
        "<iframe src=https://example.org></iframe>",
        "```<script>\nalert(1)\n```",
        "| <b onclick=x> |\n|---|\n| <script> |",
        "\x00<script\x00>alert(1)</script>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_hostile_text_gives_no_tag_and_no_address_that_runs(text: str):
    html = render(text).lower()
    for forbidden in ("<script", "<img", "<svg", "<iframe", "<style", "<b ", 'href="javascript'):
        assert forbidden not in html
    assert 'href="data' not in html
    assert 'href="vbscript' not in html
    assert not any("onclick=" in tag or "onmouseover=" in tag for tag in attributes_of(html))


def attributes_of(html: str) -> list[str]:
    """Return what stands inside tags, without the quoted values."""
    return [re.sub(r'"[^"]*"', "", tag) for tag in re.findall(r"<[^>]*>", html)]


def test_html_is_shown_as_it_was_typed():
    assert render("<b>ważne</b>") == "<p>&lt;b&gt;ważne&lt;/b&gt;</p>\n"


def test_a_picture_from_elsewhere_is_never_loaded():
    assert "<img" not in render("![mapa](https://example.org/mapa.png)")


def test_a_text_that_is_too_long_is_refused_beside_its_field():
    render("a" * LONGEST)
    with pytest.raises(TooLong):
        render("a" * (LONGEST + 1))
    with pytest.raises(TooLong) as caught:
        markdown.check_length("a" * (LONGEST + 1), field="body_pl")
    assert caught.value.field == "body_pl"


@pytest.mark.parametrize("unit", ["> ", "- ", "[", "*a_", "![", "`", "<", "&", "|a", "[a](", "\\"])
def test_text_made_to_be_slow_is_rendered_soon(unit: str):
    start = time.process_time()
    render((unit * LONGEST)[:LONGEST])
    assert time.process_time() - start < 5


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/[]()!*_`#|&;:\"'= \nabjs", max_size=200))
def test_whatever_is_typed_no_tag_beyond_the_allowed_comes_out(text: str):
    assert set(re.findall(r"</?([a-z0-9]+)", render(text))) <= markdown._TAGS


def test_plain_words_have_no_marks():
    text = "# Formy\n\n**Związek** i [porozumienie](https://example.org)\nrazem\n\n- lista"
    assert plain(text) == "Formy\nZwiązek i porozumienie razem\nlista"
