"""The blueprint of the handbook's pages."""

from flask import Blueprint

blueprint = Blueprint("handbook", __name__)
