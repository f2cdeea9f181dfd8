"""The search: inflection, diacritics, ranking, and its place in the writing transaction."""

import pytest
from flask import Flask
from sqlalchemy import event, select

from bench.practices_corpus import PRACTICES, QUERIES
from leader_award.platform import db, lemmas, search
from leader_award.platform.search import Part

TEXTS = {
    "bus": ("Wspólne autobusy trzech gmin", "Porozumienie o współpracy w transporcie publicznym."),
    "lodz": ("Karta seniora", "Miasto Łódź i sąsiednie gminy honorują jedną kartę."),
    "waste": ("Związek odpadowy", "Selektywna zbiórka odpadów i zakupy grupowe worków."),
    "path": ("Ścieżki rowerowe", "Sieć ścieżek rowerowych wzdłuż rzeki łączy powiaty."),
}


@pytest.fixture
def indexed(app: Flask) -> Flask:
    with db.transaction() as writer:
        for key, (title, text) in TEXTS.items():
            search.index(writer, "text", key, [Part(title, 4), Part(text)])
    return app


def found(query: str, kind: str = "text") -> list[str]:
    matches = search.find(db.session(), kind, query)
    if matches is None:
        return []
    scores = matches.scores
    return list(
        db.session().scalars(select(scores.c.key).order_by(scores.c.score.desc(), scores.c.key))
    )


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("współpraca", "bus"),
        ("współpracą", "bus"),
        ("wspolpracy", "bus"),
        ("lodz", "lodz"),
        ("łodzi", "lodz"),
        ("LODZI", "lodz"),
        ("Łódź", "lodz"),
        ("odpadami", "waste"),
        ("zakup", "waste"),
        ("sciezek", "path"),
        ("rowerowymi ścieżkami", "path"),
        ("transp", "bus"),
        ("autobusów gminach", "bus"),
    ],
)
def test_word_is_found_in_any_form_and_without_diacritics(
    indexed: Flask, query: str, key: str
) -> None:
    assert found(query)[0] == key


def test_only_the_last_word_may_be_unfinished(indexed: Flask) -> None:
    assert found("publiczny tran") == ["bus"]
    assert search.find(db.session(), "text", "tran publiczny").partial  # type: ignore[union-attr]
    assert found("tran ") == []


def test_root_finds_the_words_made_of_it_for_less(app: Flask) -> None:
    with db.transaction() as writer:
        search.index(writer, "text", "made", [Part("Szlak kajakowy")])
        search.index(writer, "text", "itself", [Part("Szlak dla kajaków")])
    assert found("kajakiem po rzece") == ["itself", "made"]


def test_decomposed_letters_are_the_same_letters(indexed: Flask) -> None:
    assert found("ŁO\u0301DZ\u0301") == ["lodz"]


def test_all_words_are_wanted_and_the_most_of_them_if_no_text_has_all(indexed: Flask) -> None:
    everything = search.find(db.session(), "text", "gmina autobus")
    assert everything is not None
    assert not everything.partial
    assert found("gmina autobus") == ["bus"]
    some = search.find(db.session(), "text", "gmina autobus kosmonauta")
    assert some is not None
    assert some.partial
    assert found("gmina autobus kosmonauta") == ["bus"]


def test_title_weighs_more_than_text(app: Flask) -> None:
    with db.transaction() as writer:
        search.index(writer, "text", "in-text", [Part("Gmina", 4), Part("basen basen dla szkół")])
        search.index(writer, "text", "in-title", [Part("Basen", 4), Part("gmina i kilka szkół")])
    assert found("basen") == ["in-title", "in-text"]


def test_rare_word_weighs_more_than_a_usual_one(app: Flask) -> None:
    with db.transaction() as writer:
        for number in range(6):
            search.index(writer, "text", f"usual{number}", [Part("gmina gmina gmina")])
        search.index(writer, "text", "rare", [Part("żłobek")])
    assert found("gmina żłobek")[0] == "rare"


def test_english_text_is_found_by_its_own_lemmas(app: Flask) -> None:
    with db.transaction() as writer:
        parts = [Part("Municipalities sharing services", 4, "en")]
        search.index(writer, "text", "en", parts)
    assert found("municipality service") == ["en"]


@pytest.mark.parametrize(
    "query", ["", "  ", "i oraz w", "%", "'; DROP TABLE search_term; --", "\x00", "ą" * 5000]
)
def test_query_without_a_useful_word_finds_nothing(indexed: Flask, query: str) -> None:
    assert found(query) == []


def test_kinds_are_kept_apart(indexed: Flask) -> None:
    assert found("współpraca", kind="other") == []


def test_document_written_anew_is_found_by_its_new_words_alone(indexed: Flask) -> None:
    with db.transaction() as writer:
        search.index(writer, "text", "bus", [Part("Kolej aglomeracyjna", 4)])
    assert found("kolejami") == ["bus"]
    assert found("autobus") == []


def test_removed_document_is_found_no_more(indexed: Flask) -> None:
    with db.transaction() as writer:
        search.remove(writer, "text", "bus")
    assert found("autobus") == []


def test_document_of_a_transaction_that_failed_is_not_found(indexed: Flask) -> None:
    def write_and_fail() -> None:
        with db.transaction() as writer:
            search.index(writer, "text", "new", [Part("Żłobek")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert found("żłobek") == []


def test_similar_documents_share_rare_words(app: Flask) -> None:
    with db.transaction() as writer:
        for key, text in {
            "a": "gmina buduje żłobek i przedszkole",
            "b": "gmina ma przedszkole i żłobek",
            "c": "gmina naprawia drogi",
        }.items():
            search.index(writer, "text", key, [Part(text)])
        search.index(writer, "text", "alone", [Part("całkiem inny tekst")])
    scores = search.similar(db.session(), "text", "a")
    assert scores is not None
    ranked = db.session().scalars(select(scores.c.key).order_by(scores.c.score.desc())).all()
    assert ranked == ["b", "c"]
    assert search.similar(db.session(), "text", "alone") is None


def test_search_costs_two_statements(indexed: Flask) -> None:
    statements: list[str] = []
    event.listen(
        db.engine(),
        "before_cursor_execute",
        lambda _c, _cur, statement, *_rest: statements.append(statement),
    )
    found("porozumienie o współpracy gmin w transporcie publicznym oraz autobusy")
    assert len([one for one in statements if one != "BEGIN"]) == 2


def test_excerpt_marks_what_was_found_and_escapes_the_rest() -> None:
    text = "Nic tu. " * 40 + "<b>Współpraca</b> gmin. " + "Dalej nic. " * 40
    shown = search.excerpt(text, "współpracy", length=80)
    assert "&lt;b&gt;<mark>Współpraca</mark>&lt;/b&gt;" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 160
    assert search.excerpt("Krótki tekst", "brak") == "Krótki tekst"


def test_stem_is_never_shorter_than_three_letters() -> None:
    assert lemmas.terms("ulu", "pl") == {"ulu", "ul"}
    assert lemmas.terms("2015", "pl") == {"2015"}


def test_what_is_meant_stands_among_the_first_three(app: Flask) -> None:
    with db.transaction() as writer:
        for key, (title, text) in PRACTICES.items():
            search.index(writer, "practice", key, [Part(title, 4), Part(text)])
    right = [query for query, key in QUERIES if key in found(query, "practice")[:3]]
    assert len(QUERIES) == 30
    assert len(right) >= 28, set(dict(QUERIES)) - set(right)
