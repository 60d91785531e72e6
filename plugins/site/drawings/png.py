"""Convert SVG to PNG with resvg.

resvg holds the GIL while it draws, for about half a second. So pictures are drawn in a worker
(plugins/site/serving/processes.py), which limits how many requests wait and for how long. Text is
in the site's font (publishing/fonts.py), with fontpkg-arimo for missing characters. SVG that could
refer to files is refused.
"""

import math
import re
from importlib.resources import files
from pathlib import Path

# Pixels of the PNG per pixel of the drawing, for sharp screens and paper; most pixels in all.
SCALE, MOST_PIXELS = 2.0, 4_000_000
# The font must not be wider than the widths used for layout (drawing.py).
FONT, FONTS = "Public Sans", Path(__file__).with_name("fonts")
_SIZE = re.compile(r' (?:width|height)="(\d+)"')


def scale_of(svg: str) -> float:
    width, height = map(int, _SIZE.findall(svg, 0, 300)[:2])  # the outer element's come first
    return min(SCALE, math.sqrt(MOST_PIXELS / (width * height)))


def from_svg(svg: str) -> bytes:
    """Return a drawing as PNG.

    Raises:
        PngError: If that fails.
    """
    import resvg_py  # only when needed

    # Our templates contain no images, and resvg would read one from the disk.
    if re.search("<(fe)?image|<!", svg, re.IGNORECASE):
        raise ValueError("it names a file")
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
