"""Subset the site's fonts: the letters and weights that its pages use, from the font packages.

Headings are in Newsreader and everything else in Public Sans; Arabic text is in Noto Sans Arabic,
which browsers fetch only if a page needs it. All are under the SIL Open Font License, without a
reserved name (LICENSES/OFL-1.1.txt). The files are in the repository, so that a site does not need
the packages; `make fonts` regenerates them.
"""

import argparse
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "static" / "fonts"
# resvg, which draws PNG, reads neither WOFF2 nor variable fonts (plugins/site/drawings/png.py).
PICTURES = ROOT / "plugins" / "site" / "drawings" / "fonts"
# Latin, including letters for transliteration, and English and French punctuation.
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02BC,U+02C6-02DD,U+1E0C-1E0D,U+1E24-1E25,"
    "U+1E62-1E63,U+1E6C-1E6D,U+1E92-1E93,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,"
    "U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2212,U+2248,U+2260"
)
ARABIC = "U+0600-06FF,U+200C-200F"
# Kerning, ligatures, accents, tabular figures.
FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "tnum"]
JOINED = [*FEATURES, "calt", "fina", "init", "isol", "medi", "rlig"]


class Font(NamedTuple):
    """A file to make: from which package's font, with which axes, letters and features."""

    path: Path
    package: str
    file: str
    axes: dict[str, float | tuple[float, float]]
    letters: str = LATIN
    features: list[str] = FEATURES


SANS = "fontpkg_public_sans", "PublicSans[wght].ttf"
SERIF = "fontpkg_newsreader", "Newsreader[opsz,wght].ttf"
ARAB = "fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"
WEIGHTS = (400, 700)
FONTS = (
    Font(PAGES / "newsreader.woff2", *SERIF, {"opsz": 24, "wght": (400, 600)}),
    Font(PAGES / "public-sans.woff2", *SANS, {"wght": WEIGHTS}),
    Font(PAGES / "noto-sans-arabic.woff2", *ARAB, {"wdth": 100, "wght": WEIGHTS}, ARABIC, JOINED),
    *(Font(PICTURES / f"public-sans-{weight}.ttf", *SANS, {"wght": weight}) for weight in WEIGHTS),
)


def make(font: Font) -> None:
    """Write a font file; the same package gives the same bytes."""
    source = TTFont(str(files(font.package) / "files" / font.file), recalcTimestamp=False)
    whole, is_named = BytesIO(), font.path.suffix == ".ttf"
    instancer.instantiateVariableFont(source, font.axes, updateFontNames=is_named).save(whole)
    options = subset.Options(layout_features=font.features)
    if not is_named:
        options.flavor = "woff2"
    # Read again, because not every table changed in memory can be subset.
    made = TTFont(whole, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(font.letters))
    subsetter.subset(made)
    subset.save_font(made, str(font.path), options)


def main() -> None:
    """Write all files."""
    parser = argparse.ArgumentParser(
        prog="python -m publishing.fonts", description=__doc__, epilog="Example: make fonts"
    )
    parser.parse_args()
    for font in FONTS:
        font.path.parent.mkdir(exist_ok=True)
        make(font)
        print(f"{font.path.relative_to(ROOT)}: {font.path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
