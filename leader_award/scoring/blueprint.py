"""The blueprint that the view modules of scoring share."""

from flask import Blueprint

blueprint = Blueprint("scoring", __name__)
