"""The blueprint that the modules of views share."""

from flask import Blueprint

blueprint = Blueprint("correspondence", __name__)
