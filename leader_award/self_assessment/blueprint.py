"""The blueprint that all pages of self-assessment share."""

from flask import Blueprint

blueprint = Blueprint("self_assessment", __name__)
