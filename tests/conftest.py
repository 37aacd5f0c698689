"""Fixtures that more than one folder of tests uses."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared_news() -> Path:
    """The folder of real news; it belongs to its publishers and is no part of the project."""
    folder = SHARED / "news"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/news of real articles is not here")
    return folder


@pytest.fixture
def project_root() -> Path:
    return ROOT
