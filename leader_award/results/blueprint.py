"""The blueprint of the pages that the public and applicants see of results."""

from flask import Blueprint

blueprint = Blueprint("results", __name__)
