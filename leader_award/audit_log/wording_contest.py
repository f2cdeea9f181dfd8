"""What happened in the award itself, by action: from setting an edition up to its results."""

from flask_babel import lazy_gettext as _l

EDITIONS = {
    "edition.created": _l("created the edition %(edition)s"),
    "sheet.imported": _l(
        "imported a sheet in the edition %(edition)s; rows added: %(new)s, changed: %(changed)s"
    ),
    "edition.copied": _l("created the edition %(edition)s as a copy of an earlier one"),
    "edition.changed": _l("changed the description or the rules of the edition %(edition)s"),
    "edition.timetable_changed": _l("changed the timetable of the edition %(edition)s"),
    "edition.extension_granted": _l(
        "gave %(organisation)s a later deadline in the edition %(edition)s"
    ),
    "edition.reminded": _l(
        "reminded those who were late in the edition %(edition)s; messages: %(mails)s"
    ),
    "edition.open_call": _l("opened the call of the edition %(edition)s"),
    "edition.start_checking": _l("started the formal check of the edition %(edition)s"),
    "edition.start_scoring": _l("started the merit assessment of the edition %(edition)s"),
    "edition.start_deciding": _l(
        "closed the assessment and started the decisions of the edition %(edition)s"
    ),
    "edition.announce": _l("announced the results of the edition %(edition)s"),
    "edition.archive": _l("put the edition %(edition)s into the archive"),
    "edition.category_added": _l("added a category to the edition %(edition)s"),
    "edition.category_changed": _l("changed a category of the edition %(edition)s"),
    "edition.category_deleted": _l("deleted a category of the edition %(edition)s"),
    "edition.category_moved": _l("changed the order of the categories of the edition %(edition)s"),
    "edition.section_added": _l("added a section to the entry form of the edition %(edition)s"),
    "edition.section_changed": _l("changed a section of the entry form of the edition %(edition)s"),
    "edition.section_deleted": _l("deleted a section of the entry form of the edition %(edition)s"),
    "edition.section_moved": _l(
        "changed the order of the sections of the entry form of the edition %(edition)s"
    ),
    "edition.question_added": _l("added a question to the entry form of the edition %(edition)s"),
    "edition.question_changed": _l(
        "changed a question of the entry form of the edition %(edition)s"
    ),
    "edition.question_deleted": _l(
        "deleted a question of the entry form of the edition %(edition)s"
    ),
    "edition.question_moved": _l(
        "changed the order of the questions of the entry form of the edition %(edition)s"
    ),
    "edition.requirement_added": _l("added a required attachment in the edition %(edition)s"),
    "edition.requirement_changed": _l("changed a required attachment in the edition %(edition)s"),
    "edition.requirement_deleted": _l("deleted a required attachment in the edition %(edition)s"),
    "edition.requirement_moved": _l(
        "changed the order of the required attachments in the edition %(edition)s"
    ),
    "edition.criterion_added": _l("added a criterion in the edition %(edition)s"),
    "edition.criterion_changed": _l("changed a criterion in the edition %(edition)s"),
    "edition.criterion_deleted": _l("deleted a criterion in the edition %(edition)s"),
    "edition.criterion_moved": _l("changed the order of the criteria in the edition %(edition)s"),
    "edition.prize_added": _l("added a prize in the edition %(edition)s"),
    "edition.prize_changed": _l("changed a prize in the edition %(edition)s"),
    "edition.prize_deleted": _l("deleted a prize in the edition %(edition)s"),
    "edition.prize_moved": _l("changed the order of the prizes in the edition %(edition)s"),
    "edition.check_item_added": _l("added a point of the formal check in the edition %(edition)s"),
    "edition.check_item_changed": _l(
        "changed a point of the formal check in the edition %(edition)s"
    ),
    "edition.check_item_deleted": _l(
        "deleted a point of the formal check in the edition %(edition)s"
    ),
    "edition.check_item_moved": _l(
        "changed the order of the points of the formal check in the edition %(edition)s"
    ),
    "edition.round_added": _l("added a round of assessment in the edition %(edition)s"),
    "edition.round_changed": _l("changed a round of assessment in the edition %(edition)s"),
    "edition.round_deleted": _l("deleted a round of assessment in the edition %(edition)s"),
    "edition.round_moved": _l(
        "changed the order of the rounds of assessment in the edition %(edition)s"
    ),
    "edition.shares_changed": _l(
        "changed the shares of the rounds in the result of the edition %(edition)s"
    ),
    "rubric.prepared": _l("began version %(version)s of the rubric: %(round)s, %(edition)s"),
    "rubric.discarded": _l("discarded a prepared version of the rubric: %(round)s, %(edition)s"),
    "rubric.put_into_force": _l(
        "put version %(version)s of the rubric into force: %(round)s, %(edition)s"
    ),
}

