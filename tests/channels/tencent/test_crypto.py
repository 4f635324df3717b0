"""Envelopes: the known vectors, an independent implementation both ways, and everything broken."""

from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from bot.channels.tencent.crypto import BLOCK, Envelope, Unverified, key_of, pad, unpad
from bot.channels.tencent.signature import sign

TOKEN, KEY, APP_ID = (
    "citizenToken1",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    "wx0123456789abcdef",
)
STAMP, NONCE, RANDOM = "1700000000", "1234567890", b"0123456789abcdef"
MESSAGE = (
    "<xml><ToUserName><![CDATA[gh_test]]></ToUserName><FromUserName><![CDATA[oUser]]>"
    "</FromUserName><CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[你好]]></Content><MsgId>1</MsgId></xml>"
)
VECTORS = [
    # message, envelope, signature: padding of a whole block, and of 26 bytes
    (
        b"a" * 26,
        "4j/AuRx71kQlxVlzbpsMWH+LhQVPFMqoHivVcDVik+xraFbvgOfSozHNu1m8F6jQp2yghr7ZJ+7OWI+NPQ+9qhE7"
        "WUI8oo1SqfnvltVWoF6IwHSUV2ddN//72e+29gvj",
        "f69551c813b8b1b7e0b045ec05eed620dc014d93",
    ),
    (
        MESSAGE.encode(),
        "4j/AuRx71kQlxVlzbpsMWBIK2Bv62ch+277ZrPH0QpE+YCiQ9oq4Tc8+WUKgMiiaxPsqXeGkkZSJaGEeDR4YLGi2"
        "rYjxHgxqSrNhCuSOuwe2h3f4aeKm52kS+ffXeSXBAW+hCAaDShcrXemQQeaQoj0AVjMX+KZIYrV5o7PejbE1GN2f"
        "GRG3IAWALZ3J/m9aXsqBiP16SZJsYZBLx2MDp+6NpV6LXeQ6/3cYwYvB1jOsRoCuPXRCFEYMjJkq1e1chMNNzoFg"
        "V2HH+EUR3NvdDpjNy/Sqvdzujuh+C3DkCl0v4aujJyZ39SEa5Bf8VXJuTnjCPMrzbZKgCNaKtC0KJ0IBMdIo39GM"
        "qbMsTW2JMlh2UfKWAOB76e/AFjvM1M5O",
        "068fa602960a9ea51578511ceda5dd066880f192",
    ),
]
messages = st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))


@pytest.fixture
def envelope() -> Envelope:
    """The envelope of the vectors."""
    return Envelope(KEY, APP_ID)


@pytest.mark.parametrize(("message", "closed", "signature"), VECTORS)
def test_w06_known_envelopes(
    envelope: Envelope, message: bytes, closed: str, signature: str
) -> None:
    """W03, W06: what is known to be right opens, and is what we close."""
    assert envelope.open(closed) == message
    assert envelope.close(message, RANDOM) == closed
    assert sign(TOKEN, STAMP, NONCE, closed) == signature


def test_a_foreign_envelope() -> None:
    """The example of another implementation opens for its receiver and for nobody else."""
    closed = (
        "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    )
    key = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
    assert Envelope(key, "wx49f0ab532d5d035a").open(closed) == b"5927782489442352469"
    with pytest.raises(Unverified):
        Envelope(key, APP_ID).open(closed)


@given(st.integers(0, 200))
def test_we_open_what_another_implementation_closes(size: int) -> None:
    """Every length of padding, closed by wechatpy, opens here."""
    closed = WeChatCrypto(TOKEN, KEY, APP_ID).encrypt_message("x" * size, NONCE, STAMP)
    encrypted = closed.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert Envelope(KEY, APP_ID).open(encrypted) == b"x" * size


@given(messages.filter(lambda message: b"\x00" not in message))
def test_another_implementation_opens_what_we_close(message: bytes) -> None:
    """Signed and closed here, it is read by wechatpy."""
    closed = Envelope(KEY, APP_ID).close(message)
    xml = f"<xml><Encrypt><![CDATA[{closed}]]></Encrypt></xml>"
    signature = sign(TOKEN, STAMP, NONCE, closed)
    theirs = WeChatCrypto(TOKEN, KEY, APP_ID).decrypt_message(xml, signature, STAMP, NONCE)
    assert theirs.encode() == message


@given(st.binary(max_size=300), st.sampled_from(["", "wx1", APP_ID, "单位"]))
def test_what_is_closed_opens(message: bytes, receiver: str) -> None:
    """Any bytes and any receiver, the empty one too (a robot of WeCom has none)."""
    envelope = Envelope(KEY, receiver)
    assert envelope.open(envelope.close(message)) == message


@pytest.mark.parametrize("receiver", ["wxffffffffffffffff", "", "wx0123456789abcde"])
def test_an_envelope_for_another_receiver_does_not_open(envelope: Envelope, receiver: str) -> None:
    """W05, C02: the right key is not enough."""
    with pytest.raises(Unverified):
        envelope.open(Envelope(KEY, receiver).close(b"x"))


@pytest.mark.parametrize("padding", [bytes([0]), bytes([33]) * 33, bytes([2, 1, 2]), b"\xff" * 64])
def test_a_wrong_padding_does_not_open(padding: bytes) -> None:
    """W07: 0, 33, and bytes that do not agree."""
    assert unpad(b"x" * BLOCK + padding) is None


@pytest.mark.parametrize(
    "broken", ["", "=", "4j/A", "ü", "\ud800", "!" * 64, "A" * 63, "AAAA AAAA"]
)
def test_what_is_no_cipher_does_not_open(envelope: Envelope, broken: str) -> None:
    """W07: not base64, or not of the length of a cipher."""
    with pytest.raises(Unverified):
        envelope.open(broken)


@given(st.binary(min_size=1, max_size=20).map(lambda noise: noise * 16))
def test_noise_does_not_open(noise: bytes) -> None:
    """W07: whatever it is, it is refused in the same way."""
    with pytest.raises(Unverified):
        Envelope(KEY, APP_ID).open(base64.b64encode(noise).decode())


def test_a_changed_key_still_opens_what_was_under_way() -> None:
    """The key before this one opens, and nothing is closed with it."""
    old = base64.b64encode(os.urandom(32)).decode()[:43].replace("+", "a").replace("/", "b")
    envelope = Envelope(KEY, APP_ID, old)
    assert envelope.open(Envelope(old, APP_ID).close(b"x")) == b"x"
    assert Envelope(KEY, APP_ID).open(envelope.close(b"y")) == b"y"


@pytest.mark.parametrize("key", ["", "x" * 42, "x" * 44, KEY[:-1] + "=", KEY[:-1] + "+"])
def test_what_is_no_key_is_refused(key: str) -> None:
    """43 letters and digits, as the console makes them."""
    with pytest.raises(ValueError, match="43"):
        key_of(key)


@given(st.binary(max_size=100))
def test_padding_goes_as_it_came(plain: bytes) -> None:
    """Always one byte at least, and always whole blocks."""
    padded = pad(plain)
    assert len(padded) % BLOCK == 0
    assert unpad(padded) == plain
