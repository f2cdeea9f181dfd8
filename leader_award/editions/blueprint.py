"""The blueprint that the view modules of editions share."""

from flask import Blueprint

blueprint = Blueprint("editions", __name__)
