"""Photos made small and harmless: upright, at most 1600 pixels, WebP, without any metadata."""

import io
import struct
import threading
import warnings
from dataclasses import dataclass

from PIL import ExifTags, Image

from volunteer.base.refusal import Refusal

LONGEST = 1600  # pixels
MOST_PIXELS = 60_000_000  # of a JPEG: a phone's camera has 12 to 50 million, and it is decoded at a quarter
MOST_PIXELS_WHOLE = 16_000_000  # of the other kinds, which are decoded whole: a screenshot has 5 million
AT_ONCE = threading.BoundedSemaphore(2)  # pictures decoded together in one process
ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "BMP")  # MPO, two pictures in one, is opened as a JPEG
# Source: Exif 2.32, tag 0x0112. Pillow's own exif_transpose writes the metadata again, and fails where it is damaged.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class NotAPhoto(Refusal):
    """The upload cannot be read as a picture."""

    message = "这个文件不是照片，或者没有传完整。请用手机拍一张，或从相册里选一张 JPG、PNG 图片"
    status = 422
    field = "photo"


class TooManyPixels(NotAPhoto):
    """Refused by its header, before anything is decoded."""

    message = "这张图片太大了，请换一张普通的手机照片"


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored: WebP bytes and its size in pixels."""

    content: bytes
    width: int
    height: int


def small(raw: bytes) -> Picture:
    """Return the photo as it is to be kept. Raises: NotAPhoto, TooManyPixels."""
    try:
        with AT_ONCE, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # The header alone tells the size; nothing is decoded before it has been judged.
            with Image.open(io.BytesIO(raw), formats=ACCEPTED) as image:
                most = MOST_PIXELS if image.format == "JPEG" else MOST_PIXELS_WHOLE
                if image.width * image.height > most:
                    raise TooManyPixels
                image.draft("RGB", (LONGEST, LONGEST))  # a JPEG is decoded at half or quarter size
                turn = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
                image.thumbnail((LONGEST, LONGEST))
                upright = image if turn is None else image.transpose(turn)
                if upright.has_transparency_data:  # nothing behind it would turn black
                    paper = Image.new("RGBA", upright.size, "white")
                    paper.alpha_composite(upright.convert("RGBA"))
                    upright = paper
                plain = upright.convert("RGB")
        out = io.BytesIO()
        plain.save(out, "WEBP", quality=80, exif=b"")
    except (TooManyPixels, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise TooManyPixels from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error) as error:  # Pillow's ways of saying: no picture
        raise NotAPhoto from error
    return Picture(out.getvalue(), plain.width, plain.height)
