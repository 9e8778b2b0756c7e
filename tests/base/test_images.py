"""Photos made small and harmless."""

import io
import resource
import struct
import time
import zlib
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageOps

from volunteer.base import images
from volunteer.base.images import LONGEST, NotAPhoto, TooManyPixels

ORIENTATION, GPS = 0x0112, 0x8825


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (400, 300), mode: str = "RGB", **how: Any) -> bytes:
    """A picture: red above, blue below."""
    image = Image.new("RGB", size, "red")
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, *size), fill="blue")
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **how)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    picture = images.small(raw)
    image = Image.open(io.BytesIO(picture.content))
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    return image


def colour(image: Image.Image, x: int, y: int) -> str:
    red, _green, blue = image.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("WEBP", "RGBA"),
        ("BMP", "RGB"),
        ("GIF", "P"),
    ],
)
def test_what_phones_make_is_accepted(kind: str, mode: str) -> None:
    assert opened(photo(kind, mode=mode)).size == (400, 300)


def test_a_large_photo_becomes_small() -> None:
    assert opened(photo(size=(4000, 3000))).size == (LONGEST, 1200)


def test_a_small_photo_keeps_its_size() -> None:
    assert opened(photo(size=(40, 30))).size == (40, 30)


def test_a_photo_taken_with_the_phone_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn by 90° to the right: what was left is on top

    image = opened(photo(exif=exif))

    assert image.size == (300, 400)
    assert (colour(image, 290, 200), colour(image, 10, 200)) == ("red", "blue")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_however_the_phone_was_held_the_photo_is_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    raw = photo("PNG", exif=exif)

    image = opened(raw)

    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(raw)))
    corners = [(10, 10), (image.width - 10, 10), (10, image.height - 10)]
    assert [colour(image, *corner) for corner in corners] == [colour(expected, *corner) for corner in corners]


@pytest.mark.filterwarnings("ignore")  # Pillow warns about the damage
def test_a_photo_whose_metadata_is_damaged_is_still_a_photo() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    damaged = exif.tobytes()[:-9] + b"\xff" * 9

    assert opened(photo(exif=damaged)).format == "WEBP"


def test_a_large_photo_taken_on_its_side_is_both_small_and_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 8

    assert opened(photo(size=(4000, 3000), exif=exif)).size == (1200, LONGEST)


def test_of_two_pictures_in_one_the_first_is_kept() -> None:
    two = photo("MPO", save_all=True, append_images=[Image.new("RGB", (400, 300), "white")])

    assert colour(opened(two), 200, 20) == "red"


def test_where_and_when_a_photo_was_taken_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "HUAWEI"
    exif.get_ifd(GPS)[2] = (36.0, 3.0, 40.0)
    raw = photo(exif=exif, comment=b"at home")
    assert b"HUAWEI" in raw

    content = images.small(raw).content

    assert not Image.open(io.BytesIO(content)).getexif()
    assert not any(part in content for part in (b"HUAWEI", b"EXIF", b"Exif", b"at home"))


@pytest.mark.parametrize("chunk", ["xmp", "icc_profile"])
def test_other_metadata_is_gone_too(chunk: str) -> None:
    metadata: dict[str, Any] = {chunk: b"<x:xmpmeta>lat=36</x:xmpmeta>" * 9}
    raw = photo("WEBP", **metadata)

    content = images.small(raw).content

    assert b"xmpmeta" not in content


def test_what_is_transparent_becomes_paper() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")

    pixel = opened(out.getvalue()).convert("RGB").getpixel((5, 5))

    assert isinstance(pixel, tuple)
    assert min(pixel) > 250


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        "这不是照片".encode(),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04" + bytes(100),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
)
def test_what_is_no_photo_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAPhoto):
        images.small(raw)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_half_a_photo_is_refused(kind: str) -> None:
    raw = photo(kind)

    with pytest.raises(NotAPhoto):
        images.small(raw[: len(raw) // 2])


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO"])
def test_a_format_that_no_phone_makes_is_refused(kind: str) -> None:
    with pytest.raises(NotAPhoto):
        images.small(photo(kind, size=(32, 32)))


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30000, 30000), (8000, 8000), (1, 60_000_000)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()

    with pytest.raises(TooManyPixels):
        images.small(png_header(*size))

    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes < 50_000
    assert time.perf_counter() - began < 1


def test_the_photo_of_a_good_camera_is_accepted() -> None:
    assert opened(photo(size=(8000, 6000), quality=20)).size == (LONGEST, 1200)


def test_text_of_many_megabytes_in_a_picture_is_refused() -> None:
    body = zlib.compress(bytes(20_000_000))
    name = b"zTXt" + b"Comment\x00\x00" + body
    bomb = struct.pack(">I", len(name) - 4) + name + struct.pack(">I", zlib.crc32(name))
    raw = photo("PNG")

    with pytest.raises(NotAPhoto):
        images.small(raw[:33] + bomb + raw[33:])


@pytest.mark.filterwarnings("ignore")  # Pillow warns about what it mends
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_damaged_photo_is_read_or_refused_and_nothing_else(kind: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[2] = (36.0, 3.0, 40.0)
    with_exif: dict[str, Any] = {"exif": exif} if kind in ("JPEG", "PNG", "WEBP") else {}
    raw = photo(kind, size=(64, 48), **with_exif)

    for place in range(2, min(len(raw), 400)):
        for byte in (0x00, 0xFF, raw[place] ^ 0x41):
            damaged = raw[:place] + bytes([byte]) + raw[place + 1 :]
            try:
                images.small(damaged)
            except NotAPhoto:
                continue
