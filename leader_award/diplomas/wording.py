"""Words for kinds of diplomas, what their texts say by default, and what stands in the way."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from leader_award.diplomas import rules
from leader_award.platform.db import Translated

KINDS = {
    rules.LAUREATE: _l("Laureates"),
    rules.DISTINCTION: _l("Distinctions"),
    rules.PARTICIPANT: _l("Participants"),
    rules.JUROR: _l("Jurors"),
    rules.SPEAKER: _l("Speakers"),
    rules.ATTENDANCE: _l("People who attended"),
}
WHAT = {
    rules.LAUREATE: _l("Diploma of a laureate"),
    rules.DISTINCTION: _l("Diploma of a distinction"),
    rules.PARTICIPANT: _l("Diploma of a participant"),
    rules.JUROR: _l("Diploma of a juror"),
    rules.SPEAKER: _l("Diploma of a speaker"),
    rules.ATTENDANCE: _l("Certificate of attendance"),
}
WHOM = {
    rules.LAUREATE: _l("Every entry that is awarded the title of laureate"),
    rules.DISTINCTION: _l("Every entry that is awarded a distinction"),
    rules.PARTICIPANT: _l("Every entry admitted to the assessment, awarded or not"),
    rules.JUROR: _l("Every juror who signed the declaration of impartiality and stayed"),
    rules.SPEAKER: _l("Everybody who spoke at an event of the edition"),
    rules.ATTENDANCE: _l("Everybody whose attendance at an event of the edition was recorded"),
}
PLACEHOLDERS = {
    "name": _l("name of the recipient"),
    "title": _l("title of the entry or of the talk"),
    "edition": _l("name of the edition"),
    "prize": _l("name of the prize"),
    "category": _l("category of the entry"),
    "event": _l("name of the event"),
    "event_date": _l("date of the event"),
    "place_and_date": _l("place and date, from the field below"),
}
ORIENTATIONS = {"portrait": _l("Portrait"), "landscape": _l("Landscape")}
BATCHES = {
    rules.WAITING: _l("waiting for its turn"),
    rules.WORKING: _l("being made"),
    rules.DONE: _l("diplomas ready"),
    rules.STOPPED: _l("stopped"),
    rules.FAILED: _l("not made"),
}
BATCH_TAGS = {
    rules.WAITING: "info",
    rules.WORKING: "progress",
    rules.DONE: "success",
    rules.STOPPED: "neutral",
    rules.FAILED: "danger",
}
FAULTS = {
    rules.UNKNOWN: _l(
        "There is nothing to put in place of {%(name)s}. These can be used: %(known)s."
    ),
    rules.UNPAIRED: _l("There is a brace without its other half."),
    rules.NAMELESS: _l("The text must say whose diploma it is: put {name} where the name belongs."),
}


@dataclass(frozen=True)
class Default:
    """What a diploma says as long as no organiser has written anything else."""

    title: Translated
    body: Translated
    orientation: str = "portrait"


_AWARD = {
    "pl": "konkursu „Samorządowy Lider Zarządzania: współpraca międzysamorządowa”",
    "en": "of the competition “Local Government Management Leader: inter-municipal cooperation”",
}

DEFAULTS: Mapping[str, Default] = {
    rules.LAUREATE: Default(
        {"pl": "Dyplom laureata", "en": "Laureate’s diploma"},
        {
            "pl": f"Tytuł laureata {_AWARD['pl']}\n\n{{edition}}\n\notrzymuje\n\n{{name}}\n\n"
            "za rozwiązanie\n\n{title}\n\n{prize}",
            "en": f"The title of laureate {_AWARD['en']}\n\n{{edition}}\n\nis awarded to\n\n"
            "{name}\n\nfor the solution\n\n{title}\n\n{prize}",
        },
    ),
    rules.DISTINCTION: Default(
        {"pl": "Wyróżnienie", "en": "Distinction"},
        {
            "pl": f"Wyróżnienie {_AWARD['pl']}\n\n{{edition}}\n\notrzymuje\n\n{{name}}\n\n"
            "za rozwiązanie\n\n{title}\n\n{prize}",
            "en": f"A distinction {_AWARD['en']}\n\n{{edition}}\n\nis awarded to\n\n"
            "{name}\n\nfor the solution\n\n{title}\n\n{prize}",
        },
    ),
    rules.PARTICIPANT: Default(
        {"pl": "Podziękowanie", "en": "With thanks"},
        {
            "pl": "Dziękujemy za udział\n\n{name}\n\nw konkursie „Samorządowy Lider Zarządzania:"
            " współpraca międzysamorządowa”\n\n{edition}\n\ni za podzielenie się rozwiązaniem"
            "\n\n{title}",
            "en": "We thank\n\n{name}\n\nfor taking part in the competition “Local Government"
            " Management Leader: inter-municipal cooperation”\n\n{edition}\n\nand for sharing"
            " the solution\n\n{title}",
        },
    ),
    rules.JUROR: Default(
        {"pl": "Podziękowanie", "en": "With thanks"},
        {
            "pl": f"Za pracę w komisji {_AWARD['pl']}\n\n{{edition}}\n\ndziękujemy\n\n{{name}}"
            "\n\nWiedza, uważna lektura i bezstronność jurorów sprawiają, że nagroda jest dobrym"
            " drogowskazem dla innych samorządów.",
            "en": f"For serving on the jury {_AWARD['en']}\n\n{{edition}}\n\nwe thank\n\n{{name}}"
            "\n\nKnowledge, careful reading and impartiality of the jurors make the award a good"
            " signpost for other local governments.",
        },
    ),
    rules.SPEAKER: Default(
        {"pl": "Podziękowanie", "en": "With thanks"},
        {
            "pl": "Dziękujemy\n\n{name}\n\nza wystąpienie\n\n{title}\n\npodczas wydarzenia"
            "\n\n{event}\n\n{event_date}",
            "en": "We thank\n\n{name}\n\nfor the talk\n\n{title}\n\nat the event\n\n{event}"
            "\n\n{event_date}",
        },
        "landscape",
    ),
    rules.ATTENDANCE: Default(
        {"pl": "Zaświadczenie o udziale", "en": "Certificate of attendance"},
        {
            "pl": "Zaświadczamy, że\n\n{name}\n\nwzięła udział / wziął udział w wydarzeniu\n\n"
            "{event}\n\n{event_date}",
            "en": "This is to certify that\n\n{name}\n\ntook part in the event\n\n{event}\n\n"
            "{event_date}",
        },
        "landscape",
    ),
}


SAMPLE: Mapping[str, Translated] = {
    "title": {"pl": "Wspólny transport na obszarze funkcjonalnym", "en": "Shared public transport"},
    "prize": {"pl": "Dyplom, statuetka i wizyta studyjna", "en": "Diploma and study visit"},
    "category": {"pl": "Usługi publiczne", "en": "Public services"},
    "event": {"pl": "Konferencja podsumowująca konkurs", "en": "Closing conference"},
    "event_date": {"pl": "16 grudnia 2015", "en": "16 December 2015"},
}
"""Facts for the preview."""
SAMPLE_PERSON: Translated = {"pl": "Anna Przykładowa", "en": "Anna Example"}
SAMPLE_PARTNERSHIP: Translated = {"pl": "Partnerstwo Przykładowe", "en": "Example Partnership"}
