"""Folds a text so that one rule fits every way of writing, one character for one."""

from __future__ import annotations

import unicodedata

NUMERALS = "零〇○一二三四五六七八九"
"""Chinese numerals that stand for one digit."""

_SPOKEN = {
    "0": "零〇○Ｏ洞",
    "1": "一幺壹",
    "2": "二贰貳",
    "3": "三叁參",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆陸",
    "7": "七柒拐",
    "8": "八捌",
    "9": "九玖",
}
_ALIKE = {
    "-": "‐‑‒–—―−－ー",
    "·": "•‧∙・･",
    "'": "’‘",
    "@": "＠",
    # What stands between digits unseen: from copied contacts, key-cap emoji, full-width typing.
    " ": "\t\u00a0\u00ad\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202c\u202d\u2060\u20e3\u3000\ufe0f\ufeff",
}
_TRADITIONAL = (
    "亂來侷係個們側備傢傷僑價億儲兒兩別劉務匯區厲吳呂員唸問喬單嗎噸噹嚮嚴囌國圍園圓報場塊塗壓媽孫學宮寧將對屆層屬嵗嶺嶽師廠廣廳張彆彔彙從復愛慣慮慼憑應懞戲戶掛揚摺據"
    "敎於時晉曏書會朮東査條棟楊業樑樓機檢檯權歐歲氣決沒況淩湯溫滙滬漢濛瀋灣災為熱燈爐爲爺獨現瓊產産畢當發監盤盧矇硃碼禮種稱竇箇節範築簡簽籤粵紀級組絕給絶經綫線編緻縣"
    "繫繳續纔羅習聯聶職肅脩臨臺與舉舊舖荊莊華萬葉蔣蕭薑藍蘇處號術衕衚衛裏裝裡複見親觀訂託記訪許訴註証詢試話該誌說説談請諮諸謝證識譚護讓豬貨貴買貸費賀資賈賬購贛趙車軍"
    "軒轅辦迴這連週進遊運過達違遞適遲遼還邊鄉鄒鄔鄧鄭鄰醫釋鈡鋪錄錢録錶鍾鎭鎮鐘鐵長門閆閉間閔閣閤閩閭閻闆關闞陝陰陳陸陽隊雞離雲電鞏鞦韋韓頂項領頭額顏顔願顧颱飯養餘饒"
    "馬馮駱體髮鬍魯鮮鷄鹽麥麪麫麯麴麵麼麽黃點齊齡齣龍龐龔"
)
_SIMPLIFIED = (
    "乱来局系个们侧备家伤侨价亿储儿两别刘务汇区厉吴吕员念问乔单吗吨当向严苏国围园圆报场块涂压妈孙学宫宁将对届层属岁岭岳师厂广厅张别录汇从复爱惯虑戚凭应蒙戏户挂扬折据"
    "教于时晋向书会术东查条栋杨业梁楼机检台权欧岁气决没况凌汤温汇沪汉蒙沈湾灾为热灯炉为爷独现琼产产毕当发监盘卢蒙朱码礼种称窦个节范筑简签签粤纪级组绝给绝经线线编致县"
    "系缴续才罗习联聂职肃修临台与举旧铺荆庄华万叶蒋萧姜蓝苏处号术同胡卫里装里复见亲观订托记访许诉注证询试话该志说说谈请咨诸谢证识谭护让猪货贵买贷费贺资贾账购赣赵车军"
    "轩辕办回这连周进游运过达违递适迟辽还边乡邹邬邓郑邻医释钟铺录钱录表钟镇镇钟铁长门闫闭间闵阁合闽闾阎板关阚陕阴陈陆阳队鸡离云电巩秋韦韩顶项领头额颜颜愿顾台饭养余饶"
    "马冯骆体发胡鲁鲜鸡盐麦面面曲曲面么么黄点齐龄出龙庞龚"
)


def _folds() -> dict[int, str]:
    digits = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, 0x20000)
        if unicodedata.decimal(chr(code), None) is not None
    }
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    alike = {ord(each): to for to, every in _ALIKE.items() for each in every}
    script = {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    return digits | wide | script | alike


_FOLDS = _folds()
_DIGITS = {ord(each): digit for digit, every in _SPOKEN.items() for each in every}


def fold(text: str) -> str:
    """The text in half width and Simplified characters; every place in it is the same place."""
    return text.translate(_FOLDS)


def spoken(text: str) -> str:
    """The text with the numerals that people spell numbers with (一, 幺, 〇 …) as digits."""
    return text.translate(_DIGITS)
