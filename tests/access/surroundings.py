"""What the scene has around the contest: partnerships, events, practices, articles, diplomas."""

import io
from datetime import date

from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.diplomas import recipients
from leader_award.diplomas import service as diplomas
from leader_award.diplomas.models import Diploma
from leader_award.dissemination import arranging, tickets
from leader_award.dissemination import service as dissemination
from leader_award.dissemination.models import Conference
from leader_award.jury.service import propose_assignment
from leader_award.knowledge import queries as knowledge_queries
from leader_award.knowledge import service as knowledge
from leader_award.knowledge.models import Article
from leader_award.partnerships import keeping, partnership_queries
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import new_id
from leader_award.platform.outbox import OutgoingMail
from leader_award.practices import service as practices
from leader_award.results import press
from leader_award.results import press_queries as press_pictures
from leader_award.results import service as results
from leader_award.self_assessment import modelling
from leader_award.self_assessment import service as self_assessment
from tests.access.scene import Part, Scene, join, person
from tests.dissemination.builders import add, add_point, make_event, registration
from tests.entries.builders import PDF
from tests.jury.builders import invite
from tests.knowledge.builders import make_article, make_section
from tests.partnerships.builders import make_partnership
from tests.practices.builders import drafted, publish, release, whole
from tests.results.pictures import picture
from tests.self_assessment.builders import agree, all_at, answer, close, found


def practice_cards(scene: Scene) -> None:
    """Cards of the owner's in each state, and what another municipality said of one.

    They come first: their builder makes an edition of its own in an empty database.
    """
    owner = (scene.people["owner"] or "", scene.organisations["owner"])
    for state in ("drafted", "released", "published", "withdrawn"):
        card_id = drafted(*owner, title=f"Praktyka: {state}")
        if state != "drafted":
            release(card_id, person_id=owner[0])
        if state in ("published", "withdrawn"):
            publish(card_id, unit_terc=None)
        if state == "published":
            _adoption(scene, card_id)
        if state == "withdrawn":
            practices.withdraw(practice_id=card_id, actor=SYSTEM)
        card = whole(card_id)
        scene.add("practice", state, practice_id=card_id, entry_id=card.entry_id, version=1)
        if card.slug:
            scene.add("practice", state, slug=card.slug)


def _adoption(scene: Scene, card_id: str) -> None:
    adoption_id = practices.say_adopted(
        practice_id=card_id,
        organisation_id=scene.organisations["other"],
        text="U nas też działa.",
        actor=scene.acting("other", "applicant"),
        key=new_id(),
    )
    scene.add("adoption", "waiting", adoption_id=adoption_id)


def partnerships(scene: Scene) -> None:
    """A partnership that the owner leads, with a member, an event, and self-assessments."""
    partnership_id = make_partnership("Partnerstwo Doliny", "106101", "020101")
    event_id = keeping.add_event(
        partnership_id=partnership_id,
        kind="strategy_workshop",
        title="Warsztat",
        held_on=date(2014, 2, 1),
        people=20,
        actor=SYSTEM,
        key=new_id(),
    )
    found_one = partnership_queries.find(partnership_id)
    assert found_one is not None
    scene.add(
        "partnership",
        "always",
        partnership_id=partnership_id,
        slug=found_one.slug,
        event_id=event_id,
        organisation_id=scene.organisations["member"],
    )
    for kind, who in (("partnership", "other"), ("seat", "owner")):
        scene.others[kind] = {"organisation_id": scene.organisations[who]}
    for state in ("answering", "discussing", "closed"):
        _self_assessment(scene, make_partnership(f"Partnerstwo {state}", "106101", "020101"), state)
    leaderless = make_partnership("Partnerstwo bez lidera")
    _self_assessment(scene, leaderless, "leaderless", by=scene.acting("organiser"))
    _models(scene)


def _self_assessment(
    scene: Scene, partnership_id: str, state: str, by: Actor | None = None
) -> None:
    assessment_id = self_assessment.start_assessment(
        partnership_id=partnership_id, actor=by or scene.acting("owner", "applicant"), key=new_id()
    )
    token = answer(assessment_id, f"{state}@example.org", all_at(3))
    if state in ("discussing", "closed"):
        close(assessment_id)
    if state == "closed":
        agree(assessment_id, all_at(3))
        self_assessment.finish(assessment_id=assessment_id, actor=SYSTEM)
    scene.add(
        "assessment",
        state,
        partnership_id=partnership_id,
        assessment_id=assessment_id,
        answer_id=found(token).id,
        token=token,
    )


def _models(scene: Scene) -> None:
    in_use = modelling.use_shipped_model(actor=SYSTEM)
    draft = modelling.copy_model(model_id=in_use, actor=SYSTEM, key=new_id())
    for state, model_id in (("in_use", in_use), ("draft", draft)):
        scene.add("model", state, model_id=model_id, key="trust")


def conferences(scene: Scene) -> None:
    """An event in each state, with a registration of somebody who is not among the roles."""
    for state in ("planned", "published", "held", "archived"):
        event_id = make_event()
        person_id = add(event_id, f"Gość {state}")
        _lead(event_id, state)
        conference = db.session().get_one(Conference, event_id)
        room_id = arranging.save_room(conference_id=event_id, name="Sala A", actor=SYSTEM)
        item_id = add_point(event_id, "Przerwa", 15, 16)
        scene.add(
            "conference",
            state,
            conference_id=event_id,
            slug=conference.slug,
            room_id=room_id,
            item_id=item_id,
            registration_id=person_id,
            token=tickets.token_of(person_id),
            code=registration(person_id).code,
        )
        scene.add("feed", state, token=tickets.token_of(person_id, tickets.FEED))


