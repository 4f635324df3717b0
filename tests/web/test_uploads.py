"""Uploads: known by their bytes, drawn anew, without where and by whom; else one sentence."""

from __future__ import annotations

import io

import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.web.problems import Problem
from bot.web.residents.uploads import (
    LONGEST_NAME,
    LONGEST_SIDE,
    clean_file,
    clean_name,
    clean_picture,
)
from tests.web.pictures import bomb, located_photo, picture, tags
from tests.web.resident_house import House


def opened(body: bytes | None) -> Image.Image:
    """A cleaned picture."""
    assert body is not None
    return Image.open(io.BytesIO(body))


def test_place_and_owner_are_gone_and_the_photo_stands_upright() -> None:
    """A phone writes both into its photos; we keep neither, nor any comment."""
    media = clean_picture(located_photo(), "a.jpg")
    assert media.body is not None
    assert tags(media.body) == {}
    for secret in (b"Exif", "王建国".encode(), b"secret", b"ICC"):
        assert secret not in media.body
    upright = opened(media.body)
    assert upright.size == (20, 40)
    top, bottom = upright.getpixel((10, 5)), upright.getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


@pytest.mark.parametrize(
    ("kind", "mode", "media_type", "name"),
    [
        ("JPEG", "RGB", "image/jpeg", "x.jpg"),
        ("JPEG", "L", "image/jpeg", "x.jpg"),
        ("JPEG", "CMYK", "image/jpeg", "x.jpg"),
        ("PNG", "RGB", "image/png", "x.png"),
        ("PNG", "RGBA", "image/png", "x.png"),
        ("PNG", "P", "image/png", "x.png"),
        ("PNG", "I;16", "image/png", "x.png"),
        ("PNG", "1", "image/png", "x.png"),
        ("WEBP", "RGB", "image/webp", "x.webp"),
        ("WEBP", "RGBA", "image/webp", "x.webp"),
        ("GIF", "P", "image/png", "x.png"),
    ],
)
def test_each_kind_of_picture_is_carried(kind: str, mode: str, media_type: str, name: str) -> None:
    """By its bytes: the name that it came with tells nothing."""
    if mode in ("I;16", "1"):
        written = io.BytesIO()
        Image.new(mode, (40, 20)).save(written, kind)
        body = written.getvalue()
    else:
        body = picture(kind, mode=mode)
    media = clean_picture(body, "x.exe")
    assert (media.media_type, media.name) == (media_type, name)
    assert opened(media.body).size == (40, 20)


def test_what_moves_keeps_its_first_frame() -> None:
    """A hundred frames of a hundred megapixels would be a bomb in small pieces."""
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue", "green")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    still = opened(clean_picture(written.getvalue(), "a.gif").body)
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_transparency_stays() -> None:
    """A stamp on a transparent ground must not turn black."""
    written = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(written, "PNG")
    pixel = opened(clean_picture(written.getvalue(), "a.png").body).getpixel((5, 5))
    assert pixel == (255, 0, 0, 0)


def test_a_huge_photo_is_made_smaller() -> None:
    """Its proportions stay."""
    body = picture(size=(6000, 1500))
    assert opened(clean_picture(body, "a.jpg").body).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MZ\x90\x00 this is a program",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"GIF89a<script>alert(1)</script>",
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        picture()[:200],
        picture("PNG")[:60],
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    """Though it be called a photo."""
    with pytest.raises(Problem) as refusal:
        clean_picture(body, "photo.jpg")
    assert refusal.value.status == 415