ENTRIES = {
    "entry.started": _l("started %(entry)s in the edition %(edition)s"),
    "entry.saved": _l("saved changes in %(entry)s"),
    "entry.partner_added": _l("added the partner %(organisation)s to %(entry)s"),
    "entry.partner_changed": _l("changed what a partner does in %(entry)s"),
    "entry.partner_removed": _l("removed the partner %(organisation)s from %(entry)s"),
    "entry.attachment_added": _l("attached a file to %(entry)s"),
    "entry.attachment_removed": _l("removed an attached file from %(entry)s"),
    "entry.submitted": _l("submitted %(entry)s, version %(number)s"),
    "entry.stamped": _l(
        "a timestamp authority confirmed the submission of %(entry)s, version %(number)s"
    ),
    "entry.draft_reminded": _l(
        "reminded those who can edit %(entry)s that it is not submitted; messages: %(mails)s"
    ),
    "entry.reminders_stopped": _l("switched off their reminders of %(entry)s"),
    "entry.reminders_resumed": _l("switched on their reminders of %(entry)s"),
    "entry.withdrawn": _l("withdrew %(entry)s"),
    "entry.checked.admitted": _l("admitted %(entry)s to the assessment"),
    "entry.checked.returned": _l("returned %(entry)s for completion"),
    "entry.checked.rejected": _l("rejected %(entry)s in the formal check"),
    "entry.checked": _l("checked %(entry)s formally"),
    "entry.check_taken_back": _l("took the formal check of %(entry)s back"),
    "edition.entries_checked": _l(
        "recorded the same formal check for entries of the edition %(edition)s; "
        "their number: %(entries)s"
    ),
    "edition.entries_check_taken_back": _l(
        "took back a formal check of entries of the edition %(edition)s; their number: %(entries)s"
    ),
    "entry.completion_extended": _l("gave more time for completing %(entry)s"),
}

JURY = {
    "juror.invited": _l("invited %(juror)s to the jury of the edition %(edition)s"),
    "juror.changed": _l("changed how much %(juror)s takes on, or the fields of expertise"),
    "juror.declared": _l("signed the impartiality declaration: %(juror)s"),
    "juror.refused": _l("declined to sign the impartiality declaration: %(juror)s"),
    "juror.conflicts_declared": _l(
        "said about entries whether there is a conflict of interest: %(juror)s"
    ),
    "juror.barred": _l("entered or lifted a conflict of interest of %(juror)s with %(entry)s"),
    "juror.organisation_added": _l("noted that %(juror)s belongs to %(organisation)s"),
    "juror.organisation_removed": _l("removed the note that %(juror)s belongs to %(organisation)s"),
    "juror.left": _l("noted that %(juror)s left the jury; assignments ended: %(ended)s"),
    "jurors.reminded": _l(
        "reminded jurors of the edition %(edition)s of their cards; messages: %(jurors)s"
    ),
    "assignment.made": _l("assigned %(entry)s to %(juror)s"),
    "assignment.ended": _l("took %(entry)s from %(juror)s"),
    "assignments.moved": _l("changed assignments by hand: %(round)s, %(edition)s"),
    "proposal.made": _l("had an assignment proposed for the edition %(edition)s"),
    "proposal.edited": _l("changed a proposed assignment by hand in the edition %(edition)s"),
    "proposal.edits_taken_back": _l(
        "took back the changes by hand of a proposed assignment in the edition %(edition)s"
    ),
    "proposal.applied": _l(
        "applied a proposed assignment in the edition %(edition)s; new: %(added)s, ended: %(ended)s"
    ),
    "proposal.discarded": _l("discarded a proposed assignment in the edition %(edition)s"),
    "proposal.repaired": _l("removed the obstacle to an assignment in the edition %(edition)s"),
    "round.needs_restored": _l(
        "restored the number of jurors for each entry: %(round)s, %(edition)s"
    ),
    "round.entries_chosen": _l(
        "chose the entries that go on to the round; their number: %(entries)s; %(round)s, "
        "%(edition)s"
    ),
}

