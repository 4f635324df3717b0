"""Pictures for tests, honest and not."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

GPS = 34853
ORIENTATION = 274
ARTIST = 315


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **saving: object
) -> bytes:
    """A picture, red on its left half and blue on its right."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    drawn.convert(mode).save(written, kind, **saving)
    return written.getvalue()


def located_photo() -> bytes:
    """A photo as a phone takes it: lying on its side, with place and owner in its metadata."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[ARTIST] = "王建国"
    exif[GPS] = {1: "N", 2: (39.0, 54.0, 15.0), 3: "E", 4: (116.0, 24.0, 27.0)}
    return picture(exif=exif.tobytes(), comment=b"secret comment", icc_profile=b"secret profile")


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def tags(body: bytes) -> dict[int, object]:
    """The metadata that a picture still holds."""
    return dict(Image.open(io.BytesIO(body)).getexif())
