"""Every mail that the site sends: what it is called, who gets it and when, and its own names.

`logic` are the names for what a template decides by itself (a list, a sentence that depends on
something), in the order in which that stands in the template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.correspondence.placeholders import Placeholder


@dataclass(frozen=True)
class Mail:
    """A mail by its template; `to` and `when` say in words who gets it and when."""

    template: str
    name: Any
    to: Any
    when: Any
    logic: tuple[Placeholder, ...] = ()

    @property
    def key(self) -> str:
        """The mail in an address: `entries-receipt`."""
        return self.template.removesuffix(".txt").replace("/mail/", "-")


_EVERYBODY = _l("Everybody with an account")
_CLERKS = _l("The people of the applicant")
_JUROR = _l("The juror")
_OTHER_ORGANISERS = _l("The other organisers")
_PARTICIPANT = _l("Whoever registers for the event")
_NEW_PASSWORD = _l("Address for choosing a password, or for signing in")
_UNTIL = _l("Until when the link works; empty for those who have an account")
_WORKS = "Link działa raz, do 28 lutego 2027, 16:00 czasu polskiego."
_WORKS_EN = "The link works once, until 28 February 2027, 16:00 Polish time."

MAILS: Sequence[Mail] = (
    Mail("accounts/mail/confirm.txt", _l("Confirmation of the address"),
         _l("Whoever registers"), _l("At once after registering")),
    Mail("accounts/mail/already_registered.txt", _l("You have an account already"),
         _EVERYBODY, _l("When somebody registers with an address that has an account")),
    Mail("accounts/mail/reset.txt", _l("A new password"),
         _EVERYBODY, _l("When somebody asks for a new password")),
    Mail("accounts/mail/password_changed.txt", _l("The password was changed"),
         _EVERYBODY, _l("After every change of the password")),
    Mail("accounts/mail/email_change.txt", _l("Confirm the new address"),
         _l("The new address of the account"), _l("When somebody changes their address")),
    Mail("accounts/mail/email_changed.txt", _l("The address was changed"),
         _l("The former address of the account"), _l("After the new address was confirmed")),
    Mail("accounts/mail/address_taken.txt", _l("The address has an account"),
         _EVERYBODY, _l("When somebody wants to use an address that has an account")),
    Mail("accounts/mail/second_factor_changed.txt", _l("The way of signing in was changed"),
         _EVERYBODY, _l("After every change of the second factor"),
         (Placeholder("headline", "nagłówek", _l("What was changed, in short"),
                      "Zmieniono Twój sposób logowania", "Your way of signing in has changed",
                      required=True),
          Placeholder("change", "zmiana", _l("What was changed and when"),
                      "14 stycznia 2027, 10:32 czasu polskiego dodano do Twojego konta klucz"
                      " dostępu.",
                      "a passkey was added to your account on 14 January 2027, 10:32 Polish time.",
                      required=True))),
    Mail("accounts/mail/organiser_invitation.txt", _l("Invitation of an organiser"),
         _l("The invited person"), _l("When an organiser invites another one"),
         (Placeholder("invitation", "zaproszenie", _l("Who invites, where that is known"),
                      "Anna Kowalska (anna@miasta.example) zaprasza Cię do wspólnej organizacji"
                      " konkursu.",
                      "Anna Kowalska (anna@miasta.example) invites you to organise the award."),
          Placeholder("what_to_do", "co_zrobić", _NEW_PASSWORD,
                      "Otwórz link i wybierz hasło:", "Open the link and choose a password:"),
          Placeholder("link_works", "ważność_linku", _UNTIL, _WORKS, _WORKS_EN))),
    Mail("partnerships/mail/request.txt", _l("Somebody asks to act for an organisation"),
         _l("The people of the organisation, or the organisers"),
         _l("When somebody asks to act for an organisation")),
    Mail("partnerships/mail/approved.txt", _l("The request was approved"),
         _l("The person who asked"), _l("When the request is approved")),
    Mail("partnerships/mail/declined.txt", _l("The request was declined"),
         _l("The person who asked"), _l("When the request is declined")),
    Mail("partnerships/mail/colleague_invitation.txt", _l("Invitation of a colleague"),
         _l("The invited person"), _l("When somebody invites a colleague to their organisation")),
    Mail("self_assessment/mail/invitation.txt", _l("Invitation to a self-assessment"),
         _l("The people of the partnership"), _l("When they are invited to answer")),
    Mail("editions/mail/extension.txt", _l("The deadline was extended"),
         _CLERKS, _l("When an organiser gives one applicant more time")),
    Mail("entries/mail/receipt.txt", _l("Receipt of the entry"),
         _CLERKS, _l("At once after each submission"),
         (Placeholder("headline", "nagłówek", _l("That the entry or a new version has come"),
                      "Potwierdzamy wpłynięcie zgłoszenia SLZ-2027-012",
                      "We have received your entry SLZ-2027-012", required=True),
          Placeholder("attachments", "załączniki", _l("The attachments with their digests"),
                      "Załączniki i ich skróty (SHA-256):\n\nporozumienie.pdf (212 kB)\n"
                      "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                      "Attachments and their digests (SHA-256):\n\nagreement.pdf (212 kB)\n"
                      "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                      required=True),
          Placeholder("may_change", "możliwość_zmiany",
                      _l("Until when the entry can be changed, if it can"),
                      "Do 28 lutego 2027, 16:00 czasu polskiego możesz zmienić zgłoszenie.",
                      "Until 28 February 2027, 16:00, Polish time, you can change the entry."))),
    Mail("entries/mail/withdrawn.txt", _l("The entry was withdrawn"),
         _CLERKS, _l("After the entry was withdrawn")),
    Mail("entries/mail/draft_waits.txt", _l("The draft is not submitted yet"),
         _CLERKS, _l("Before the deadline, while the entry is a draft")),
    Mail("entries/mail/draft_reminder.txt", _l("Reminder of an unfinished draft"),
         _CLERKS, _l("14, 7 and 2 days before the deadline and on its day"),
         (Placeholder("headline", "nagłówek", _l("That the deadline is near, or today"),
                      "Zgłoszenie nie jest jeszcze złożone; termin upływa 28 lutego 2027, 16:00",
                      "Your entry is not submitted yet; the deadline is 28 February 2027, 16:00",
                      required=True),)),
    Mail("entries/mail/deadline_moved.txt", _l("The deadline was moved"),
         _l("The people of applicants with a draft"),
         _l("When the deadline of the edition is moved")),
    Mail("entries/mail/check_admitted.txt", _l("Formal check: admitted"),
         _CLERKS, _l("When the formal check admits the entry")),
    Mail("entries/mail/check_returned.txt", _l("Call for completion"),
         _CLERKS, _l("When the formal check finds that something is missing")),
    Mail("entries/mail/completion_due.txt", _l("The completion is still due"),
         _CLERKS, _l("Before the term for completing, while the entry is not completed")),
    Mail("entries/mail/completion_extended.txt", _l("More time for completing"),
         _CLERKS, _l("When an organiser extends the term for completing")),
    Mail("entries/mail/check_rejected.txt", _l("Formal check: rejected"),
         _CLERKS, _l("When the formal check rejects the entry")),
    Mail("jury/mail/invitation.txt", _l("Invitation to the jury"),
         _l("The invited juror"), _l("When an organiser invites a juror"),
         (Placeholder("what_to_do", "co_zrobić", _NEW_PASSWORD,
                      "Otwórz link, wybierz hasło, a trafisz na swój pulpit:",
                      "Open the link, choose a password and you will come to your desk:"),
          Placeholder("link_works", "ważność_linku", _UNTIL, _WORKS, _WORKS_EN))),
    Mail("jury/mail/declaration_waits.txt", _l("The declaration is still to be signed"),
         _JUROR, _l("When organisers remind jurors who have not signed")),
    Mail("jury/mail/assigned.txt", _l("Entries to assess"),
         _JUROR, _l("When the plan of assignments is applied or changed"),
         (Placeholder("entries_to_assess", "zgłoszenia_do_oceny",
                      _l("How many entries there are to assess, and until when"),
                      "masz do oceny 12 zgłoszeń w edycji „Razem dla rozwoju”.",
                      "you have 12 entries to assess in the edition “Together for development”.",
                      required=True),)),
    Mail("scoring/mail/reminder.txt", _l("Reminder of the assessment"),
         _JUROR, _l("When organisers remind jurors who are late"),
         (Placeholder("what_is_left", "co_pozostało", _l("What the juror still has to do"),
                      "w edycji „Razem dla rozwoju” pozostały Ci do zatwierdzenia 3 karty oceny.",
                      "in the edition “Together for development” 3 of your score cards are still"
                      " to be sealed.", required=True),
          Placeholder("conflicts", "wyłączenia", _l("A word about conflicts still to be declared"),
                      "Zanim otworzysz część z nich, powiedz, czy zachodzi konflikt interesów.",
                      "Before some of them can be opened, please say whether you have a conflict"
                      " of interest."),
          Placeholder("until_when", "do_kiedy", _l("Until when the assessment is open, by round"),
                      "Ocena trwa do niedzieli 28 lutego 2027, 16:00 czasu polskiego.",
                      "The assessment is open until Sunday 28 February 2027, 16:00 Polish time.",
                      required=True))),
    Mail("scoring/mail/reopened.txt", _l("The score card was reopened"),
         _JUROR, _l("When two organisers reopen a sealed card")),
    Mail("scoring/mail/rubric_replaced.txt", _l("The rubric was changed"),
         _l("Jurors whose cards have to be completed"),
         _l("When a new version of the rubric comes into force"),
         (Placeholder("list_of_entries", "lista_zgłoszeń",
                      _l("The entries whose cards have to be completed"),
                      "- SLZ-2027-004\n- SLZ-2027-012", required=True),)),
    Mail("discussion/mail/opened.txt", _l("Discussion of the jury"),
         _l("Jurors who have scored the entry"),
         _l("When two organisers open cards for changes"),
         (Placeholder("headline", "nagłówek", _l("How many cards are open for changes"),
                      "Narada komisji: 2 Twoje zgłoszenia są otwarte do zmian",
                      "Discussion of the jury: 2 entries of yours are open for changes",
                      required=True),)),
    Mail("results/mail/approval_wanted.txt", _l("The announcement waits for approval"),
         _OTHER_ORGANISERS, _l("When an organiser has prepared the announcement"),
         (Placeholder("planned", "kiedy_ogłoszenie", _l("When the results become public"),
                      "Wyniki mają zostać ogłoszone 16 marca 2027, 12:00:00 czasu polskiego.",
                      "The results are to become public on 16 March 2027, 12:00:00 Polish time.",
                      required=True),)),
    Mail("results/mail/approval_taken_back.txt", _l("The approval no longer holds"),
         _l("The organisers"), _l("When something is changed after the approval"),
         (Placeholder("planned", "kiedy_ogłoszenie", _l("Until when it has to be approved again"),
                      "Trzeba zatwierdzić je ponownie przed 16 marca 2027, 12:00:00.",
                      "It has to be approved again before 16 March 2027, 12:00:00.",
                      required=True),)),
    Mail("results/mail/result.txt", _l("Result of the entry"),
         _CLERKS, _l("When the results have been announced"),
         (Placeholder("headline", "nagłówek", _l("The result, in short"),
                      "Laureat: zgłoszenie SLZ-2027-012", "Laureate: your entry SLZ-2027-012",
                      required=True),
          Placeholder("result", "wynik", _l("The result, in a sentence"),
                      "Zgłoszenie „Wspólne autobusy pięciu gmin” zdobyło tytuł laureata."
                      " Gratulujemy!",
                      "The entry “Shared buses of five municipalities” is a laureate."
                      " Congratulations!", required=True),
          Placeholder("prize", "nagroda", _l("The prize, if there is one"),
                      "Nagroda: statuetka i wizyta studyjna",
                      "Prize: a statuette and a study visit", required=True),
          Placeholder("justification", "uzasadnienie", _l("The justification, if it was written"),
                      "Uzasadnienie:\nRozwiązanie działa w pięciu gminach i da się powtórzyć.",
                      "Justification:\nThe solution works in five municipalities.",
                      required=True),
          Placeholder("comments", "uwagi_komisji", _l("What jurors write to the applicant"),
                      "Uwagi komisji:\n\nProsimy opisać koszty utrzymania.",
                      "What the jury writes to you:\n\nPlease describe the running costs."))),
    Mail("diplomas/mail/issued.txt", _l("The diploma"),
         _l("Whoever receives the diploma"), _l("When an organiser sends the diplomas")),
    Mail("practices/mail/release.txt", _l("Consent to a good practice"),
         _l("The people of the awarded applicant"),
         _l("When an organiser asks them to release the card")),
    Mail("dissemination/mail/confirm.txt", _l("Confirmation of the registration"),
         _PARTICIPANT, _l("At once after registering")),
    Mail("dissemination/mail/already_registered.txt", _l("Registered already"),
         _PARTICIPANT, _l("When somebody registers with the same address again")),
    Mail("dissemination/mail/confirmed.txt", _l("A place at the event"),
         _PARTICIPANT, _l("After confirming, if there is a place")),
    Mail("dissemination/mail/waiting.txt", _l("On the waiting list"),
         _PARTICIPANT, _l("After confirming, if every place is taken")),
    Mail("dissemination/mail/moved_up.txt", _l("A place has become free"),
         _l("The next on the waiting list"), _l("When somebody cancels")),
    Mail("dissemination/mail/moved.txt", _l("Moved to another event"),
         _l("The participant"), _l("When an organiser moves the registration"),
         (Placeholder("place_or_queue", "miejsce_lub_kolejka",
                      _l("Whether there is a place or a waiting list"),
                      "Masz tam miejsce.", "You have a place there.", required=True),)),
    Mail("dissemination/mail/cancelled.txt", _l("The registration was cancelled"),
         _l("The participant"), _l("After the registration was cancelled")),
    Mail("dissemination/mail/reminder.txt", _l("Reminder of the event"),
         _l("Participants with a place"), _l("A week and a day before the event")),
    Mail("dissemination/mail/thanks.txt", _l("Thanks for coming"),
         _l("Whoever was there"), _l("After the event")),
)  # fmt: skip

BY_KEY = {mail.key: mail for mail in MAILS}
BY_TEMPLATE = {mail.template: mail for mail in MAILS}
