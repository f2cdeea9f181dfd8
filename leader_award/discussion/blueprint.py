"""The blueprint that the view modules of the discussion share."""

from flask import Blueprint

blueprint = Blueprint("discussion", __name__)
