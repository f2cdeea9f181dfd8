"""How fields, facets and states of practice cards are called."""

from flask_babel import lazy_gettext as _l

from leader_award.partnerships.wording import KINDS as UNIT_KINDS
from leader_award.partnerships.wording import ORGANISATION_KINDS

FIELDS = {
    "problem": _l("Problem"),
    "solution": _l("Solution"),
    "partners": _l("Partners"),
    "cost_pln": _l("Cost in złoty"),
    "cost_source": _l("Where the money came from"),
    "results": _l("Results in numbers"),
    "avoid": _l("What to avoid"),
    "contact": _l("Contact"),
}
HINTS = {
    "problem": _l("What was wrong, for whom, since when."),
    "solution": _l("What was done, step by step, so that somebody else can repeat it."),
    "partners": _l("Who took part and with what."),
    "cost_pln": _l("The whole cost in złoty, digits only, e.g. 1250000."),
    "cost_source": _l("Own budgets, grants, programmes; the share of each."),
    "results": _l("State before and after, with the year and the source of the figures."),
    "avoid": _l("What did not work, and what you would do differently today."),
    "contact": _l("An office and its e-mail address rather than a person's name."),
}
FACETS = {
    "theme": _l("Theme"),
    "cooperation": _l("Form of cooperation"),
    "kind": _l("Kind of leader"),
    "size": _l("Size of the leading unit"),
    "voivodeship": _l("Voivodeship"),
    "edition": _l("Edition"),
    "cost": _l("Cost"),
}
THEMES = {
    "transport": _l("Transport"),
    "education": _l("Education"),
    "health": _l("Health and social care"),
    "environment": _l("Environment and waste"),
    "energy": _l("Energy"),
    "tourism": _l("Tourism and culture"),
    "planning": _l("Spatial and strategic planning"),
    "digital": _l("Digital services"),
    "economy": _l("Economy and labour market"),
    "administration": _l("Shared administration and purchasing"),
    "safety": _l("Safety"),
    "participation": _l("Participation of residents"),
}
COOPERATIONS = {
    "agreement": _l("Inter-municipal agreement"),
    "union": _l("Municipal or county union"),
    "association": _l("Association of local governments"),
    "lag": _l("Local action group"),
    "company": _l("Company owned by local governments"),
    "contract": _l("Partnership contract"),
    "other": _l("Another form"),
}
KINDS = ORGANISATION_KINDS | UNIT_KINDS
SIZES = {
    "to-5k": _l("up to 5,000 inhabitants"),
    "5k-20k": _l("5,000 to 20,000 inhabitants"),
    "20k-50k": _l("20,000 to 50,000 inhabitants"),
    "50k-100k": _l("50,000 to 100,000 inhabitants"),
    "over-100k": _l("over 100,000 inhabitants"),
}
COSTS = {
    "to-100k": _l("up to 100,000 zł"),
    "100k-1m": _l("100,000 to 1 million zł"),
    "1m-10m": _l("1 to 10 million zł"),
    "over-10m": _l("over 10 million zł"),
}
STATES = {
    "drafted": _l("Drafted"),
    "released": _l("Released by the entrant"),
    "published": _l("Published"),
    "withdrawn": _l("Withdrawn"),
}
STATE_TAGS = {
    "drafted": "neutral",
    "released": "warning",
    "published": "success",
    "withdrawn": "danger",
}
ADOPTIONS = {
    "waiting": _l("Waiting for the organiser"),
    "shown": _l("Shown on the card"),
    "refused": _l("Not shown"),
}
ADOPTION_TAGS = {"waiting": "warning", "shown": "success", "refused": "neutral"}