@pytest.mark.parametrize("size", [(8000, 8000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_unopened(size: tuple[int, int]) -> None:
    """A few bytes that would fill the memory."""
    with pytest.raises(Problem) as refusal:
        clean_picture(bomb(*size), "a.png")
    assert refusal.value.status in (413, 415)


@given(
    st.binary(max_size=400), st.integers(0, 600), st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"])
)
def test_no_broken_file_breaks_us(noise: bytes, place: int, kind: str) -> None:
    """A picture, or one of two refusals; nothing else ever."""
    body = picture(kind)
    place %= len(body)
    spoilt = body[:place] + noise + body[place + len(noise) :]
    assert outcome(spoilt) in (200, 413, 415)


def outcome(body: bytes) -> int:
    """The status that a picture meets: 200 where it can be opened after cleaning."""
    try:
        media = clean_picture(body, "a")
    except Problem as refusal:
        return refusal.status
    return 200 if opened(media.body).width else 0


@given(st.text(max_size=300))
def test_a_name_is_safe_to_show_and_to_save(name: str) -> None:
    """No path, no control sign, no quote, not too long, and always our own ending."""
    safe = clean_name(name, ".jpg")
    assert safe.endswith(".jpg")
    assert len(safe) <= LONGEST_NAME + 4
    assert not set(safe) & set('/\\<>:"|?*;% \n\r\t\0\u202e')
    assert safe not in ("", ".jpg")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("路灯.jpg", "路灯.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fake\\IMG 1.HEIC", "IMG_1.jpg"),
        ("photo.jpg.exe", "photo.jpg.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("", "photo.jpg"),
        ("...", "photo.jpg"),
    ],
)
def test_names_that_try_something(name: str, safe: str) -> None:
    """They are what is left of them."""
    assert clean_name(name, ".jpg") == safe


async def test_several_photos_come_in_one_message(house: House) -> None:
    """With its words, cleaned."""
    async with house.browser() as page:
        status, _ = await page.post_files(("a.jpg", located_photo()), ("b.png", picture("PNG")))
    assert status == 200
    message = house.intake.received[0]
    assert message.text == "看图"
    assert [(each.name, each.media_type) for each in message.media] == [
        ("a.jpg", "image/jpeg"),
        ("b.png", "image/png"),
    ]
    assert all(each.body and "王建国".encode() not in each.body for each in message.media)


async def test_a_refused_file_is_told_in_one_sentence(house: House) -> None:
    """And nothing of the message is kept."""
    async with house.browser() as page:
        status, answer = await page.post_files(("a.jpg", b"not a picture"))
    assert (status, answer["code"]) == (415, "type")
    assert "JPG" in answer["error"]
    assert not house.intake.received


async def test_too_many_words_at_once_are_refused(house: House) -> None:
    """Not cut: the page keeps them as unsent, and says how many go at once."""
    async with house.browser() as page:
        status, answer = await page.post("长" * 10_001)
        assert (status, answer["code"]) == (413, "too_long")
        assert "10000" in answer["error"]
        assert not house.intake.received
        status, _ = await page.post("长" * 10_000)
        assert status == 200


async def test_too_large_and_too_many_are_refused(house: House) -> None:
    """With the limit in the sentence."""
    async with house.browser() as page:
        status, answer = await page.post_files(("a.jpg", bytes(11 * 1024 * 1024)))
        assert (status, answer["code"]) == (413, "too_large")
        assert "10 MB" in answer["error"]
        status, answer = await page.post_files(*[("a.jpg", picture())] * 10)
        assert (status, answer["code"]) == (413, "too_many_files")
        assert "9" in answer["error"]
    assert not house.intake.received


@pytest.mark.parametrize("missing", [True, False])
async def test_a_form_has_the_parts_it_should_have(house: House, missing: bool) -> None:
    """No more and no fewer."""
    form = FormData()
    form.add_field("file", picture(), filename="a.jpg")
    if not missing:
        form.add_field("other", "x")
    async with house.browser() as page:
        status, answer = await page.call("POST", "/api/messages", form)
    assert (status, answer["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data\r\n\r\nx", b"\xff"],
)
async def test_a_form_that_is_none_is_refused(house: House, body: bytes) -> None:
    """400, whatever the parser says to it."""
    async with house.browser() as page:
        status, _ = await page.call(
            "POST", "/api/messages", body, **{"Content-Type": "multipart/form-data; boundary=x"}
        )
    assert status == 400


def test_an_officials_pdf_is_kept_as_it_is_and_a_picture_is_still_drawn_anew() -> None:
    """Known by its bytes, within the first thousand; its name is safe, and says what it is."""
    for body in (b"%PDF-1.4 x", b"\n" * 1000 + b"%PDF-1.4 x"):
        media = clean_file(body, "../关于 停水.docx")
        assert (media.media_type, media.name, media.body) == (
            "application/pdf",
            "关于_停水.pdf",
            body,
        )
    assert clean_file(b"%PDF-1.4", "").name == "document.pdf"
    drawn = clean_file(located_photo(), "a.pdf")
    assert drawn.media_type == "image/jpeg"
    assert drawn.body is not None
    assert tags(drawn.body) == {}


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"x" * 1024 + b"%PDF-1.4", b"<html>"])
def test_what_is_neither_picture_nor_pdf_is_refused(body: bytes) -> None:
    """With a sentence of its own, for officials have papers."""
    with pytest.raises(Problem) as refused:
        clean_file(body, "a.pdf")
    assert (refused.value.status, refused.value.code) == (415, "document")


def test_residents_send_pictures_only() -> None:
    """What a PDF of a stranger may hold, nobody at the desk should have to open."""
    with pytest.raises(Problem) as refused:
        clean_picture(b"%PDF-1.4", "a.pdf")
    assert refused.value.code == "type"
