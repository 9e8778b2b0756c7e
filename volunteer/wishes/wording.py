"""What may not stand in a wish. A word list and patterns; a clerk reads everything besides.

Source: 《慈善法》 arts 27 and 124 (no raising or passing on of money); the ceiling and the list are local practice.
"""

import re

_TERMS = {
    "现金和转账": ("现金", "红包", "转账", "汇款", "打钱", "借钱", "借款", "贷款", "还债", "欠款", "众筹", "捐款"),
    "卡券": ("购物卡", "充值卡", "礼品卡", "储值卡", "油卡", "话费充值"),
    "医疗费和处方药": ("医疗费", "医药费", "手术费", "处方药", "安眠药"),
    "烟酒和危险品": ("香烟", "白酒", "啤酒", "烟花", "爆竹", "刀具"),
    "要由机关决定的事": ("安排工作", "解决户口", "分配住房", "廉租房", "低保名额"),
    "收付款方式": ("收款码", "付款码", "二维码收款", "支付宝", "微信转"),
}
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)")
_ID = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_LONG = re.compile(r"(?<!\d)(?:\d[\s-]?){15,18}\d(?!\d)")
_LINK = re.compile(r"(?:https?://|www\.|[a-z0-9-]+\.(?:com|cn|net|cc|top|xyz)\b)", re.IGNORECASE)
_DOOR = re.compile(r"\d+\s*(?:单元|幢|栋|号楼)\s*\d{3,4}(?:\s*室)?|\d{3,4}\s*室")


def problems(text: str) -> list[str]:
    """Return one sentence for each thing in the text that may not be there, in words for its author."""
    from_narrow = text.translate({0xFF10 + n: ord("0") + n for n in range(10)})
    found = []
    if _ID.search(from_narrow):
        found.append("这里有身份证号，请删去")
    elif _LONG.search(from_narrow):
        found.append("这里像有银行卡号，请删去。平台不经手钱款")
    if _MOBILE.search(from_narrow) or _LANDLINE.search(from_narrow):
        found.append("这里有电话号码，请删去。电话填在最下面，只给社区看")
    if _DOOR.search(from_narrow):
        found.append("这里有门牌号，请删去。住址填在最下面，只给社区看")
    if _LINK.search(from_narrow):
        found.append("这里有网址，请删去")
    for called, terms in _TERMS.items():
        word = next((term for term in terms if term in from_narrow), None)
        if word:
            found.append(f"“{word}”属于{called}，心愿里不能写。可以打电话给社区，看能怎么帮您")
    return found
