"""What a person finds in the register: partnerships, organisations, and who acts for them."""

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from leader_award.accounts.models import Person
from leader_award.partnerships import partnership_wording, wording
from leader_award.partnerships.models import (
    Organisation,
    OrganisationMember,
    Partnership,
    PartnershipMember,
    Unit,
)
from leader_award.platform import access, db
from leader_award.platform.matching import Fits, Found, Query, best_first

MOST_FOUND = 60
MOST_TRIED = 400


