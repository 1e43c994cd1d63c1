import pytest


@pytest.fixture(autouse=True)
def _files_of_this_test(tmp_path, settings):
    """What is uploaded lies in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
