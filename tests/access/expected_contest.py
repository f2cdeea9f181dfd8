"""Who may do what from the call to the results. Written by hand from the award's rules.

It is never derived from policies: where the two differ, one of them is wrong.
"""

from tests.access.notation import rows

# An edition and all that organisers do to it; the public reads about it once its call is out.
EDITION = rows(
    "edition",
    {
        "GET editions.edition_page": "hidden organisers everybody@-planned",
        "GET editions.board": "organisers",
        "GET,POST editions.stage": "organisers",
        "GET,POST editions.extensions": "organisers",
        "GET editions.setup": "organisers",
        "GET editions.preview": "organisers",
        "GET,POST editions.basics": "organisers",
        "GET,POST editions.options": "organisers",
        "GET,POST editions.timetable": "organisers",
        "GET editions.parts": "organisers",
        "GET,POST editions.new_part": "organisers",
        "GET,POST editions.edit_part": "organisers",
        "GET,POST editions.delete": "organisers",
        "POST editions.move": "organisers",
        "POST editions.default_checks": "organisers",
        "POST editions.default_rubric": "organisers",
        "POST editions.set_shares": "organisers",
        "POST editions.prepare_version": "organisers",
        "GET,POST editions.compare_version": "organisers 404",
        "GET,POST editions.discard_version": "organisers",
        "GET entries.organiser_list": "organisers",
        "POST entries.bulk_preview": "organisers",
        "POST entries.bulk_record": "organisers",
        "POST entries.bulk_remind": "organisers",
        "POST entries.bulk_take_back": "organisers 404",
        "GET formal_check.queue": "organisers",
        "GET formal_check.next_sheet": "organisers",
        "GET jury.people": "organisers",
        "GET,POST jury.invite": "organisers",
        "GET,POST jury.invite_many": "organisers",
        "GET jury.assignments": "organisers",
        "GET,POST jury.forbidden": "organisers",
        "GET,POST jury.move": "organisers",
        "GET jury.pair": "organisers 404@planned,open",
        "GET jury.by_entry": "organisers 404@planned,open",
        "GET jury.by_juror": "organisers",
        "POST jury.propose": "organisers",
        "POST jury.restore_needs": "organisers",
        "GET scoring.progress": "organisers",
        "GET scoring.withheld_files": "organisers",
        "GET,POST editions.remind": "organisers",
        "GET exchange.sheets": "organisers",
        "GET exchange.take_out": "organisers",
        "GET exchange.empty": "organisers",
        "POST exchange.send_in": "organisers",
        # seals may be counted once none can be added, and opened once the results are public
        "GET scoring.sealed": "hidden everybody@embargoed,announced,archived",
        "GET scoring.sealed_text": "hidden everybody@announced,archived",
        "GET scoring.all_cards": "organisers@announced,archived",
        # rankings and protocols are never public: what becomes public are the results
        "GET ranking.show": "organisers",
        "GET ranking.calibrated": "organisers",
        "GET ranking.in_pictures": "organisers",
        "GET ranking.export_csv": "organisers",
        "GET ranking.export_xlsx": "organisers",
        "GET,POST ranking.vote": "organisers",
        "GET,POST ranking.going_on": "organisers",
        "GET ranking.protocol_document": "organisers@embargoed,announced,archived",
        "GET ranking.protocol_file": "organisers@embargoed,announced,archived",
        "GET discussion.agenda": "organisers",
        "POST discussion.open_agenda": "organisers",
        "GET,POST discussion.add": "organisers",
        "POST discussion.decide_opening": "organisers",
        "GET discussion.changes": "organisers",
        "GET,POST training.overview": "organisers",
        "POST training.move_on": "organisers",
        "GET,POST training.new_sample": "organisers",
        "GET decisions.show": "organisers",
        "GET,POST decisions.finalists": "organisers",
        "POST decisions.decide_rest": "organisers",
        "GET decisions.preview": "organisers",
        "GET,POST decisions.announce": "organisers",
        "POST decisions.approve": "organisers",
        "POST decisions.cancel": "organisers",
        "GET,POST decisions.press_material": "organisers",
        "GET decisions.press_preview": "organisers",
        "GET,POST decisions.add_picture": "organisers",
        # the embargo: nobody, organisers included, reads results at a public address before it
        "GET results.laureates": "hidden everybody@announced,archived",
        "GET results.laureate": "hidden everybody@announced,archived",
        "GET results.laureates_json": "hidden everybody@announced,archived",
        "GET results.press_page": "hidden everybody@announced,archived",
        "GET results.press_json": "hidden everybody@announced,archived",
        "GET diplomas.index": "organisers",
        "POST diplomas.make": "organisers",
        "GET,POST diplomas.template": "organisers",
        "POST diplomas.restore": "organisers",
        "GET diplomas.people": "organisers",
        "POST diplomas.issue": "organisers 404@planned,open,checking,scoring",
        "POST diplomas.send": "organisers",
        "GET,POST practice_desk.draft": "organisers",
        "POST practice_desk.save_mapping": "organisers",
    },
)

