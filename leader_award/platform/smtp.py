"""Connections to the mail server whose certificate is checked."""

import smtplib
import ssl

import flask_mail

PATIENCE = 30
"""Seconds that the worker waits for each word of a mail server before it tries again later."""


class Connection(flask_mail.Connection):
    """A connection that goes on only with the server that its certificate names.

    Flask-Mail itself speaks TLS to whoever answers. Raises OSError (`ssl.SSLError`) otherwise.
    """

    def configure_host(self) -> smtplib.SMTP:
        """Return the server, spoken to safely if the settings say so, and signed in to."""
        mail = self.mail
        context = ssl.create_default_context()
        host: smtplib.SMTP
        if mail.use_ssl:
            host = smtplib.SMTP_SSL(mail.server, mail.port, context=context, timeout=PATIENCE)
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=PATIENCE)
        if mail.use_tls:
            host.starttls(context=context)
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host
