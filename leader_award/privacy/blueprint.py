"""The blueprint that all pages of privacy share."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)
