"""Commands that need the application."""

import functools
from collections.abc import Callable
from typing import Any

import click
from flask import has_app_context


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application; the root command carries its factory as `obj`."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            return command(*args, **kwargs)
        with click.get_current_context().find_root().obj().app_context():
            return command(*args, **kwargs)

    return run
