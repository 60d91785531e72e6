"""The process that draws a PNG: reads an SVG, writes the PNG. Run by png.py alone."""

import os
import sys
from importlib.resources import files

import resvg_py

# As wide as Arial, for which the drawings are laid out.
FONT = "Arimo"

if __name__ == "__main__":
    if hasattr(os, "nice"):
        # Pages come first.
        os.nice(10)
    png = resvg_py.svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        zoom=float(sys.argv[1]),
        skip_system_fonts=True,
        font_dirs=[str(files("fontpkg_arimo") / "files")],
        font_family=FONT,
        sans_serif_family=FONT,
    )
    sys.stdout.buffer.write(png)
