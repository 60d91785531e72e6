"""The drawing process: reads specs, a line each, and writes drawings until its input ends.

A line is `svg` or `png`, a tab, and the spec. An answer is a line with `ok` or `error`, a tab and
the number of bytes, and then the bytes. Run by render.py, and by nothing else.
"""

import sys

import vl_convert

# Pixels of the PNG for one of the drawing, for screens and paper.
PNG_SCALE = 2


def answer(line: str) -> tuple[str, bytes]:
    """Draw one spec."""
    form, _, spec = line.partition("\t")
    try:
        if form == "png":
            return "ok", vl_convert.vegalite_to_png(spec, scale=PNG_SCALE)
        return "ok", vl_convert.vegalite_to_svg(spec).encode()
    except ValueError as error:
        return "error", str(error).encode()


if __name__ == "__main__":
    # The first drawing loads Vega: half a second that nobody should wait for.
    answer('svg\t{"data": {"values": []}, "mark": "bar"}')
    for request in sys.stdin:
        word, drawn = answer(request)
        sys.stdout.buffer.write(f"{word}\t{len(drawn)}\n".encode() + drawn)
        sys.stdout.buffer.flush()
