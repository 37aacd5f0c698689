"""The page as its reader uses it: what can be done and seen there, by name."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# The longest that anything is waited for, in milliseconds: a fault alone takes so long.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)


class ChatPage:
    """The chat page in one browser tab. `calls` are the addresses that the tab has asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.calls: list[str] = []
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self.calls.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, query: str = "") -> "ChatPage":
        """Go there and wait until a question can be typed."""
        self.page.goto(self.address + query)
        self.box.wait_for()
        return self

    @property
    def box(self) -> Locator:
        return self.page.locator("#box textarea")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def turns(self) -> Locator:
        return self.page.locator(".turn")

    @property
    def answer(self) -> Locator:
        """The latest answer."""
        return self.page.locator("#current .turn")

    @property
    def chips(self) -> Locator:
        return self.answer.locator(".chip")

    @property
    def examples(self) -> Locator:
        return self.page.locator("#examples button:visible")

    @property
    def followups(self) -> Locator:
        """The questions that are offered after the latest answer."""
        return self.page.locator("#followups button:visible")

    @property
    def open_cards(self) -> Locator:
        return self.page.locator("#sources .group:visible .card[open]")

    @property
    def marked(self) -> Locator:
        """The marked words of the open source card."""
        return self.open_cards.locator("mark")

    @property
    def lit(self) -> Locator:
        """The words that a chip lights in its card."""
        return self.page.locator("#sources mark.is-lit")

    @property
    def peek(self) -> Locator:
        """The words that come to a chip where the sources are out of sight."""
        return self.page.locator("#peek .words")

    @property
    def heard(self) -> Locator:
        """What a screen reader was told last."""
        return self.page.locator("#heard")

    @property
    def article(self) -> Locator:
        """The whole article, when one is open."""
        return self.page.locator("#article .whole")

    @property
    def kept(self) -> Locator:
        """The titles of the conversations that the browser has kept."""
        return self.page.locator("#kept-list .kept-title")

    @property
    def narrowed(self) -> Locator:
        """The line that says which filters are on."""
        return self.page.locator(".narrowed .told")

    @property
    def bars(self) -> Locator:
        """The bars of the chart of what the library holds over time."""
        return self.page.locator("#window rect")

    @property
    def date_from(self) -> Locator:
        return self.page.locator("#date-from input, #date-from textarea")

    @property
    def date_to(self) -> Locator:
        return self.page.locator("#date-to input, #date-to textarea")

    @property
    def new_conversation(self) -> Locator:
        return self.page.locator("#new")

    def ask(self, question: str) -> "ChatPage":
        """Type a question, press Enter and wait for the whole answer."""
        turn = self.turns.count()
        self.box.fill(question)
        self.box.press("Enter")
        return self.wait_for_turn(turn)

    def wait_for_turn(self, number: int) -> "ChatPage":
        """Wait until the turn of this number (from 0) has ended one way or another."""
        ended = "[data-progress=finished], [data-progress=failed], [data-progress=stopped]"
        self.page.locator(f"#current .turn[data-turn='{number}']:is({ended})").wait_for()
        return self

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Let the page go on until something holds outside it."""
        for _ in range(PATIENCE // 50):
            if holds():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("It did not come to hold.")

    def wait_until_drawn(self) -> None:
        """Wait until what has reached the page is also seen there: two frames."""
        frame = "new Promise(requestAnimationFrame)"
        self.page.evaluate(f"{frame}.then(() => {frame})")

    def mark_turn(self) -> Locator:
        """Mark the latest turn as it stands, to see when another has taken its place."""
        self.turns.last.evaluate("turn => turn.setAttribute('data-marked', '')")
        return self.page.locator("[data-marked]")

    def narrow(self, date_from: str = "", date_to: str = "") -> None:
        """Open the filters and fill in the dates."""
        self.open_filters()
        self.date_from.fill(date_from)
        self.date_to.fill(date_to)

    def open_filters(self) -> "ChatPage":
        """Open "Narrow down" and wait for the chart in it."""
        self.page.get_by_role("button", name="Narrow down").click()
        self.bars.first.wait_for()
        return self

    def open_conversations(self) -> None:
        """Open the list of conversations, or close it."""
        self.page.locator("#kept > summary").click()

    def drag_over_bars(self, first: int, last: int) -> None:
        """Drag from one bar of the chart to another, counted from 0."""
        chart = self.page.locator("#window svg")
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        assert box
        width = box["width"] / self.bars.count()
        height = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + (first + 0.5) * width, height)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + (last + 0.5) * width, height, steps=6)
        self.page.mouse.up()

    def act(self, name: str) -> None:
        """Press one of the buttons under the latest answer."""
        self.page.locator("#actions").get_by_role("button", name=name, exact=True).click()

    def open_tab(self, name: str) -> None:
        """Go to the tab of this name."""
        self.page.get_by_role("tab", name=name).click()

    def is_wider_than_the_window(self) -> bool:
        """Whether one has to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def calls_elsewhere(self) -> list[str]:
        """The addresses asked for that are not on this machine."""
        here = (self.address, "data:", "blob:", self.address.replace("http", "ws", 1))
        return [call for call in self.calls if not call.startswith(here)]

    def open_speaker(self, name: str) -> "PersonPage":
        """Follow the name of who speaks in the latest answer to their page, in a tab of its own."""
        with self.page.expect_popup() as opened:
            self.answer.locator(".lead").get_by_role("link", name=name).first.click()
        return PersonPage(opened.value)


class PersonPage:
    """The page of one person in a browser tab."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)

    @property
    def name(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def days(self) -> Locator:
        """The days on which something was said."""
        return self.page.get_by_role("heading", level=2)

    @property
    def statements(self) -> Locator:
        return self.page.locator(".statements blockquote")

    @property
    def marked(self) -> Locator:
        """The words at which an article is open."""
        return self.page.locator("article mark")

    def narrow(self, topic: str) -> None:
        """Type a topic and press Enter."""
        box = self.page.get_by_label("About what?")
        box.fill(topic)
        box.press("Enter")
        self.page.wait_for_url("**about=*")

    def open_in_article(self, number: int) -> None:
        """Open the statement of this number (from 0) in its article."""
        self.page.locator(".statements li").nth(number).get_by_role("link").first.click()
        self.marked.first.wait_for()
