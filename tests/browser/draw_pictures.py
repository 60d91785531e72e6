"""Draw the icon and the link preview as PNG: `python -m tests.browser.draw_pictures`.

The SVG files in static/ are the originals. After a change of them, run this and commit both.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.find_browser import browser_path, flags, is_root

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
# The picture, its original, its width and height in pixels.
PICTURES = [
    ("icon-64.png", "icon.svg", 64, 64),
    ("icon-180.png", "icon.svg", 180, 180),
    ("preview.png", "preview.svg", 1200, 630),
]


def draw() -> None:
    """Draw all of PICTURES."""
    font = b64encode((STATIC / "fonts" / "newsreader.woff2").read_bytes()).decode()
    style = f"""<style>
    @font-face {{ font-family: Newsreader; font-weight: 400 600;
      src: url("data:font/woff2;base64,{font}") }}
    body {{ margin: 0 }} svg {{ display: block }}
    </style>"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=flags(), chromium_sandbox=not is_root()
        )
        for name, original, width, height in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height})
            svg = (STATIC / original).read_text(encoding="utf-8")
            page.set_content(style + svg)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=STATIC / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    draw()
