"""The picture of a delivery: what is none is refused with a sentence, and what was typed stays."""

import io
import resource
import struct
import time
import zlib

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse, create_environ, run_wsgi_app
from werkzeug.wrappers import Request

from tests import make
from tests.conftest import on_sqlite
from tests.pages.forms import Desk, DeskFor
from tests.pages.reading import BOUNDARY, Page, browser, held, parts, send_parts
from tests.pages.scenes import scene
from volunteer.base.db import db
from volunteer.wishes.models import Delivery, WishPhoto

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def jpeg(width: int = 60, height: int = 40) -> bytes:
    """A picture as a camera makes it, with where it was taken."""
    image, out = Image.effect_noise((width, height), 60).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "桥门街 12 号"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30000 by 30000 pixels."""

    def chunk(kind: bytes, words: bytes) -> bytes:
        return struct.pack(">I", len(words)) + kind + words + struct.pack(">I", zlib.crc32(kind + words))

    head = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 30001 * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NO_PHOTO = {
    "words": "这不是照片".encode(),
    "nothing in it": b"",
    "SVG": SVG,
    "HTML": b"<html><script>alert(1)</script></html>",
    "a picture cut off": jpeg(400, 300)[:3000],
    "the head of a picture": jpeg()[:20],
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
}


def test_a_report_needs_no_photo(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")

    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=b"", called=""))

    assert (page.status, db.session.scalars(sa.select(Delivery.photo_id)).all()) == (303, [None])


def test_a_photo_is_kept_small_and_without_where_it_was_taken(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")

    send_parts(desk.client, desk.path, parts({**desk.filled(), "evidence": "photo"}, photo=jpeg(2000, 1000)))

    kept = db.session.scalars(sa.select(WishPhoto)).one()
    image = Image.open(io.BytesIO(kept.content))
    assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (1600, 800), {})


@pytest.mark.parametrize("content", NO_PHOTO.values(), ids=NO_PHOTO)
def test_what_is_no_photo_is_refused_beside_its_field(desk_for: DeskFor, content: bytes) -> None:
    desk = desk_for("delivery")

    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=content))

    assert (page.status, "这个文件不是照片" in page.beside("photo")) == (422, True)


@pytest.mark.parametrize("content", NO_PHOTO.values(), ids=NO_PHOTO)
@on_sqlite
def test_with_a_bad_photo_everything_that_was_typed_stays(desk_for: DeskFor, content: bytes) -> None:
    desk = desk_for("delivery")

    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=content))

    assert {name: page.typed(name) for name in desk.filled()} == desk.filled()


@pytest.mark.parametrize("content", NO_PHOTO.values(), ids=NO_PHOTO)
@on_sqlite
def test_a_bad_photo_stores_nothing(desk_for: DeskFor, content: bytes) -> None:
    desk = desk_for("delivery")
    before = held()

    send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=content))

    assert held() == before


@on_sqlite
def test_with_a_bad_photo_what_else_is_wrong_is_said_too(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")

    page = send_parts(desk.client, desk.path, parts({**desk.filled(), "words": "好了"}, photo=SVG))

    assert set(page.complaints) == {"words", "photo"}


@on_sqlite
def test_a_bomb_is_refused_by_its_head(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")
    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=SVG))  # everything is loaded by now
    began, memory = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=bomb()))

    took, more = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    assert "这张图片太大了" in page.beside("photo")
    assert took < 1
    assert more < 50 * 1024  # kB; its pixels alone would be 2.7 GB


@on_sqlite
def test_thirteen_megabytes_are_too_large(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")

    page = send_parts(desk.client, desk.path, parts({**desk.filled()}, photo=b"\xff\xd8" + bytes(13 * 1024 * 1024)))

    assert (page.status, "传上来的内容太大了" in page.text) == (413, True)


@on_sqlite
def test_five_megabytes_of_words_are_too_large(desk_for: DeskFor) -> None:
    desk = desk_for("new wish")

    page = send_parts(desk.client, desk.path, parts({"description": "长" * (5 * 1024 * 1024 // 3)}))

    assert (page.status, "文字请写短一些" in page.text) == (413, True)


def cut_off(desk: Desk, body: bytes, *, sent: int) -> Page:
    """Send a body that breaks off: fewer bytes than were announced. A test client would announce what it sends."""
    cookie = desk.client.get_cookie("session")
    environ = create_environ(desk.path, method="POST", headers={"Cookie": f"session={cookie.value if cookie else ''}"})
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary={BOUNDARY}"
    environ["CONTENT_LENGTH"], environ["wsgi.input"] = str(len(body)), io.BytesIO(body[:sent])
    with desk.client.application.app_context():
        answer = run_wsgi_app(desk.client.application, environ)
    return Page(TestResponse(*answer, request=Request(environ)))


# Werkzeug leaves the half of a picture that arrived to the garbage collector.
half_a_picture = pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")


@half_a_picture
@pytest.mark.parametrize("part", [0, 0.3, 0.9])
def test_a_form_that_broke_off_on_the_way_is_answered_with_a_sentence(desk_for: DeskFor, part: float) -> None:
    desk = desk_for("delivery")
    body = parts({**desk.filled()}, photo=jpeg())
    before = held()

    page = cut_off(desk, body, sent=int(len(body) * part))

    assert (page.status, "内容没有传完整，什么都没有保存" in page.text) == (400, True)
    assert held() == before


@half_a_picture
@on_sqlite
def test_a_form_without_its_last_line_stores_nothing(desk_for: DeskFor) -> None:
    desk = desk_for("delivery")
    body = parts({**desk.filled()}, photo=jpeg())
    before = held()

    page = send_parts(desk.client, desk.path, body[:-200])

    assert (page.status, held()) == (422, before)


# ------------------------------------------------------------------------------ who sees it


def test_the_photo_is_for_those_it_concerns(app: Flask) -> None:
    at = scene("delivered")
    path = "/wishes/{code}/photos/{photo}".format(**at.words)

    statuses = {who: browser(app, at.who(who)).get(path).status_code for who in ("owner", "claimant", "clerk", "lei")}

    assert statuses == {"owner": 200, "claimant": 200, "clerk": 200, "lei": 404}


@on_sqlite
def test_a_photo_belongs_to_its_own_wish(app: Flask) -> None:
    at, another = scene("delivered"), make.published_wish()

    answer = browser(app, make.liu()).get(f"/wishes/{another.code}/photos/{at.words['photo']}")

    assert answer.status_code == 404


@on_sqlite
def test_a_photo_is_kept_by_no_cache(app: Flask) -> None:
    at = scene("delivered")

    answer = browser(app, make.liu()).get("/wishes/{code}/photos/{photo}".format(**at.words))

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/webp", "private, no-store")