# The owner's entry. Organisers learn what is in it once it is submitted; jurors read it only
# beside their card, at that card's address.
ENTRY = rows(
    "entry",
    {
        "GET entries.overview": "owner organisers@-draft",
        "GET entries.file": "owner organisers@-draft",
        "GET entries.file_pages": "owner organisers@-draft",
        # the scene's files are no sound PDF, so none of their pages can be drawn
        "GET entries.file_page": "owner organisers@-draft 404",
        "GET entries.version_json": "owner organisers@-draft 404@draft",
        "GET entries.version_pdf": "owner organisers@-draft 404@draft",
        "GET entries.evidence": "owner organisers@-draft 404@draft",
        "GET entries.receipt": "owner organisers@-draft 404@draft",
        "GET,POST entries.withdraw": "owner",
        "GET entries.form": "owner",
        "GET entries.entry_history": "owner",
        "GET entries.editors": "owner",
        "GET entries.compare_versions": "owner 404@draft",
        "POST entries.switch_reminders": "owner",
        # the link in a mail is enough: its token says whose reminders of which entry
        "GET,POST entries.stop_reminders": "everybody",
        "POST entries.save_form": "owner",
        "POST entries.autosave_form": "owner",
        "GET entries.basics": "owner",
        "POST entries.save_basics": "owner",
        "POST entries.autosave_basics": "owner",
        "GET entries.section": "owner",
        "POST entries.save_section": "owner",
        "POST entries.autosave_section": "owner",
        "GET entries.attachments": "owner",
        "POST entries.add_attachment": "owner",
        "POST entries.remove_attachment": "owner",
        "GET entries.partners": "owner",
        "GET,POST entries.partner": "owner",
        "GET,POST entries.add_unit": "owner",
        "GET,POST entries.add_other": "owner",
        "POST entries.remove_partner": "owner",
        "GET entries.check": "owner",
        "POST entries.submit": "owner",
        "GET entries.confirmation": "owner",
        "GET entries.draft_pdf": "owner",
        "GET entries.organiser_entry": "organisers",
        "GET,POST decisions.decide": "organisers@-draft,submitted",
        "POST decisions.withdraw": "organisers@-draft,submitted",
        "GET formal_check.sheet": "organisers@-draft",
        "POST formal_check.record": "organisers@-draft",
        "GET,POST formal_check.extend_term": "organisers@-draft",
    },
)

