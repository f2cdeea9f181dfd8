"""Each check of this folder holds, and is seen to fail once its bug is planted."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, make_response
from jinja2 import ChoiceLoader, DictLoader

from leader_award.platform import access

Fault = Callable[[pytest.MonkeyPatch], None]


def sees(check: Callable[[], None], plant: Fault) -> None:
    """Run the check; plant the bug and see the check fail."""
    check()
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        with pytest.raises(AssertionError):
            check()


def allowed(*actions: str) -> Fault:
    """The bug of a rule that always says yes."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        for action in actions:
            rule = access._RULES[action]
            patch.setitem(access._RULES, action, replace(rule, check=lambda *_: True))

    return plant


def written(app: Flask, template: str, right: str, wrong: str) -> Fault:
    """The bug of a template that has `wrong` where it should have `right`."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        loader: Any = app.jinja_env.loader
        source = loader.get_source(app.jinja_env, template)[0]
        if right not in source:
            raise ValueError(f"{template} has no {right}")
        spoilt = DictLoader({template: source.replace(right, wrong)})
        patch.setattr(app.jinja_env, "loader", ChoiceLoader([spoilt, loader]))

    return plant


def added(app: Flask, endpoint: str, text: Callable[[], str]) -> Fault:
    """The bug of a page that says more than it should."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        view = app.view_functions[endpoint]

        def leaking(**arguments: Any) -> Any:
            answer = make_response(view(**arguments))
            answer.set_data(answer.get_data() + text().encode())
            return answer

        patch.setitem(app.view_functions, endpoint, leaking)

    return plant
