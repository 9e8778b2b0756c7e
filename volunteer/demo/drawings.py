"""Small drawings of things, in place of photos: nobody's face, nobody's door."""

import io

from PIL import Image, ImageDraw

from volunteer.base import images
from volunteer.base.images import Picture
from volunteer.wishes.models import Category

SIZE = (640, 480)
_PAPER, _WOOD, _DARK, _RED, _GOLD, _BLUE = "#f7f1e6", "#d9b98c", "#4a4038", "#b3402f", "#e8b04a", "#5d7f93"
_SHELF = 372  # where things stand


def drawn() -> dict[str, Picture]:
    """Return every drawing by its name. Slow, as photos are: call it outside `write()`."""
    return {name: _draw(name) for name in ("lamp", "books", "parcel", "slip", "page")}


def name_for(category: Category, title: str) -> str:
    """Return which drawing shows this wish."""
    if "灯" in title:
        return "lamp"
    return "books" if category is Category.STUDY else "parcel"


def _draw(name: str) -> Picture:
    image = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, _SHELF, *SIZE), fill=_WOOD)
    if name == "lamp":
        pen.polygon(((250, 110), (390, 110), (440, 210), (200, 210)), fill=_GOLD)
        pen.rectangle((312, 210, 328, 350), fill=_DARK)
        pen.ellipse((250, 338, 390, 382), fill=_DARK)
    elif name == "books":
        for left, top, colour in ((200, 170, _RED), (260, 150, _BLUE), (322, 190, _GOLD), (380, 160, _DARK)):
            pen.rectangle((left, top, left + 52, _SHELF), fill=colour)
            pen.rectangle((left + 10, top + 24, left + 42, top + 34), fill=_PAPER)
    elif name == "parcel":
        pen.rectangle((190, 180, 450, _SHELF), fill=_BLUE)
        pen.rectangle((304, 180, 336, _SHELF), fill=_GOLD)
        pen.ellipse((262, 136, 320, 184), outline=_GOLD, width=12)
        pen.ellipse((320, 136, 378, 184), outline=_GOLD, width=12)
    elif name == "page":  # the last page of an agreement, with names in ink and no seal that could be taken for one
        pen.rectangle((0, 0, *SIZE), fill=_WOOD)
        pen.rectangle((110, 30, 530, 460), fill="white", outline=_DARK, width=2)
        for top in range(70, 230, 26):
            pen.line((150, top, 490, top), fill=_WOOD, width=4)
        for left, top in ((150, 270), (330, 270), (150, 350), (330, 350)):
            pen.line((left, top + 44, left + 150, top + 44), fill=_DARK, width=2)
            pen.line(
                (left + 12, top + 34, left + 40, top + 6, left + 58, top + 36, left + 90, top + 10), fill=_BLUE, width=4
            )
            pen.line((left + 96, top + 30, left + 128, top + 14), fill=_BLUE, width=4)
    else:
        pen.rectangle((170, 40, 470, 440), fill="white", outline=_DARK, width=3)
        pen.rectangle((220, 76, 420, 92), fill=_DARK)
        for top in range(140, 320, 36):
            pen.line((206, top, 434, top), fill=_WOOD, width=4)
        pen.line((300, 392, 324, 366, 338, 396, 362, 360, 376, 394, 414, 372), fill=_DARK, width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return images.small(out.getvalue())
