"""Photographs that are none, or broken: told in words, and what was written goes all the same."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.browser.chromium import serious_findings
from tests.browser.test_main_job import LATE, line, say

pytestmark = pytest.mark.browser


def jpeg(name: str, body: bytes) -> FilePayload:
    """A file that calls itself a JPEG."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": body}


def photo() -> bytes:
    """A small JPEG with as much in it as a photograph."""
    drawn = io.BytesIO()
    signs = random.Random(5).randbytes(200 * 200 * 3)
    Image.frombytes("RGB", (200, 200), signs).save(drawn, "JPEG")
    return drawn.getvalue()


async def test_a_file_that_is_no_picture_is_told_as_it_is_added(visitor: Page) -> None:
    """By its name; what is a picture stays in the tray."""
    files = [jpeg("路灯.jpg", photo()), jpeg("不是照片.jpg", "这是文字".encode())]
    await visitor.locator("#files").set_input_files(files)
    await expect(visitor.locator("#problem")).to_contain_text(
        "「不是照片.jpg」打不开", timeout=LATE
    )
    await expect(visitor.locator("#photos img")).to_have_count(1)


async def test_where_a_photo_is_refused_the_words_go_alone(visitor: Page) -> None:
    """Half a JPEG opens here and not there: nobody writes their matter twice."""
    half = photo()
    await visitor.locator("#files").set_input_files(jpeg("半张.jpg", half[: len(half) // 2]))
    await expect(visitor.locator("#photos img")).to_have_count(1, timeout=LATE)
    await say(visitor, "身份证丢了，怎么补一张新的？")
    own = visitor.locator("#lines .line--own").last
    await expect(own).to_contain_text("这张照片打不开", timeout=LATE)
    await expect(own).not_to_contain_text("重发")
    assert await serious_findings(visitor) == []
    await own.get_by_role("button", name="只发文字").click()
    await line(visitor, "依据").to_be_visible(timeout=LATE)
    await visitor.reload()
    await line(visitor, "依据").to_be_visible(timeout=LATE)
    sent = visitor.locator("#lines .line--own")
    await expect(sent).to_have_count(1)
    await expect(sent).to_contain_text("身份证丢了")
    await expect(sent.locator("img")).to_have_count(0)


async def test_a_refused_photo_without_words_can_only_be_given_up(visitor: Page) -> None:
    """There are no words that could go alone."""
    half = photo()
    await visitor.locator("#files").set_input_files(jpeg("半张.jpg", half[: len(half) // 2]))
    await expect(visitor.locator("#photos img")).to_have_count(1, timeout=LATE)
    await visitor.get_by_role("button", name="发送").click()
    own = visitor.locator("#lines .line--own").last
    await expect(own).to_contain_text("这张照片打不开", timeout=LATE)
    await expect(own.get_by_role("button")).to_have_text(["不发了"])
    await own.get_by_role("button", name="不发了").click()
    await expect(own).to_have_count(0)
