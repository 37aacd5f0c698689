"""Makes the README's pictures of the page: `pytest tests/browser --screenshots`."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import ROOT, serving, tab
from PIL import Image
from playwright.sync_api import Browser

FOLDER = ROOT / "rag" / "web" / "screenshots"
LAPTOP = {"viewport": {"width": 1200, "height": 800}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": LAPTOP,
    "dark": LAPTOP | {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
LARGEST = 200_000  # bytes


@pytest.fixture(scope="module")
def sample_address(
    request: pytest.FixtureRequest, library_with: Callable[..., Path]
) -> Iterator[str | None]:
    """A server over the sample corpus alone, where pictures are wanted."""
    if not request.config.getoption("--screenshots"):
        yield None
        return
    with serving(library_with()) as address:
        yield address


@pytest.mark.parametrize("name", LOOKS)
def test_the_readme_has_its_picture_of_the_page(
    name: str, sample_address: str | None, request: pytest.FixtureRequest
) -> None:
    picture = FOLDER / f"{name}.png"
    if sample_address:
        browser: Browser = request.getfixturevalue("browser")
        with tab(browser, sample_address, **LOOKS[name]) as chat:
            chat.open().ask("What did Bessent say about tariffs?")
            if name != "phone":
                chat.chips.first.click()
                chat.page.evaluate("window.scrollTo(0, 0)")
            chat.page.mouse.move(0, 0)
            chat.page.wait_for_timeout(2000)
            save(chat.page.screenshot(), picture)
    assert picture.stat().st_size < LARGEST


def save(screenshot: bytes, picture: Path) -> None:
    """Save with a palette, which a page of few colours fits in."""
    FOLDER.mkdir(exist_ok=True)
    image = Image.open(io.BytesIO(screenshot)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)
