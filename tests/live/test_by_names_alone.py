"""One whole task with the keyboard and what a screen reader says: roles and names, no places."""

import re

import pytest

from benchmarks.browser import settled
from live_reader import Reader

FOCUSED = "element => element === document.activeElement"


class Ears:
    """A reader who presses keys and hears names."""

    def __init__(self, page):
        self.page = page

    def press(self, key, times=1):
        for _ in range(times):
            self.page.keyboard.press(key)

    def find(self, role, name, key="Tab", most=400):
        """Go on by a key until what has the keyboard is of some role and name; return it."""
        for _ in range(most):
            named = self.page.get_by_role(role, name=name, exact=True)
            for one in named.all():
                if one.evaluate(FOCUSED):
                    return one
            self.press(key)
        raise AssertionError(f"no {role} called {name!r} can be reached by {key}")

    def heard(self, words):
        """Wait until some live region says words."""
        self.page.get_by_role("status").filter(has_text=words).first.wait_for(state="attached")


@pytest.mark.validation
def test_a_scenario_is_made_heard_kept_compared_and_its_duty_read(browser, address):
    reader = Reader(browser, address)
    reader.context.set_default_timeout(60_000)
    page, ears = reader.page, Ears(reader.page)
    ears.find("link", "Skip to the table")
    ears.press("Enter")
    rate = ears.find("spinbutton", "Cars and parts: rate in %")
    assert rate.input_value() == "25"
    ears.press("Control+a")
    reader.move(lambda: (page.keyboard.type("15"), ears.press("Enter")))
    ears.heard("Japan")

    ears.find("textbox", "Name of this scenario", key="Shift+Tab")
    page.keyboard.type("Cars at fifteen")
    ears.press("Enter")
    ears.heard("The scenario is kept.")
    ears.find("button", "Reset", key="Shift+Tab")
    reader.move(lambda: ears.press("Enter"))

    ears.find("button", "Compare")
    ears.press("Enter")
    page.get_by_role("columnheader", name="Cars at fifteen").wait_for()
    row = page.get_by_role("dialog").get_by_role("row", name=re.compile("Real income.*Japan"))
    heads = page.get_by_role("dialog").get_by_role("columnheader").all_inner_texts()
    figures = dict(zip(heads[1:], row.first.get_by_role("cell").all_inner_texts(), strict=True))
    assert figures["The case as it opens"] != figures["Cars at fifteen"]
    ears.press("Escape")

    ears.find("button", "Product", key="Shift+Tab")
    ears.press("Enter")
    page.get_by_role("dialog").get_by_role("textbox").or_(
        page.get_by_role("dialog").get_by_role("combobox", name=re.compile("^HS code"))
    ).first.wait_for()
    page.keyboard.type("passenger cars")
    ears.press("Enter")
    found = page.get_by_role("button", name=re.compile("^8703 Motor cars")).first
    found.wait_for()
    ears.find("button", found.inner_text())
    ears.press("Enter")
    ears.heard("all-in on")
    ears.press("Escape")
    settled(page)
    assert not reader.wrong
    reader.context.close()
