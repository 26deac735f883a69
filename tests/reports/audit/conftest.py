import pytest

from tests.reports.collection.scene import Scene, make_scene


@pytest.fixture
def scene(db) -> Scene:
    """Two drafts of one district; see tests/reports/collection/scene.py."""
    return make_scene()
