"""The organiser's pages of the knowledge base."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.knowledge import queries, rules, service
from leader_award.knowledge.blueprint import blueprint
from leader_award.knowledge.forms import ArticleForm, FileForm, SectionForm
from leader_award.knowledge.models import Article, ArticleVersion, KnowledgeSection
from leader_award.platform import access
from leader_award.platform.access import guarded, is_post
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError
from leader_award.platform.i18n import translate

BASE = "/organizator/baza-wiedzy"


def _actor() -> Actor:
    return access.actor("organiser")


@blueprint.get(BASE)
@guarded("knowledge.edit")
def arrange() -> Any:
    """List sections and articles for the organiser."""
    return render_template(
        "knowledge/arrange.html",
        sections=queries.sections(),
        articles=queries.articles(public=False),
    )


@blueprint.route(f"{BASE}/dzialy/nowy", methods=["GET", "POST"])
@guarded("knowledge.edit")
def new_section() -> Any:
    """Add a section."""
    form = SectionForm()
    if form.validate_on_submit():
        try:
            service.add_section(**form.values(), actor=_actor(), key=form.key)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The section has been added."), "success")
            return redirect(url_for(".arrange"))
    return _page("knowledge/section_form.html", form, section=None)


@blueprint.route(f"{BASE}/dzialy/<section_id>", methods=["GET", "POST"])
@guarded("knowledge.edit", queries.find_section)
def edit_section(section: KnowledgeSection) -> Any:
    """Change a section."""
    form = SectionForm(data=SectionForm.data_of(section))
    if form.validate_on_submit():
        try:
            service.change_section(section_id=section.id, **form.values(), actor=_actor())
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The changes have been saved."), "success")
            return redirect(url_for(".arrange"))
    return _page("knowledge/section_form.html", form, section=section)


@blueprint.post(f"{BASE}/dzialy/<section_id>/przesun")
@guarded("knowledge.edit", queries.find_section)
def move_section(section: KnowledgeSection) -> Any:
    """Move a section up or down by one."""
    by = -1 if request.form.get("by") == "-1" else 1
    service.move_section(section_id=section.id, by=by, actor=_actor())
    return redirect(url_for(".arrange", _anchor=f"dzial-{section.id}"))


@blueprint.post(f"{BASE}/dzialy/<section_id>/usun")
@guarded("knowledge.edit", queries.find_section)
def delete_section(section: KnowledgeSection) -> Any:
    """Delete an empty section."""
    try:
        service.delete_section(section_id=section.id, actor=_actor())
    except DomainError as error:
        flash(str(error), "danger")
    else:
        flash(_("Deleted."), "success")
    return redirect(url_for(".arrange"))


@blueprint.route(f"{BASE}/artykuly/nowy", methods=["GET", "POST"])
@guarded("knowledge.edit")
def new_article() -> Any:
    """Write a new article."""
    form = ArticleForm(section_id=request.args.get("dzial"))
    form.offer(queries.sections())
    if form.validate_on_submit():
        try:
            article_id = service.create_article(**form.values(), actor=_actor(), key=form.key)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The draft has been saved. Only organisers see it."), "success")
            return redirect(url_for(".manage_article", article_id=article_id))
    return _page("knowledge/article_form.html", form, article=None)


@blueprint.get(f"{BASE}/artykuly/<article_id>")
@guarded("knowledge.edit", queries.find)
def manage_article(article: Article) -> Any:
    """Show what can be done with an article: texts, documents, versions, publication."""
    return _manage(article, FileForm())


def _manage(article: Article, form: FileForm) -> Any:
    page = render_template(
        "knowledge/manage.html",
        article=article,
        form=form,
        versions=queries.versions(article.id),
        events=[event for state, event in rules.EVENTS if state == article.state],
    )
    return page, 422 if is_post() else 200


@blueprint.route(f"{BASE}/artykuly/<article_id>/tekst", methods=["GET", "POST"])
@guarded("knowledge.edit", queries.find)
def edit_article(article: Article) -> Any:
    """Change an article's texts."""
    form = ArticleForm(data=ArticleForm.data_of(article))
    form.offer(queries.sections())
    if form.validate_on_submit():
        try:
            service.save_article(
                article_id=article.id,
                version=form.version_seen,
                note=form.note.data or "",
                actor=_actor(),
                **form.values(),
            )
        except DomainError as error:
            form.blame_for(error, article.version)
        else:
            flash(_("The changes have been saved."), "success")
            return redirect(url_for(".manage_article", article_id=article.id))
    return _page("knowledge/article_form.html", form, article=article)


@blueprint.post(f"{BASE}/artykuly/<article_id>/stan")
@guarded("knowledge.edit", queries.find)
def advance(article: Article) -> Any:
    """Publish or withdraw an article."""
    event = request.form.get("event", "")
    try:
        service.advance(article_id=article.id, event=event, actor=_actor())
    except DomainError as error:
        flash(str(error), "danger")
    else:
        done = {
            "publish": _("The article is public now."),
            "withdraw": _("The article is no longer public."),
        }
        flash(done.get(event, ""), "success")
    return redirect(url_for(".manage_article", article_id=article.id))


@blueprint.post(f"{BASE}/artykuly/<article_id>/pliki")
@guarded("knowledge.edit", queries.find)
def attach(article: Article) -> Any:
    """Add a document to an article."""
    form = FileForm()
    if form.validate_on_submit():
        upload = form.file.data
        try:
            service.attach(
                article_id=article.id,
                stream=upload.stream,
                filename=upload.filename or "",
                label=form.label.data or "",
                actor=_actor(),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The file has been added."), "success")
            return redirect(url_for(".manage_article", article_id=article.id, _anchor="pliki"))
    return _manage(article, form)


@blueprint.post(f"{BASE}/artykuly/<article_id>/pliki/<file_id>/usun")
@guarded("knowledge.edit", queries.find)
def detach(article: Article, file_id: str) -> Any:
    """Remove a document from an article."""
    service.detach(article_id=article.id, file_id=file_id, actor=_actor())
    flash(_("The file has been removed."), "success")
    return redirect(url_for(".manage_article", article_id=article.id, _anchor="pliki"))


@blueprint.get(f"{BASE}/wersje/<version_id>")
@guarded("knowledge.edit", queries.find_version)
def version(version: ArticleVersion) -> Any:
    """Compare a version with the one before it."""
    before = queries.version_before(version)
    return render_template(
        "knowledge/version.html",
        version=version,
        article=version.article,
        before=before,
        texts=[
            (label, list(rules.differences(_text(before, name), _text(version, name))))
            for name, label in (
                ("title", _("Title")),
                ("summary", _("In short")),
                ("body", _("Text")),
            )
        ],
    )


def _text(version: ArticleVersion | None, name: str) -> str:
    return translate(getattr(version, name)) if version else ""


@blueprint.post(f"{BASE}/wersje/<version_id>/przywroc")
@guarded("knowledge.edit", queries.find_version)
def restore(version: ArticleVersion) -> Any:
    """Make a version's texts the article's again."""
    service.restore_version(version_id=version.id, actor=_actor())
    flash(_("The text of version %(number)s stands again.", number=version.number), "success")
    return redirect(url_for(".manage_article", article_id=version.article_id))


def _page(template: str, form: Any, **context: Any) -> Any:
    return render_template(template, form=form, **context), 422 if is_post() else 200
