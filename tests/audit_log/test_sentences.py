"""Every action has its sentence, in both languages, made of what events surely give."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import leader_award
from leader_award.audit_log.naming import LEADS_TO
from leader_award.audit_log.sentences import (
    NAMED,
    OF_ACCOUNTS,
    SENTENCES,
    VARIED_BY,
    actions_of,
    text_of,
    what,
    what_html,
)
from leader_award.platform import messages
from leader_award.platform.audit import AuditEvent
from tests.audit_log.source import Recorded, calls

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
RECORDED = [
    call
    for path in sorted(Path(leader_award.__file__).parent.rglob("*.py"))
    for call in calls(path.read_text(encoding="utf-8"))
]


def event(action: str, **details: Any) -> AuditEvent:
    return AuditEvent(
        sequence=1, at=datetime(2027, 3, 1, tzinfo=UTC), person_id=None, role="system",
        action=action, thing_kind="entry", thing_id="x", details=details,
    )  # fmt: skip


def sentences_of(action: str) -> list[str]:
    """The English sentence of the action, or one for each thing it may say."""
    varied = [text for key, text in SENTENCES.items() if key.startswith(f"{action}.")]
    return [str(text) for text in varied if action in VARIED_BY] + [str(SENTENCES[action])]


def reachable(call: Recorded) -> set[str]:
    """The placeholders that the events of a call can fill."""
    kinds = {call.thing, *(key for key in call.keys if key in NAMED)}
    for kind in (*kinds, "round"):
        if kind in kinds and kind in LEADS_TO:
            kinds |= set(LEADS_TO[kind].selected_columns.keys())
    return (kinds | ({"edition"} if "entry" in kinds else set())) & NAMED | call.keys


def out_of_reach(recorded: list[Recorded]) -> Iterator[str]:
    for call in recorded:
        for action in call.actions:
            for sentence in sentences_of(action):
                lacking = set(PLACEHOLDER.findall(sentence)) - reachable(call)
                yield from (f"{action}: {placeholder}" for placeholder in sorted(lacking))


def test_every_action_in_the_source_has_a_sentence() -> None:
    actions = {action for call in RECORDED for action in call.actions}
    assert len(actions) > 150
    assert actions - set(SENTENCES) == set()


OLDER = {"jurors.reminded"}
"""What earlier releases recorded; their logs are still to be read."""


def test_no_sentence_is_left_over() -> None:
    actions = {action for call in RECORDED for action in call.actions}
    variants = {f"{action}.{outcome}" for action in VARIED_BY
                for outcome in ("admitted", "returned", "rejected")}  # fmt: skip
    assert set(SENTENCES) - actions == variants | OLDER


def test_a_new_action_without_a_sentence_is_found() -> None:
    (planted,) = calls("def act():\n    audit.record(writer, actor, 'entry.burnt', entry)")
    assert set(planted.actions) - set(SENTENCES) == {"entry.burnt"}
    with pytest.raises(KeyError):
        list(calls("def act():\n    audit.record(writer, actor, f'entry.{verb}', entry)"))


def test_sentences_need_nothing_that_their_events_do_not_give() -> None:
    assert sorted(set(out_of_reach(RECORDED))) == []


def test_a_sentence_that_asks_for_too_much_is_found() -> None:
    planted = Recorded(("card.rubric_replaced",), "score_card", frozenset({"carried"}))
    assert list(out_of_reach([planted])) == ["card.rubric_replaced: version"]
    astray = Recorded(("juror.invited",), "person", frozenset({"capacity"}))
    assert list(out_of_reach([astray])) == ["juror.invited: edition", "juror.invited: juror"]


@pytest.mark.parametrize("action", sorted(SENTENCES))
def test_polish_says_the_same_with_the_same_names(action: str) -> None:
    english = str(SENTENCES[action])
    polish = POLISH[english]
    assert polish
    assert polish != english
    assert sorted(PLACEHOLDER.findall(polish)) == sorted(PLACEHOLDER.findall(english))


with messages.catalogue_path("audit_log").open("rb") as file:
    POLISH = {message.id: message.string for message in read_po(file, locale="pl")}


def test_event_without_details_still_reads_as_a_sentence() -> None:
    for action in SENTENCES:
        told = what(event(action), lambda kind: f"<{kind}>")
        assert told
        assert "%(" not in told
        assert "None" not in told


def test_an_outcome_chooses_the_sentence_and_an_unknown_one_leaves_the_plain() -> None:
    assert text_of("entry.checked", {"outcome": "rejected"}) is SENTENCES["entry.checked.rejected"]
    assert text_of("entry.checked", {"outcome": "new"}) is SENTENCES["entry.checked"]
    assert text_of("entry.burnt", {}) is None


def test_list_in_the_details_is_told_by_its_length() -> None:
    told = what(event("round.entries_chosen", entries=["a", "b"]), lambda kind: kind)
    assert "their number: 2;" in told


def test_names_cannot_smuggle_html() -> None:
    told = what_html(event("entry.saved"), lambda _kind: "<script>alert(1)</script>")
    assert "<script>" not in told
    assert "&lt;script&gt;" in told


def test_organisers_read_the_procedure_and_nothing_of_single_accounts() -> None:
    shown = actions_of("", everything=False)
    assert {"role.granted", "entry.submitted", "card.sealed", "results.decided"} <= shown
    assert shown & OF_ACCOUNTS == set()
    assert {"person.signed_in", "password.changed", "person.erased"} <= OF_ACCOUNTS
    assert actions_of("", everything=True) == set(SENTENCES)
