"""The states from which the journeys start, made through the services that people use.

Each function fills an empty database. People, form and texts are the demonstration's.
"""

from datetime import timedelta

from sqlalchemy import select

from leader_award.demo import building, form, past, people, present
from leader_award.demo.building import moment
from leader_award.dissemination import service as conferences
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries import formal_check
from leader_award.entries import service as entries
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury import service as jury
from leader_award.jury.models import Assignment, Juror
from leader_award.partnerships import register
from leader_award.partnerships.service import import_register, join_organisation
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import new_id
from leader_award.scoring import service as scoring
from leader_award.scoring.models import ScoreCard

NEW_JUROR = "nowa.jurorka@example.org"
EDITION = "Edycja III"
DRAFT = "Wspólna komunikacja miasta i gminy"
TOWNS = ("026501", "061901", "080903", "061703", "142103", "160705")
"""Units that have entered besides the clerk's; the second one is Włodawa, which phones."""
OF_WLODAWA = present.TOPICS[1][0]
LETTER = "Prosimy podać w części „Wyniki” stan przed i po, z rokiem i źródłem danych."
CONFERENCE = "Konferencja laureatów"


def call() -> None:
    """A call that is open; the clerk has no account yet."""
    _open_edition(deadline_in=21)


def draft() -> None:
    """The clerk has an entry with its title and category, nothing more."""
    edition = _open_edition(deadline_in=21)
    _join_clerk()
    with clock.set_to(clock.now() - timedelta(days=1)):
        entries.start_entry(
            edition_id=edition.id,
            organisation_id=building.organisation("", terc=people.CLERKS_TERC),
            category_id=edition.categories[0].id,
            title=DRAFT,
            actor=people.acting(people.CLERK, "applicant"),
            key=new_id(),
        )


def towns() -> None:
    """Towns have submitted entries, and the call is open for two more days."""
    edition = _open_edition(deadline_in=2)
    with clock.set_to(clock.now() - timedelta(days=2)):
        for number, terc in enumerate(TOWNS):
            building.submit(_enter(edition, number, terc))


def submitted() -> None:
    """Three entries wait for their formal check."""
    _check(3)


def returned() -> None:
    """The clerk's entry was returned for completion, which a mail has said."""
    edition = _open_edition(deadline_in=-3)
    _join_clerk()
    with clock.set_to(clock.now() - timedelta(days=5)):
        entry_id = _enter(edition, 0, people.CLERKS_TERC)
        building.submit(entry_id)
    building.advance(edition.id, "start_checking")
    formal_check.record_check(
        entry_id=entry_id,
        submission_id=db.session().get_one(Entry, entry_id).submissions[-1].id,
        findings={item.id: ("met", "") for item in edition.check_items[1:]}
        | {edition.check_items[0].id: ("not_met", LETTER)},
        outcome="returned",
        letter=LETTER,
        complete_until=clock.now() + timedelta(days=7),
        actor=people.acting(people.ORGANISER, "organiser"),
        key=new_id(),
    )


def admitted() -> None:
    """Twelve entries are admitted; nobody is on the jury yet."""
    edition, entry_ids = _check(len(present.TOPICS))
    _admit(edition, entry_ids)


def invited() -> None:
    """Scoring is on and six jurors have declared; a seventh is invited; nothing is assigned."""
    edition, entry_ids = _check(len(present.TOPICS))
    _admit(edition, entry_ids)
    building.advance(edition.id, "start_scoring")
    jury.invite_juror(
        edition_id=edition.id,
        email=NEW_JUROR,
        name="Nowa Jurorka",
        capacity=8,
        expertise={category.id: 2 for category in edition.categories},
        actor=people.acting(people.ORGANISER, "organiser"),
        key=new_id(),
    )
    _seat_jury(edition, entry_ids)


def assign_all() -> None:
    """The organiser lets the program assign, and applies what it proposes."""
    building.assign(building.whole(next(one.id for one in db.session().query(Edition))).rounds[0])


def let_all_declare() -> None:
    """Every juror signs and says that nothing ties them to any entry."""
    entry_ids = [one.id for one in db.session().query(Entry)]
    for juror in db.session().query(Juror).all():
        actor = Actor(juror.person_id, "juror")
        jury.sign_declaration(juror_id=juror.id, agrees=True, actor=actor)
        jury.declare_conflicts(
            juror_id=juror.id,
            conflicts=dict.fromkeys(entry_ids, ("none", "")),
            actor=actor,
        )


def assigned() -> None:
    """Scoring is on; six jurors have all their cards before them."""
    _score()


