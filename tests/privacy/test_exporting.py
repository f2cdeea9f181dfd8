"""A copy of one's data holds everything of one's own, and nothing of anybody else."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from leader_award.jury.models import Juror
from leader_award.platform import db
from tests.accounts.builders import mails
from tests.jury.builders import make_confirmed_person
from tests.privacy.builders import EMAIL, NAME, Clock, make_known_person, row
from tests.scoring.builders import fill_in, make_scoring_edition, open_card, seal

SignIn = Callable[[str], FlaskClient]


def unpacked(client: FlaskClient) -> zipfile.ZipFile:
    answer = client.post("/konto/moje-dane/kopia")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(answer.data))


def data_of(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unpacked(client).read("dane.json"))
    return found


def test_copy_has_everything_about_the_person(app: Flask, at: Clock, signed_in: SignIn) -> None:
    person_id = make_known_person(at)
    archive = unpacked(signed_in(person_id))
    data = json.loads(archive.read("dane.json"))
    assert (data["konto"]["email"], data["konto"]["name"]) == (EMAIL, NAME)
    for part in ("sesje", "proby_logowania", "organizacje", "zgody", "wydarzenia", "dyplomy"):
        assert len(data[part]) == 1, part
    assert len(data["wiadomosci"]) == len(mails(EMAIL))
    assert {"person.registered", "data.exported"} <= {one["action"] for one in data["zdarzenia"]}
    (diploma,) = (name for name in archive.namelist() if name.startswith("dyplomy/"))
    assert archive.read(diploma).startswith(b"%PDF")


def test_readme_names_every_part_of_the_file(app: Flask, signed_in: SignIn) -> None:
    archive = unpacked(signed_in(make_confirmed_person("Ewa")))
    readme = archive.read("PRZECZYTAJ.txt").decode()
    for part in json.loads(archive.read("dane.json")):
        assert f"  {part} " in readme, part


def test_juror_gets_their_own_sealed_cards_and_no_others(app: Flask, signed_in: SignIn) -> None:
    scene = make_scoring_edition(entries=2, jurors=2)
    own, unsealed = (open_card(scene.assignment(entry=n, juror=0)) for n in (0, 1))
    foreign = open_card(scene.assignment(entry=0, juror=1))
    for card_id, words in ((own, "KANAREK-WLASNY"), (foreign, "KANAREK-OBCY")):
        fill_in(card_id, comment_to_jury=words)
        seal(card_id)
    fill_in(unsealed, comment_to_jury="KANAREK-OTWARTY")
    juror = row(Juror, scene.juror_ids[0])

    text = json.dumps(data_of(signed_in(juror.person_id)), ensure_ascii=False)

    assert "KANAREK-WLASNY" in text
    for canary in ("KANAREK-OBCY", "KANAREK-OTWARTY", row(Juror, scene.juror_ids[1]).person.email):
        assert canary not in text, canary
    (only,) = json.loads(text)["karty_oceny"]
    assert {one["points"] for one in only["points"]} == {7}


def test_applicant_learns_nothing_of_scores_from_the_copy(app: Flask, signed_in: SignIn) -> None:
    scene = make_scoring_edition(entries=1, jurors=1)
    card_id = open_card(scene.assignment())
    fill_in(card_id, comment_to_applicant="KANAREK-OCENA")
    seal(card_id)
    from tests.entries.builders import clerk_of

    person_id = str(clerk_of(scene.entry_ids[0]).person_id)
    data = data_of(signed_in(person_id))
    text = json.dumps(data, ensure_ascii=False)
    assert data["zgloszenia"][0]["reference"]
    for canary in ("KANAREK-OCENA", "Adamska", card_id):
        assert canary not in text, canary


def test_copy_of_one_is_free_of_the_other(app: Flask, at: Clock, signed_in: SignIn) -> None:
    make_known_person(at)
    other = make_confirmed_person("Jan Obcy")
    text = json.dumps(data_of(signed_in(other)), ensure_ascii=False)
    assert NAME not in text
    assert EMAIL not in text


def test_password_and_secrets_are_not_in_the_copy(app: Flask, at: Clock, signed_in: SignIn) -> None:
    from leader_award.accounts.models import OneTimeLink, Person, SignInSession

    person_id = make_known_person(at)
    text = json.dumps(data_of(signed_in(person_id)))
    secrets = [row(Person, person_id).password_hash]
    for model, column in ((SignInSession, "token_digest"), (OneTimeLink, "digest")):
        secrets += [getattr(one, column) for one in db.session().query(model)]
    assert len(secrets) > 2
    for secret in secrets:
        assert str(secret) not in text
