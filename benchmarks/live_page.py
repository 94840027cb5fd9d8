"""How long the live page takes from a move of a slider to the painted answer, and to open.

    python -m benchmarks.live_page

A slider is moved by its keys fifteen times a second in a headless Chromium, which shares the
machine with the server; the page itself notes when the frame with each answer has been painted.
Promised on two cores: median under 80 ms, 95th percentile under 150 ms, first view under 2 s.
"""

import time

import numpy as np

from benchmarks.browser import LAPTOP, chromium, served

MOVES = 150
RATE = 15  # a second


def main() -> None:
    """Print the figures."""
    with served() as address, chromium() as browser:
        page = browser.new_page(viewport=LAPTOP)
        start = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("html[data-painted]")
        print(f"first answer painted       {time.perf_counter() - start:6.2f} s after opening")
        page.wait_for_selector("html[data-settled]")
        page.locator("#answers").evaluate("(answers) => answers.scrollTo(0, answers.scrollHeight)")
        page.locator("#p-chains:not(.coming)").wait_for(timeout=300_000)  # nothing else is prepared
        page.locator("#answers").evaluate("(answers) => answers.scrollTo(0, 0)")
        page.locator("#p-frontier:not(.coming)").wait_for(timeout=300_000)
        slider = page.locator("[data-lever='usa-jpn-cars'] input[type=range]")
        slider.focus()
        for column in ("#map", "#sectors"):
            page.evaluate("performance.clearMeasures(); performance.clearResourceTimings()")
            report(page, moves(page), column)
            page.evaluate("document.getElementById('answers').scrollTop = 700")


def moves(page) -> float:
    """Move the slider to and fro; return moves a second."""
    start = time.perf_counter()
    for n in range(MOVES):
        page.keyboard.press("ArrowLeft" if n // 20 % 2 == 0 else "ArrowRight")
        time.sleep(max(0.0, start + (n + 1) / RATE - time.perf_counter()))
    return MOVES / (time.perf_counter() - start)


def report(page, rate: float, where: str) -> None:
    """Print the times of what was painted."""
    page.wait_for_timeout(1000)
    script = "performance.getEntriesByName('slider to paint').map((entry) => entry.duration)"
    times = np.array(page.evaluate(script))
    asked = "performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/api/answer'))"
    server = np.median(page.evaluate(f"{asked}.map((entry) => entry.duration)"))
    middle, late = np.percentile(times, [50, 95])
    print(
        f"{rate:4.1f} moves/s at {where:9s} median {middle:5.1f} ms, p95 {late:5.1f} ms, "
        f"worst {times.max():5.1f} ms, of which the server {server:5.1f} ms; "
        f"{len(times)} answers painted for {MOVES} moves",
        flush=True,
    )


if __name__ == "__main__":
    main()
