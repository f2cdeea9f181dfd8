"""The blueprint that the modules of views share."""

from flask import Blueprint

blueprint = Blueprint("knowledge", __name__)