def _lead(event_id: str, state: str) -> None:
    for event in {
        "planned": ("withdraw",),
        "held": ("close",),
        "archived": ("close", "archive"),
    }.get(state, ()):
        dissemination.advance(conference_id=event_id, event=event, actor=SYSTEM)


def articles(scene: Scene) -> None:
    """A published article and a draft, each with a file; a chapter of the handbook."""
    scene.add("handbook", "shipped", name="juror", picture="desk")
    section_id = make_section()
    for state in ("draft", "published"):
        article_id = make_article(section_id, f"Artykuł: {state}", public=state == "published")
        knowledge.attach(
            article_id=article_id,
            stream=io.BytesIO(PDF),
            filename="wzor.pdf",
            label="Wzór",
            actor=SYSTEM,
        )
        article = db.session().get_one(Article, article_id)
        scene.add(
            "article",
            state,
            article_id=article_id,
            slug=article.slug,
            section_id=section_id,
            file_id=article.files[0].file_id,
            version_id=knowledge_queries.versions(article_id)[0].id,
        )


def after_the_results(scene: Scene) -> None:
    """Pictures for the press, diplomas and a batch, before and after the announcement."""
    organiser = scene.acting("organiser")
    for state in ("embargoed", "announced"):
        edition = scene.things["edition"][state]
        for released in (True, False):
            picture_id = press.add_picture(
                edition_id=edition["edition_id"],
                entry_id=edition["entry_id"],
                stream=picture(700, 500),
                filename="most.jpg",
                alternative={"pl": "Most", "en": "Bridge"},
                credit="Jan Autor",
                actor=organiser
                if released or state == "embargoed"
                else scene.acting("owner", "applicant"),
                key=new_id(),
            )
            kind = f"{state}_{'released' if released else 'waiting'}"
            width = press_pictures.find_picture(picture_id).renditions[0].width
            scene.add("picture", kind, picture_id=picture_id, slug=edition["slug"], width=width)
    results.approve_announcement(  # the pictures took the approval back
        edition_id=scene.things["edition"]["embargoed"]["edition_id"],
        actor=scene.acting("second_organiser", "organiser"),
    )
    _diplomas(scene)
    _mail(scene)


def _diplomas(scene: Scene) -> None:
    announced = scene.things["edition"]["announced"]
    due = recipients.due(db.session(), announced["edition_id"], ["laureate"])
    diploma_id = diplomas.issue(recipient=due[0], actor=SYSTEM)
    batch_id = diplomas.make_batch(
        edition_id=announced["edition_id"], kinds=["laureate"], actor=SYSTEM, key=new_id()
    )
    issued = db.session().get_one(Diploma, diploma_id)
    scene.add("diploma", "announced", diploma_id=issued.id, code=issued.code)
    for letter, state in (("A", "embargoed"), ("B", "scoring")):
        known = "unannounced" if state == "scoring" else state
        _early_diploma(scene, issued, known, scene.things["edition"][state]["edition_id"], letter)
    scene.add("batch", "asked", batch_id=batch_id)


def _early_diploma(scene: Scene, like: Diploma, state: str, edition_id: str, letter: str) -> None:
    """Add what no use case issues: a diploma before its edition's announcement."""
    with db.transaction() as writer:
        early = Diploma(
            code=letter * 12,
            kind="laureate",
            subject=new_id(),
            edition_id=edition_id,
            name=like.name,
            language="pl",
            content=like.content,
            issued_at=clock.now(),
        )
        writer.add(early)
        writer.flush()
        scene.add("diploma", state, diploma_id=early.id, code=early.code)


def _mail(scene: Scene) -> None:
    mail_id = db.session().scalars(select(OutgoingMail.id).limit(1)).one()
    for state in ("off", "on"):
        scene.add("mailbox", state, mail_id=mail_id)


def proposals(scene: Scene) -> None:
    """A proposal of assignments in the edition that is being checked."""
    edition = scene.things["edition"]["checking"]
    proposal_id = propose_assignment(
        edition_id=edition["edition_id"], seed=1, actor=scene.acting("organiser")
    )
    elsewhere = scene.things["edition"]["scoring"]
    scene.others["proposal"] = {name: elsewhere[name] for name in ("entry_id", "juror_id")}
    scene.add(
        "proposal",
        "proposed",
        proposal_id=proposal_id,
        entry_id=edition["entry_id"],
        juror_id=edition["juror_id"],
    )


def seen(scene: Scene) -> None:
    """People as whom the site can be seen, or not; organisers who take part in the contest."""
    scene.add("seen", "plain", person_id=scene.people["stranger"])
    scene.add("seen", "official", person_id=scene.people["second_organiser"])
    for state, change in (
        ("disabled", {"disabled_at": clock.now()}),
        ("unconfirmed", {"email_confirmed_at": None}),
    ):
        person_id = person(scene, state)
        with db.transaction() as writer:
            for name, value in change.items():
                setattr(writer.get_one(Person, person_id), name, value)
        del scene.people[state]  # nobody who signs in
        scene.add("seen", state, person_id=person_id)
    juror_id = person(scene, "organiser_and_juror", "organiser")
    invite(scene.things["edition"]["checking"]["edition_id"], juror_id)
    clerk_id = person(scene, "organiser_and_clerk", "organiser")
    join(clerk_id, scene.organisations["other"], active=True)


AROUND: tuple[Part, ...] = (
    seen,
    partnerships,
    conferences,
    articles,
    after_the_results,
    proposals,
)
