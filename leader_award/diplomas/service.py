"""Use cases of diplomas; later features issue certificates from here."""

from leader_award.diplomas.batches import make_batch, stop_batch
from leader_award.diplomas.designing import restore_template, save_template, texts_of
from leader_award.diplomas.documents import certificate_pdf
from leader_award.diplomas.issuing import issue, issue_all, issue_or_renew, revoke, send

__all__ = [
    "certificate_pdf",
    "issue",
    "issue_all",
    "issue_or_renew",
    "make_batch",
    "restore_template",
    "revoke",
    "save_template",
    "send",
    "stop_batch",
    "texts_of",
]