# The place of the juror on a jury; `unsigned` has not signed the declaration, `left` has gone.
SEAT = rows(
    "seat",
    {
        "GET,POST jury.declaration": "juror@-unsigned,left unsigned@unsigned",
        "GET,POST jury.conflicts": "juror@-unsigned,left",
        "GET,POST jury.conflict": "juror@-unsigned,left 404@planned,open",
        "GET exchange.own_sheets": "juror@scoring,embargoed,announced",
        "GET exchange.own_sheet": "juror@scoring,embargoed,announced",
        "POST exchange.send_in_cards": "juror@scoring,embargoed,announced",
        "POST jury.add_unit": "juror@-unsigned,left",
        "POST jury.remove_organisation": "juror@-unsigned,left",
        "POST scoring.next_card": "juror@-unsigned,left",
        "GET training.mine": "juror@-unsigned,left",
        "GET,POST scoring.own_scores_page": "juror@-unsigned,left",
        "GET scoring.compare_own": "juror@-unsigned,left",
        "GET scoring.own_cards": "juror@announced,archived",
        "GET,POST jury.edit": "organisers",
        "GET,POST jury.leave": "organisers",
        "POST jury.bar": "organisers",
        "POST jury.lift_bar": "organisers 404@planned,open",
    },
)
# A sheet of cards is its juror's alone, as the cards are; the others are the organisers'.
SHEET = rows(
    "sheet",
    {
        "GET,POST exchange.check": "organisers@jurors juror@cards",
        "GET exchange.kept_file": "organisers@jurors juror@cards",
    },
)
DESK = rows(
    "desk",
    {
        "GET scoring.desk": "juror idle_juror conflicted unsigned",
        "GET discussion.mine": "juror idle_juror conflicted unsigned",
    },
)
# A sample entry: whoever is on the jury and has signed practises on it, once it is open.
TRAINING_SAMPLE = rows(
    "training_sample",
    {
        "GET,POST training.edit_sample": "organisers",
        "POST training.remove_sample": "organisers",
        "GET,POST training.sample": "juror@open idle_juror@open conflicted@open",
    },
)
# An entry on the jury's agenda: jurors see their own, once their card of it is sealed.
AGENDA_ITEM = rows(
    "agenda_item",
    {
        "GET,POST discussion.item": "organisers",
        "GET,POST discussion.remove": "organisers",
        "POST discussion.move": "organisers",
        "POST discussion.call": "organisers",
        "POST discussion.resume": "organisers",
        "GET,POST discussion.own_item": "juror@listed",
    },
)

PROPOSAL = rows(
    "proposal",
    {
        "GET jury.proposal": "organisers",
        "GET jury.proposal_progress": "organisers",
        "GET jury.problem": "organisers",
        "GET jury.proposed_entry": "organisers",
        "GET jury.proposed_pair": "organisers",
        "GET,POST jury.edit_proposal": "organisers",
        "POST jury.take_back_edits": "organisers",
        "POST jury.repair": "organisers",
        "POST jury.apply": "organisers",
        "POST jury.discard": "organisers",
    },
)

# A score card is its juror's alone until it is sealed, and then the organisers' to read. The
# states with a juror's name are cards of jurors who lack one thing that reading takes.
_OWN = "juror@scoring,sealed,embargoed,announced peer@peer"
CARD = rows(
    "card",
    {
        "POST scoring.open_card": _OWN,
        "GET scoring.card": _OWN,
        "POST scoring.save_card": _OWN,
        "POST scoring.autosave_card": _OWN,
        "POST scoring.seal_card": _OWN,
        "GET scoring.card_file": _OWN,
        "GET scoring.card_file_pages": _OWN,
        "GET scoring.card_file_page": _OWN + " 404",
        "GET,POST scoring.review_card": "organisers@sealed",
        "POST scoring.decide_reopening": "organisers@sealed",
    },
)

# What became of an entry: its own people learn it at the instant at which everybody does.
RESULT = rows(
    "result",
    {
        "GET results.own": "owner@announced,archived other@unawarded",
        "GET results.own_pdf": "owner@announced,archived other@unawarded",
        "GET,POST results.own_picture": "owner@announced,archived",
    },
)
PICTURE = rows(
    "picture",
    {
        "GET results.press_file": "hidden everybody@announced_released,announced_waiting"
        " 404@announced_waiting",
        "GET decisions.press_thumbnail": "organisers",
        "POST decisions.release_picture": "organisers",
        "POST decisions.remove_picture": "organisers",
    },
)
# Whoever holds a diploma's code may verify it, but never before the announcement.
DIPLOMA = rows(
    "diploma",
    {
        "GET diplomas.verify": "everybody 404@unannounced,embargoed",
        "GET diplomas.document": "hidden everybody@announced",
        "GET,POST diplomas.revoke": "organisers",
    },
)
BATCH = rows(
    "batch",
    {
        "GET diplomas.batch": "organisers",
        "GET diplomas.batch_progress": "organisers",
        "POST diplomas.stop": "organisers",
        "GET diplomas.archive": "organisers 404",
        "GET diplomas.print_file": "organisers 404",
    },
)

CONTEST = [
    *EDITION, *ENTRY, *SEAT, *SHEET, *DESK, *PROPOSAL, *CARD, *AGENDA_ITEM, *TRAINING_SAMPLE,
    *RESULT, *PICTURE, *DIPLOMA, *BATCH,
]  # fmt: skip
