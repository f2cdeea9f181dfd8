"""The names that organisers may use in mails, what each means, and an example of it.

Most stand for the same expression in many templates, so they are declared here once; `mails`
names those that come of a template's logic.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Placeholder:
    """A name in both languages, its meaning, an example in both, and where the value comes from.

    `source` is the expression in the shipped template; "" is the next piece of its logic.
    `required` names may not be left out of the text.
    """

    english: str
    polish: str
    meaning: Any
    example_pl: str
    example_en: str = ""
    source: str = ""
    required: bool = False

    def called(self, language: str) -> str:
        """The name in a text of this language."""
        return self.polish if language == "pl" else self.english

    def example(self, language: str) -> str:
        """A value such as it may be."""
        return self.example_pl if language == "pl" else self.example_en or self.example_pl


SITE = "https://nagroda.example"
EDITION = _l("Name of the edition")
NUMBER = _l("Number of the entry")
TITLE = _l("Title of the entry")
DEADLINE = _l("Until when, with the hour")
ORGANISATION = _l("Name of the organisation")
REASON = _l("The reason that was given")
MOMENT = _l("When it happened")
_RAZEM = "Razem dla rozwoju", "Together for development"
_CITY = "Gmina Miejska Włodawa", "Włodawa"
_TERM = "28 lutego 2027, 16:00", "28 February 2027, 16:00"
_AT = "14 stycznia 2027, 10:32", "14 January 2027, 10:32"
_EXACT = "14 stycznia 2027, 10:32:05", "14 January 2027, 10:32:05"
_BUSES = "Wspólne autobusy pięciu gmin", "Shared buses of five municipalities"
_WHY = "Awaria łącza internetowego w urzędzie.", "The office's internet connection failed."
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

COMMON = (
    Placeholder("award", "nazwa_nagrody", _l("Name of the award"),
                "Samorządowy Lider Zarządzania", "Local Government Management Leader", "product"),
    Placeholder("link", "link", _l("The address to open; everybody gets their own"),
                f"{SITE}/przyklad", source="link", required=True),
    Placeholder("switch_off", "wyłączenie", _l("The address that switches these reminders off"),
                f"{SITE}/przyklad", source="stop", required=True),
    Placeholder("ticket", "bilet", _l("Address of the registration and ticket"),
                f"{SITE}/bilet/przyklad", source="ticket", required=True),
    Placeholder("edition", "edycja", EDITION, *_RAZEM, "edition.name | tr"),
    Placeholder("edition", "edycja", EDITION, *_RAZEM, "entry.edition.name | tr"),
    Placeholder("round", "runda", _l("Name of the round"), "Ocena kart", "Assessment",
                "round.name | tr"),
    Placeholder("entry_number", "numer_zgłoszenia", NUMBER, "SLZ-2027-012",
                source="entry.reference"),
    Placeholder("entry_title", "tytuł_zgłoszenia", TITLE, *_BUSES, "entry.title"),
    Placeholder("title", "tytuł", _l("Title of the entry or of the card"), *_BUSES, "title"),
    Placeholder("entry_numbers", "numery_zgłoszeń", _l("Numbers of the entries"),
                "SLZ-2027-004, SLZ-2027-012", source='references | join(", ")'),
    Placeholder("applicant", "wnioskodawca", _l("Name of the applicant"), *_CITY,
                "entry.applicant.name"),
    Placeholder("organisation", "organizacja", ORGANISATION, *_CITY, "organisation.name"),
    Placeholder("organisation", "organizacja", ORGANISATION, *_CITY, "member.organisation.name"),
    Placeholder("partnership", "partnerstwo", _l("Name of the partnership"),
                "Włodawski Obszar Funkcjonalny", source="partnership.name"),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "until | moment", required=True),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "extension.until | moment", required=True),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "check.complete_until | moment",
                required=True),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "entry.complete_until | moment",
                required=True),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "edition.deadline | moment",
                required=True),
    Placeholder("deadline", "termin", DEADLINE, *_TERM, "round.ends_at | moment", required=True),
    Placeholder("scoring_deadline", "termin_oceny", _l("Until when entries are assessed"), *_TERM,
                "edition.scoring_until | moment"),
    Placeholder("former_deadline", "poprzedni_termin", _l("The deadline that held before"), *_AT,
                "before | moment"),
    Placeholder("moment", "chwila", MOMENT, *_AT, "at | moment"),
    Placeholder("moment", "chwila", MOMENT, *_EXACT, "at | exact"),
    Placeholder("submitted", "złożono", _l("When the entry was submitted, to the second"), *_EXACT,
                "submission.at | exact", required=True),
    Placeholder("version", "wersja", _l("Number of the version"), "1",
                source="submission.number"),
    Placeholder("digest", "skrót", _l("Digest of the submitted entry"), _DIGEST,
                source="submission.sha256", required=True),
    Placeholder("event_number", "numer_zdarzenia", _l("Number in the record of events"), "1284",
                source="event.sequence", required=True),
    Placeholder("event_digest", "skrót_zdarzenia", _l("Digest of the event in the record"),
                _DIGEST, source="event.digest", required=True),
    Placeholder("letter", "treść_pisma", _l("The letter that the organiser wrote in the check"),
                "Brakuje podpisu partnera pod porozumieniem.",
                "The agreement lacks a partner's signature.", "check.letter", required=True),
    Placeholder("reason", "powód", REASON, *_WHY, "reason", required=True),
    Placeholder("reason", "powód", REASON, *_WHY, "extension.reason", required=True),
    Placeholder("contact", "kontakt", _l("The organiser's address for questions"),
                "konkurs@miasta.example", source="config.SETTINGS.contact_email"),
    Placeholder("inviter", "zapraszający", _l("Who invites"), "Anna Kowalska",
                source="inviter.name", required=True),
    Placeholder("inviter_address", "adres_zapraszającego", _l("Address of who invites"),
                "anna.kowalska@gmina.example", source="inviter.email"),
    Placeholder("person", "osoba", _l("Who asks for access"), "Jan Nowak",
                source="member.person.name", required=True),
    Placeholder("person_address", "adres_osoby", _l("Address of who asks for access"),
                "jan.nowak@gmina.example", source="member.person.email", required=True),
    Placeholder("position", "stanowisko", _l("Position of who asks for access"),
                "inspektor", "inspector", "member.position"),
    Placeholder("event", "wydarzenie", _l("Name of the event"), "Konferencja finałowa",
                "Final conference", "conference.name | tr", required=True),
    Placeholder("event_days", "dni_wydarzenia", _l("Day or days of the event"),
                "16 marca 2027", "16 March 2027", "conference | event_days"),
    Placeholder("place", "miejsce", _l("Place and address of the event"),
                "Centrum Konferencyjne, ul. Prosta 1, Warszawa",
                source='[conference.place, conference.address] | select | join(", ")'),
    Placeholder("begins", "początek", _l("When the event begins"),
                "16 marca 2027, 10:00", "16 March 2027, 10:00", "begins | moment"),
    Placeholder("diploma_title", "tytuł_dyplomu", _l("What the diploma is for"),
                "Laureat", "Laureate", "diploma.content.title"),
    Placeholder("diploma_holder", "komu_dyplom", _l("To whom the diploma was issued"), *_CITY,
                "diploma.name"),
    Placeholder("diploma_code", "kod_dyplomu", _l("Code by which the diploma is checked"),
                "K7QX-2M9P", source="diploma.code | shown_code"),
    Placeholder("diploma_page", "strona_dyplomu", _l("Address of the diploma"),
                f"{SITE}/dyplom/K7QX2M9P",
                source='external(url_for("diplomas.verify", code=diploma.code))', required=True),
    Placeholder("entry_page", "strona_zgłoszenia", _l("Address of the entry"),
                f"{SITE}/zgloszenia/przyklad",
                source='external(url_for("entries.overview", entry_id=entry.id))', required=True),
    Placeholder("form_page", "strona_formularza", _l("Address of the form of the entry"),
                f"{SITE}/zgloszenia/przyklad/formularz",
                source='external(url_for("entries.form", entry_id=entry.id))', required=True),
    Placeholder("entries_page", "strona_zgłoszeń", _l("Address of the list of own entries"),
                f"{SITE}/zgloszenia", source='external(url_for("entries.mine"))'),
    Placeholder("start_page", "strona_startowa", _l("Address of the page after signing in"),
                f"{SITE}/start", source='external(url_for("editions.start"))', required=True),
    Placeholder("sign_in_page", "strona_logowania", _l("Address for signing in"),
                f"{SITE}/logowanie", source='external(url_for("accounts.sign_in"))',
                required=True),
    Placeholder("new_password_page", "strona_nowego_hasła",
                _l("Address for choosing a new password"), f"{SITE}/nie-pamietam-hasla",
                source='external(url_for("accounts.forgotten_password"))', required=True),
    Placeholder("organisation_page", "strona_organizacji", _l("Address of the own organisation"),
                f"{SITE}/moj-samorzad", source='external(url_for("partnerships.mine"))',
                required=True),
    Placeholder("requests_page", "strona_próśb", _l("Address where requests are decided"),
                f"{SITE}/moj-samorzad", source='external(url_for("partnerships.requests" if '
                'for_organiser else "partnerships.mine"))', required=True),
    Placeholder("announcement_page", "strona_ogłoszenia",
                _l("Address where the announcement is approved"),
                f"{SITE}/organizator/edycje/przyklad/wyniki/ogloszenie", source=
                'external(url_for("decisions.announce", edition_id=edition.id))', required=True),
    Placeholder("result_page", "strona_wyniku", _l("Address of the result of the entry"),
                f"{SITE}/zgloszenia/przyklad/wynik",
                source='external(url_for("results.own", entry_id=entry.id))', required=True),
    Placeholder("laureates_page", "strona_laureatów", _l("Address of the list of laureates"),
                f"{SITE}/edycje/2027/laureaci",
                source='external(url_for("results.laureates", slug=edition.slug))'),
    Placeholder("card_page", "strona_karty", _l("Address of the practice card"),
                f"{SITE}/zgloszenia/przyklad/dobra-praktyka", source=
                'external(url_for("practice_release.edit", entry_id=entry_id))', required=True),
    Placeholder("event_page", "strona_wydarzenia", _l("Address of the event"),
                f"{SITE}/konferencje/final", source=
                'external(url_for("dissemination.show", slug=conference.slug))', required=True),
)  # fmt: skip

SIGNATURE = Placeholder(
    "signature", "podpis", _l("Name and address of the award, and where the privacy notice is"),
    f"--\nSamorządowy Lider Zarządzania\n{SITE}/\nInformacja o danych osobowych: {SITE}/prywatnosc",
    f"--\nLocal Government Management Leader\n{SITE}/\nPrivacy notice: {SITE}/prywatnosc",
    required=True,
)  # fmt: skip
"""In the place of the included signature."""
