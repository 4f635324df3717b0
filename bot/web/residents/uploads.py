"""Makes an uploaded file safe: known by its bytes, a picture drawn anew, without where and whom."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.models import Media
from bot.web.problems import Problem

MOST_PIXELS = {"JPEG": 120_000_000, "MPO": 120_000_000}
"""Above this a picture is refused unopened; JPEG is decoded to a smaller size right away."""
MOST_PIXELS_ELSE = 40_000_000
LONGEST_SIDE = 3_000
"""Larger pictures are scaled down: enough to read a notice on a wall."""
LONGEST_NAME = 80
PDF = "application/pdf"
_PDF_SIGN, _PDF_WITHIN = b"%PDF-", 1024
"""Programs find the header within so many bytes (ISO 32000-1, annex H.3, note 13)."""
# Pillow's own brake, should a decoder meet a size that the header did not tell.
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_SAVED = {"MPO": "JPEG", "JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
_SUFFIX = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


def clean_picture(body: bytes, name: str) -> Media:
    """The picture as we keep it: turned upright, its first frame, no metadata of any kind.

    Raises `Problem` 415 where the bytes are no picture we carry, 413 where it is too large.
    """
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as opened:
            found = opened.format or ""
            if opened.width * opened.height > MOST_PIXELS.get(found, MOST_PIXELS_ELSE):
                raise Problem(413, "picture")
            saved_as = _SAVED[found]
            return Media(
                media_type=f"image/{saved_as.lower()}",
                name=clean_name(name, _SUFFIX[saved_as]),
                body=_redraw(opened, saved_as),
            )
    except UnidentifiedImageError as error:
        raise Problem(415, "type") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Problem(413, "picture") from error
    # Decoders meet broken files with nearly anything; to the resident it is all the same.
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError) as error:
        raise Problem(415, "picture") from error


def clean_file(body: bytes, name: str) -> Media:
    """What an official attaches: a picture as `clean_picture` has it, or a PDF as it is.

    Raises `Problem` 415 where the bytes are neither, 413 where a picture is too large.
    """
    try:
        return clean_picture(body, name)
    except Problem as problem:
        if problem.code != "type":
            raise
    if _PDF_SIGN not in body[:_PDF_WITHIN]:
        raise Problem(415, "document")
    return Media(PDF, name=clean_name(name, ".pdf", unnamed="document"), body=body)


def clean_name(name: str, suffix: str, *, unnamed: str = "photo") -> str:
    """A file name that is safe to show and to save: no path, no control signs, our own suffix."""
    base = PurePath(name.replace("\\", "/")).name
    plain = "".join(
        sign for sign in unicodedata.normalize("NFC", base) if unicodedata.category(sign)[0] != "C"
    )
    stem = re.sub(r'[<>:"/\\|?*;%\s]+', "_", PurePath(plain).stem).strip("._ ")
    return (stem[:LONGEST_NAME] or unnamed) + suffix


def _redraw(opened: Image.Image, saved_as: str) -> bytes:
    # A photo of 100 megapixels would else take 300 MB of memory.
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(opened)
    see_through = saved_as != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Comments, profiles and text blocks travel here.
    plain.info = {}
    drawn = io.BytesIO()
    quality = {} if saved_as == "PNG" else {"quality": 88}
    plain.save(drawn, saved_as, **quality)
    return drawn.getvalue()
