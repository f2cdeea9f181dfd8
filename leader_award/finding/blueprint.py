"""The blueprint of the search."""

from flask import Blueprint

blueprint = Blueprint("finding", __name__)
