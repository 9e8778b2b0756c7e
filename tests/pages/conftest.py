"""`desk_for("new wish")`: a form of the house in the browser of who fills it in."""

from functools import partial

import pytest
from flask import Flask

from tests.conftest import Scene
from tests.pages.forms import DeskFor, desk


@pytest.fixture
def desk_for(app: Flask, scene: Scene) -> DeskFor:
    """Sets up a desk for a form. The first thing a test does: what was made before is gone."""
    return partial(desk, app, scene)
