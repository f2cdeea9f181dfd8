"""What is submitted: the content of an entry in one canonical form, and its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from leader_award.editions.models import Question
from leader_award.editions.rules import asked_in
from leader_award.entries.models import Attachment, Entry, EntryPartner, Submission
from leader_award.partnerships.models import Organisation
from leader_award.platform.file_types import extension_of

SCHEMA = 1
STAMPS = ("reference", "number", "submitted_at")
"""What the act of submitting adds; everything else is what the applicant wrote."""


def compose(
    entry: Entry,
    *,
    reference: str | None = None,
    number: int | None = None,
    submitted_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the content of the working copy, ready for `canonical`.

    Texts of the edition (category, section, question, requirement) are in both languages, as
    they stood; `submitted_at` is written in UTC.
    """
    return {
        "schema": SCHEMA,
        "reference": reference,
        "edition": {"id": entry.edition_id, "slug": entry.edition.slug},
        "category": _category(entry),
        "title": entry.working_title,
        "partnership_name": entry.working_partnership_name,
        "applicant": _organisation(entry.applicant),
        "partners": [_partner(partner) for partner in entry.partners],
        "sections": _sections(entry),
        "attachments": _attachments(entry),
        "number": number,
        "submitted_at": submitted_at.astimezone(UTC).isoformat() if submitted_at else None,
    }


def _category(entry: Entry) -> dict[str, Any] | None:
    category = entry.working_category
    return {"id": category.id, "name": dict(category.name)} if category else None


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {
        "id": organisation.id,
        "name": organisation.name,
        "kind": organisation.kind,
        "terc": organisation.unit_terc,
    }


def _partner(partner: EntryPartner) -> dict[str, Any]:
    return {**_organisation(partner.organisation), "part": partner.part}


def questions_of(entry: Entry) -> dict[str, list[Question]]:
    """Return the questions asked in the chosen category, in order, by section id."""
    return {
        section.id: [
            question
            for question in section.questions
            if asked_in(question.category_ids, entry.working_category_id)
        ]
        for section in entry.edition.sections
    }


def _sections(entry: Entry) -> list[dict[str, Any]]:
    answers = {answer.question_id: answer.value for answer in entry.answers}
    asked = questions_of(entry)
    return [
        {
            "id": section.id,
            "title": dict(section.title),
            "questions": [
                {
                    "id": question.id,
                    "label": dict(question.label),
                    "kind": question.kind,
                    "answer": answers.get(question.id),
                }
                for question in asked[section.id]
            ],
        }
        for section in entry.edition.sections
        if asked[section.id]
    ]


def _attachments(entry: Entry) -> list[dict[str, Any]]:
    by_requirement: dict[str, list[Attachment]] = {}
    for attachment in entry.attachments:
        by_requirement.setdefault(attachment.requirement_id, []).append(attachment)
    return [
        {
            "id": attachment.id,
            "file_id": attachment.file_id,
            "requirement": dict(requirement.label),
            "name": attachment.file.name,
            "media_type": attachment.file.media_type,
            "size": attachment.file.size,
            "sha256": attachment.file.sha256,
        }
        for requirement in entry.edition.attachment_requirements
        for attachment in by_requirement.get(requirement.id, [])
    ]


def canonical(content: Mapping[str, Any]) -> str:
    """Return the one text of this content: JSON, keys sorted, no blanks, characters as they are.

    Its UTF-8 bytes are what the digest is taken of (the idea of RFC 8785; there are no floats).
    """
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """Return the SHA-256 (hex) of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def parsed(submission: Submission) -> dict[str, Any]:
    """Return the content of a submission."""
    found: dict[str, Any] = json.loads(submission.content)
    return found


def same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Return whether two contents differ in nothing but the stamps of submitting."""

    def unstamped(content: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in content.items() if key not in STAMPS}

    return unstamped(left) == unstamped(right)


def blinded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content without anything that says whose it is, as jurors of a blind round see it.

    Files keep their ids and lose their names; what applicants wrote in answers stays.
    """
    files = [
        {**one, "name": blind_name(number, one["name"])}
        for number, one in enumerate(content["attachments"], 1)
    ]
    hidden = {"applicant": None, "partners": [], "partnership_name": "", "attachments": files}
    return {**content, **hidden}


def blind_name(number: int, name: str) -> str:
    """Return the name of the n-th file for those who may not know whose it is."""
    return f"zalacznik-{number}.{extension_of(name)}"


def file_ids(contents: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the ids of the stored files that these contents name."""
    return {item["file_id"] for content in contents for item in content["attachments"]}
