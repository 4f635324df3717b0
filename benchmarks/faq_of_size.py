"""Writes an FAQ of any size that reads like a city's, and questions that residents ask of it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import count, islice, product
from pathlib import Path

SUBJECTS = """
医保异地备案 公积金提取 身份证补办 居住证签注 护照换发 新生儿落户 户口迁移 婚姻登记 生育津贴
失业保险金 养老保险转移 社保卡挂失 残疾证年审 低保申请 老年优待证 廉租房申请 公租房续租
房产过户 不动产登记 房屋维修基金 物业投诉 停车位办理 驾照换证 车辆年检 违章处理 营业执照变更
个体户注销 食品经营许可 消防验收 排水许可 门头招牌审批 占道经营 建筑垃圾清运 宅基地审批
农机补贴 林木采伐 水费缴纳 电表过户 燃气开户 暖气报停 有线电视移机 宽带安装 路灯报修 井盖缺失
垃圾分类 旧家电回收 公交卡年检 学区划分 小学报名 转学手续 助学贷款 教师资格认定
"""
ACTIONS = """
怎么办理 需要什么材料 在哪里办 多久能办好 要交多少钱 可以网上办吗 周末能办吗 能不能代办
要预约吗 材料丢了怎么办
"""
NAMES = "城东 城西 城南 城北 高新 临江 青山 白云 和平 幸福"
PLACES = [f"{name}{kind}" for name in NAMES.split() for kind in ("街道", "新区")]
OPENINGS = ("", "请问", "您好，", "想问一下", "麻烦问下，", "你好，我想知道")


def write(path: Path, entries: int, seed: int = 7) -> list[str]:
    """Write `entries` entries as JSON Lines; as many questions that residents ask of them."""
    chosen = random.Random(seed)
    rows = list(islice(_rows(), entries))
    with path.open("w", encoding="utf-8") as file:
        for number, (place, subject, action) in enumerate(rows):
            question = f"{place}{subject}{action}"
            answer = f"{subject}请到{place}便民服务中心{number % 40 + 1}号窗口，工作日9:00-17:00。"
            entry = {"id": f"q{number}", "question": question, "answer": answer}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
    asked = [f"{chosen.choice(OPENINGS)}{p}{s}{a}？" for p, s, a in rows]
    chosen.shuffle(asked)
    return asked


def _rows() -> Iterator[tuple[str, str, str]]:
    """Every subject and action in every place, then in every place's first block, and so on."""
    for block in count():
        for place, subject, action in product(PLACES, SUBJECTS.split(), ACTIONS.split()):
            yield f"{place}第{block}社区" if block else place, subject, action
