"""The chapters say the same in both languages, and name buttons as the pages do."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from leader_award.cli import main
from leader_award.handbook import chapters, help_links

LANGUAGES = ("pl", "en")
OF_USERS = ("clerk", "juror", "organiser")
PACKAGE = Path(chapters.FOLDER).parent
LINK = re.compile(r"\]\((?:/pomoc/(?P<chapter>[a-z]+))?#(?P<anchor>[a-z0-9-]+)\)")


@cache
def said_by_pages() -> dict[str, frozenset[str]]:
    """Return every text of the pages, by language."""
    messages = [
        message
        for file in PACKAGE.glob("*/translations/pl/LC_MESSAGES/messages.po")
        for message in read_po(file.open("rb"))
        if isinstance(message.id, str) and isinstance(message.string, str)
    ]
    return {
        "pl": frozenset(message.string for message in messages),
        "en": frozenset(message.id for message in messages),
    }


def unknown_buttons(text: str, language: str) -> list[str]:
    return [
        name for name in re.findall(r"\*\*(.+?)\*\*", text) if name not in said_by_pages()[language]
    ]


def source(name: str, language: str) -> str:
    return (chapters.FOLDER / language / f"{name}.md").read_text(encoding="utf-8")


def anchors(name: str, language: str = "pl") -> list[str]:
    chapter = chapters.chapter(name, language)
    assert chapter is not None
    return [section.anchor for section in chapter.sections]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_USERS)
def test_every_button_that_a_chapter_names_stands_on_a_page(name: str, language: str) -> None:
    text = source(name, language)
    assert text.count("**") > 40
    assert unknown_buttons(text, language) == []


def test_button_that_no_page_has_is_seen() -> None:
    assert unknown_buttons("Wybierz **Zapisz** albo **Zapisz wszystko naraz**.", "pl") == [
        "Zapisz wszystko naraz"
    ]
    assert unknown_buttons("Choose **Zapisz**.", "en") == ["Zapisz"]


@pytest.mark.parametrize("name", chapters.NAMES)
def test_both_languages_have_the_same_sections_and_pictures(name: str) -> None:
    polish, english = (chapters.chapter(name, language) for language in LANGUAGES)
    assert polish is not None
    assert english is not None
    assert anchors(name, "pl") == anchors(name, "en")
    assert len(anchors(name)) == len(set(anchors(name)))
    for one, other in zip(polish.sections, english.sections, strict=True):
        assert [picture.name for picture in one.pictures] == [
            picture.name for picture in other.pictures
        ], one.anchor
        assert all(one.title != picture.alt for picture in one.pictures)
        assert one.title != other.title or one.anchor in ("postgresql", "windows"), one.anchor


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", chapters.NAMES)
def test_no_heading_or_picture_is_lost_in_a_text(name: str, language: str) -> None:
    """A mark that is written a little wrong would be shown as text."""
    chapter = chapters.chapter(name, language)
    assert chapter is not None
    assert len(chapter.sections) == len(re.findall("^## ", source(name, language), re.MULTILINE))
    for section in chapter.sections:
        for part in section.parts:
            if isinstance(part, str):
                assert "{#" not in part
                assert "![" not in part


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", chapters.NAMES)
def test_links_between_sections_lead_to_one(name: str, language: str) -> None:
    for link in LINK.finditer(source(name, language)):
        assert link["anchor"] in anchors(link["chapter"] or name), link[0]


def test_every_link_from_a_page_leads_to_a_section() -> None:
    for endpoint, section in help_links.SECTIONS.items():
        name, _, anchor = section.partition("#")
        assert anchor in anchors(name), endpoint


def test_longest_start_of_an_endpoint_decides() -> None:
    assert help_links.section_for("decisions.announce") == "organiser#announcement"
    assert help_links.section_for("decisions.decide") == "organiser#decisions"
    assert help_links.section_for("privacy.notice") is None


def test_chapter_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match="no title"):
        chapters.parse("clerk", "## Start {#start}\n\nText")


def test_unknown_chapter_is_none() -> None:
    assert chapters.chapter("../secrets", "pl") is None


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = {
        picture.name
        for chapter in chapters.contents("pl")
        for section in chapter.sections
        for picture in section.pictures
    }
    kept = {file.stem: file.stat().st_size for file in chapters.PICTURES.glob("*.webp")}
    assert set(kept) == shown
    assert max(kept.values()) <= 60_000
    assert {file.stem for file in chapters.PICTURES.glob("*.txt")} == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_and_settings_of_the_operator_exist(language: str) -> None:
    text = source("operator", language)
    commands = set(re.findall(r"leader-award ([a-z][a-z-]+)(?= |`|$)", text, re.MULTILINE))
    assert {"serve", "backup", "restore", "doctor"} <= commands
    assert commands <= set(main.commands)
    settings = set(re.findall(r"LEADER_AWARD_[A-Z_]+", text))
    readme = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    assert sorted(name for name in settings if name not in readme) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_that_the_developer_is_sent_to_exist(language: str) -> None:
    named = set(re.findall(r"`([a-z_]+/[a-z_/]+\.(?:py|html))`", source("developer", language)))
    roots = (PACKAGE, PACKAGE / "templates", PACKAGE.parent)
    assert len(named) > 15
    assert [file for file in named if not any((root / file).exists() for root in roots)] == []
