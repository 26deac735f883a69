import pytest

from tests.conftest import DemoDatabase


@pytest.fixture(scope="module")
def computed_before(demo_database: DemoDatabase) -> dict:
    """What was computed of the real catalogue before there was a demo."""
    return demo_database.computed_before
