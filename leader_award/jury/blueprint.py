"""The blueprint that the view modules of the jury share."""

from flask import Blueprint

blueprint = Blueprint("jury", __name__)
