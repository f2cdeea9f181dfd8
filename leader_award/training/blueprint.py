"""The blueprint that the view modules of the training share."""

from flask import Blueprint

blueprint = Blueprint("training", __name__)
