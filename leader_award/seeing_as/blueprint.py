"""The blueprint of seeing the site as somebody else."""

from flask import Blueprint

blueprint = Blueprint("seeing_as", __name__)
