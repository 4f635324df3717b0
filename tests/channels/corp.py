"""The corp of the tests: its keys and members, how it seals a push, and what its members read."""

from __future__ import annotations

import secrets
from typing import Any

from wechatpy.enterprise.crypto import WeChatCrypto

from tests.channels.fake_wechat import (
    as_xml,
    signature,
)

CORP, AGENT, SECRET = "ww1436e0e65a779aee", 1000002, "corp-secret-0123456789abcdefghijklmnopqrs"


TOKEN, KEY = "citizenToken1", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


WANG, LI, ZHAO = "WangFang", "LiNa", "ZhaoMin"


LONGEST = 2048


def wrapped(
    fields: dict[str, Any], seconds: float, receiver: str = CORP
) -> tuple[dict[str, str], str]:
    """Query and body of a push, closed by an independent implementation."""
    stamp, nonce = str(int(seconds)), str(secrets.randbelow(10**10))
    encrypted = sealed(as_xml(fields), nonce, stamp, receiver)
    query = {
        "msg_signature": signature(TOKEN, stamp, nonce, encrypted),
        "timestamp": stamp,
        "nonce": nonce,
    }
    body = {"ToUserName": receiver, "AgentID": str(AGENT), "Encrypt": encrypted}
    return query, as_xml(body)


def sealed(plain: str, nonce: str, stamp: str, receiver: str = CORP) -> str:
    """A text in an envelope of the platform's."""
    closed = WeChatCrypto(TOKEN, KEY, receiver).encrypt_message(plain, nonce, stamp)
    return str(closed.split("<Encrypt><![CDATA[")[1].split("]]>")[0])


def read_of(asked: dict[str, Any]) -> str:
    """What a member reads of a message: of a text that is too long, its beginning."""
    match asked["msgtype"]:
        case "text":
            content = str(asked["text"]["content"]).encode()[:LONGEST]
            return content.decode("utf-8", "ignore")
        case "template_card":
            return card_text(asked["template_card"])
        case kind:
            return f"[{kind} {asked[kind]['media_id']}]"


def card_text(card: dict[str, Any]) -> str:
    """What a card says in words."""
    return f"{card['main_title']['title']}\n{card.get('sub_title_text', '')}"


def key_of(card: dict[str, Any], label: str) -> tuple[str, str]:
    """The key of a button, or that of the last one and what is picked in the list."""
    for each in card["button_list"]:
        if each["text"] == label:
            return str(each["key"]), ""
    options = card.get("button_selection", {}).get("option_list", [])
    picked = next((each["id"] for each in options if each["text"] == label), "")
    assert picked, f"{label!r} is not on the card: {card}"
    return str(card["button_list"][-1]["key"]), str(picked)