def scored() -> None:
    """The first juror has filled in every card and sealed every second one."""
    edition = _score()
    juror = jury_queries.juror_of(_id_of(people.JURORS[0]), edition.id)
    assert juror is not None
    own = [one for one in jury_queries.active_assignments(edition.id) if one.juror_id == juror.id]
    actor = people.acting(people.JURORS[0], "juror")
    for number, assignment in enumerate(sorted(own, key=lambda one: str(one.entry.reference))):
        card_id = scoring.open_card(assignment_id=assignment.id, actor=actor)
        version = scoring.save_card(
            card_id=card_id,
            version=1,
            points={
                criterion.id: 3 + (number + criterion.position) % 6
                for criterion in edition.rounds[0].rubric.criteria
            },
            comment_to_jury="",
            comment_to_applicant="",
            actor=actor,
        )
        if number % 2:
            scoring.seal_card(card_id=card_id, version=version, actor=actor)


def late() -> None:
    """Two of six jurors have sealed everything; four are late."""
    edition = _score()
    ready = {_id_of(account) for account in people.JURORS[:2]}
    seats = {juror.id: juror.person_id for juror in jury_queries.jurors(edition.id)}
    for assignment in jury_queries.active_assignments(edition.id):
        if seats[assignment.juror_id] in ready:
            actor = people.acting(
                next(one for one in people.JURORS if _id_of(one) == seats[assignment.juror_id]),
                "juror",
            )
            card_id = scoring.open_card(assignment_id=assignment.id, actor=actor)
            version = scoring.save_card(
                card_id=card_id,
                version=1,
                points={one.id: 7 for one in edition.rounds[0].rubric.criteria},
                comment_to_jury="",
                comment_to_applicant="",
                actor=actor,
            )
            scoring.seal_card(card_id=card_id, version=version, actor=actor)


def announced() -> None:
    """The results of 2015 are out, and a conference for its laureates takes registrations."""
    _people()
    past.load_2015()
    organiser = people.acting(people.ORGANISER, "organiser")
    join_organisation(
        terc="061901",
        position="sekretarz miasta",
        actor=people.acting(people.LAUREATE, "applicant"),
        key=new_id(),
    )
    today = clock.to_warsaw(clock.now()).date()
    conference_id = conferences.create_conference(
        name={"pl": CONFERENCE, "en": "Conference of laureates"},
        held_on=today + timedelta(days=30),
        place="Warszawa",
        takes_registrations=True,
        edition_id=_edition_of(2015),
        actor=organiser,
        key=new_id(),
    )
    day = today + timedelta(days=30)
    conferences.save_item(
        conference_id=conference_id,
        kind="opening",
        title={"pl": "Otwarcie"},
        starts_at=moment(day, 10),
        ends_at=moment(day, 11),
        speakers=[],
        actor=organiser,
    )
    conferences.advance(conference_id=conference_id, event="publish", actor=organiser)


def site() -> None:
    """One edition is announced, one being scored, one open with the clerk's draft in it."""
    _people()
    past.load_2015()
    present.load_open()
    present.load_scored()
    juror = people.acting(people.JURORS[0], "juror")
    own = select(Assignment.id).join(Juror).join(Edition).where(Edition.state == "scoring")
    waiting = own.where(
        Juror.person_id == juror.person_id,
        Assignment.id.not_in(select(ScoreCard.assignment_id)),
    )
    scoring.open_card(assignment_id=db.session().scalars(waiting).first() or "", actor=juror)


def ids() -> dict[str, str]:
    """What the addresses of pages of `site` need."""
    reader = db.session()
    running = reader.scalars(select(Edition).where(Edition.state == "open")).one()
    return {
        "open": running.id,
        "slug": running.slug,
        "ranked": _edition_of(2015),
        "entry": reader.scalars(select(Entry.id).where(Entry.state == "draft")).one(),
        "section": building.whole(running.id).sections[0].id,
        "card": reader.scalars(select(ScoreCard.id).where(ScoreCard.state != "sealed")).one(),
    }


def _people() -> None:
    today = clock.to_warsaw(clock.now()).date()
    import_register(register.shipped(), actor=SYSTEM, on=today)
    people.add_people()


def _id_of(account: people.Account) -> str:
    person_id = people.acting(account, "juror").person_id
    assert person_id is not None
    return person_id


def _edition_of(year: int) -> str:
    return next(one.id for one in db.session().query(Edition) if one.year == year)


def _join_clerk() -> None:
    join_organisation(
        terc=people.CLERKS_TERC,
        position="inspektor ds. współpracy",
        actor=people.acting(people.CLERK, "applicant"),
        key=new_id(),
    )