SCORING = {
    "card.opened": _l("opened the score card: %(entry)s, %(juror)s"),
    "card.saved": _l("saved the score card: %(entry)s, %(juror)s"),
    "card.sealed": _l("submitted and sealed the score card: %(entry)s, %(juror)s"),
    "card.reopening_asked": _l(
        "asked for the sealed score card to be reopened: %(entry)s, %(juror)s"
    ),
    "card.reopening_declined": _l(
        "left the score card sealed after a request to reopen it: %(entry)s, %(juror)s"
    ),
    "card.reopened": _l("reopened the sealed score card: %(entry)s, %(juror)s"),
    "training.arranged": _l("prepared a training of the jury: %(round)s, %(edition)s"),
    "training.sample_saved": _l("saved a sample entry of the training: %(round)s, %(edition)s"),
    "training.sample_removed": _l(
        "removed a sample entry from the training: %(round)s, %(edition)s"
    ),
    "training.opened": _l("opened the training for jurors: %(round)s, %(edition)s"),
    "training.closed": _l("ended the training: %(round)s, %(edition)s"),
    "training.card_saved": _l(
        "saved the own points for a sample entry; criteria: %(criteria)s; %(juror)s, %(edition)s"
    ),
    "discussion.opened": _l(
        "made the agenda of the jury's discussion; entries on it: %(entries)s; %(round)s, "
        "%(edition)s"
    ),
    "agenda.entry_added": _l("put an entry on the agenda of the discussion: %(entry)s"),
    "agenda.entry_removed": _l("took an entry off the agenda of the discussion: %(entry)s"),
    "agenda.entry_moved": _l("changed the order of the agenda of the discussion: %(entry)s"),
    "agenda.entry_called": _l("called up an entry in the discussion: %(entry)s"),
    "agenda.opening_asked": _l(
        "asked for an entry to be opened for changes of its score cards: %(entry)s"
    ),
    "agenda.opening_declined": _l("left an entry closed to changes of its score cards: %(entry)s"),
    "agenda.entry_opened": _l("agreed to open an entry for changes of its score cards: %(entry)s"),
    "agenda.entry_concluded": _l("wrote down what the jury concluded: %(entry)s"),
    "agenda.entry_resumed": _l("took up an entry again in the discussion: %(entry)s"),
    "card.changed_in_discussion": _l(
        "changed the own sealed score card after the discussion and sealed it anew; criteria "
        "changed: %(criteria)s; %(entry)s, %(juror)s"
    ),
    "card.recused": _l("closed the score card after a recusal: %(entry)s, %(juror)s"),
    "card.rubric_replaced": _l(
        "moved the score card to version %(version)s of the rubric: %(entry)s, %(juror)s"
    ),
}

RESULTS = {
    "tie.voted": _l("recorded the jury's vote on a tie in the edition %(edition)s"),
    "results.finalists_marked": _l(
        "marked the finalists of the edition %(edition)s; their number: %(finalists)s"
    ),
    "results.decided": _l("recorded the decision about %(entry)s"),
    "results.decision_withdrawn": _l("took back the decision about %(entry)s"),
    "results.rest_decided": _l(
        "left the remaining entries of the edition %(edition)s without an award; their "
        "number: %(entries)s"
    ),
    "results.announcement_prepared": _l(
        "prepared the announcement of the results of the edition %(edition)s"
    ),
    "results.announcement_approved": _l(
        "approved the announcement of the results of the edition %(edition)s"
    ),
    "results.announcement_withdrawn": _l(
        "withdrew the prepared announcement of the results of the edition %(edition)s"
    ),
    "results.approval_taken_back": _l(
        "took back the approval of the announcement of the edition %(edition)s"
    ),
    "results.mails_queued": _l(
        "sent the results of the edition %(edition)s to the applicants; messages: %(mails)s"
    ),
    "press.text_saved": _l("saved the press text of the edition %(edition)s"),
    "press.picture_added": _l("added a picture for the press in the edition %(edition)s"),
    "press.picture_removed": _l("removed a picture for the press from the edition %(edition)s"),
    "press.picture_released": _l("released a picture to the press in the edition %(edition)s"),
    "diploma_template.saved": _l("saved a template of diplomas of the edition %(edition)s"),
    "diploma_template.restored": _l(
        "restored the original template of diplomas of the edition %(edition)s"
    ),
    "diploma_batch.made": _l(
        "had a batch of diplomas made in the edition %(edition)s; their number: %(diplomas)s"
    ),
    "diploma_batch.stopped": _l("stopped a batch of diplomas in the edition %(edition)s"),
    "diploma_batch.ended": _l(
        "finished a batch of diplomas in the edition %(edition)s; their number: %(diplomas)s"
    ),
    "diplomas.issued": _l("issued diplomas; their number: %(diplomas)s"),
    "diplomas.sent": _l("sent diplomas of the edition %(edition)s; messages: %(mails)s"),
    "diploma.revoked": _l("revoked the diploma %(diploma)s"),
    "diploma.issued_anew": _l("issued the diploma %(diploma)s in place of a revoked one"),
}
