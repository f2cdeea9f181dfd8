"""The blueprint that the view modules of entries share."""

from flask import Blueprint

blueprint = Blueprint("entries", __name__)