def _open_edition(deadline_in: int) -> Edition:
    """An edition whose call opened ten days ago; the deadline lies that many days from today."""
    _people()
    organiser = people.acting(people.ORGANISER, "organiser")
    deadline = clock.to_warsaw(clock.now()).date() + timedelta(days=deadline_in)
    opens = min(deadline, clock.to_warsaw(clock.now()).date()) - timedelta(days=10)
    with clock.set_to(moment(opens - timedelta(days=10), 9)):
        edition_id = editions.create_edition(
            year=deadline.year,
            number=3,
            name={"pl": f"{EDITION} – {deadline.year}", "en": f"Third edition – {deadline.year}"},
            theme={"pl": "Razem sprawniej", "en": "Better together"},
            call_text=present.CALL_TEXT,
            opens_at=moment(opens, 8),
            deadline=moment(deadline, 16),
            check_until=moment(deadline + timedelta(days=14), 16),
            scoring_until=moment(deadline + timedelta(days=44), 16),
            announcement_at=moment(deadline + timedelta(days=60), 12),
            actor=organiser,
            key=new_id(),
        )
        form.write_regulations(edition_id)
    with clock.set_to(moment(opens, 8)):
        building.advance(edition_id, "open_call")
    return building.whole(edition_id)


def _enter(edition: Edition, number: int, terc: str | None = None) -> str:
    """A complete entry of the unit, or of an applicant made up for it; not submitted yet."""
    title, theme, category = present.TOPICS[number]
    chosen = edition.categories[category]
    long_texts = (form.SUMMARY, form.PROBLEM, form.SOLUTION, form.NOVELTY, form.RESULTS)
    answers = dict.fromkeys((*long_texts, form.COST, form.LASTING), present.FILLING) | {
        form.FORM_OF_COOPERATION: "Porozumienie międzygminne",
        form.SINCE: "2023-01-01",
        form.RESIDENTS: str(12_000 + 1_750 * number),
        form.GOES_ON: "yes",
        form.THEMES: [theme],
    }
    if chosen.name["pl"] == form.CROSS_SECTOR:
        answers[form.SECTORS] = present.FILLING
    return building.enter(
        edition,
        building.organisation(f"Wnioskodawca demonstracyjny {number + 1}", terc=terc),
        category_id=chosen.id,
        title=title,
        partnership=f"Partnerstwo demonstracyjne {number + 1}",
        answers=answers,
        files={form.AGREEMENT: lambda: ("porozumienie.pdf", present.agreement())},
    )


def _check(count: int) -> tuple[Edition, list[str]]:
    """An edition in the formal check with that many entries submitted."""
    edition = _open_edition(deadline_in=-3)
    with clock.set_to(clock.now() - timedelta(days=5)):
        entry_ids = [_enter(edition, number) for number in range(count)]
        for entry_id in entry_ids:
            building.submit(entry_id)
    building.advance(edition.id, "start_checking")
    return edition, entry_ids


def _admit(edition: Edition, entry_ids: list[str]) -> None:
    for entry_id in entry_ids:
        building.admit(edition, entry_id)


def _score() -> Edition:
    edition, entry_ids = _check(len(present.TOPICS))
    _admit(edition, entry_ids)
    building.advance(edition.id, "start_scoring")
    juror_ids = _seat_jury(edition, entry_ids)
    for number, entry_id in enumerate(entry_ids):  # each juror gets six, each entry three
        for juror_id in (juror_ids[(number + shift) % len(juror_ids)] for shift in range(3)):
            jury.assign(
                juror_id=juror_id,
                entry_id=entry_id,
                actor=people.acting(people.ORGANISER, "organiser"),
            )
    return building.whole(edition.id)


def _seat_jury(edition: Edition, entry_ids: list[str]) -> list[str]:
    """Six jurors who have signed and have no ties; returns their ids."""
    juror_ids = []
    for account in people.JURORS:
        juror_id = jury.invite_juror(
            edition_id=edition.id,
            email=account.email,
            name=account.name,
            capacity=8,
            expertise={category.id: 2 for category in edition.categories},
            actor=people.acting(people.ORGANISER, "organiser"),
            key=new_id(),
        )
        actor = people.acting(account, "juror")
        jury.sign_declaration(juror_id=juror_id, agrees=True, actor=actor)
        jury.declare_conflicts(
            juror_id=juror_id, conflicts=dict.fromkeys(entry_ids, ("none", "")), actor=actor
        )
        juror_ids.append(juror_id)
    return juror_ids
