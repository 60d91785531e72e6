"""From SVG to PNG, by resvg.

It holds Python's lock while it draws, about half a second: so pictures are drawn by a worker
(plugins/site/serving/processes.py), which bounds how many wait and for how long. It draws with the
font of the site (publishing/fonts.py), letters that it lacks with that of the package
fontpkg-arimo, and is shown nothing that names a file.
"""

import math
import re
from importlib.resources import files
from pathlib import Path

# Pixels of the PNG for one of the drawing, for screens and paper, and of the whole.
SCALE, MOST_PIXELS = 2.0, 4_000_000
# No wider than the letters for which the drawings are laid out.
FONT, FONTS = "Public Sans", Path(__file__).with_name("fonts")
_SIZE = re.compile(r' (?:width|height)="(\d+)"')


class PngError(Exception):
    """No PNG can be made."""

    def __init__(self, reason: object) -> None:
        super().__init__(f"No PNG could be made: {reason}. The SVG shows the same.")


def scale_of(svg: str) -> float:
    width, height = map(int, _SIZE.findall(svg, 0, 300)[:2])  # those of the whole come first
    return min(SCALE, math.sqrt(MOST_PIXELS / (width * height)))


def from_svg(svg: str) -> bytes:
    """Return a drawing as PNG.

    Raises:
        PngError: Where none can be made.
    """
    import resvg_py  # not before it is needed

    # No template has a picture in it, and resvg would read one from the disk.
    if re.search("<(fe)?image|<!", svg, re.IGNORECASE):
        raise PngError("it names a file")
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=scale_of(svg),
                skip_system_fonts=True,
                font_dirs=[str(FONTS), str(files("fontpkg_arimo") / "files")],
                font_family=FONT,
                sans_serif_family=FONT,
            )
        )
    except ValueError as error:
        raise PngError(error) from error
