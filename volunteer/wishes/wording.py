"""What may not stand in a wish. A word list and patterns; a clerk reads everything besides.

Source: 《慈善法》 arts 27 and 124 (no raising or passing on of money); the ceiling and the list are local practice.
"""

import re
import unicodedata

from volunteer.base.text import LONGEST

_TERMS = {
    "现金和转账": ("现金", "红包", "转账", "汇款", "打钱", "借钱", "借款", "贷款", "还债", "欠款", "众筹", "捐款"),
    "卡券": ("购物卡", "充值卡", "礼品卡", "储值卡", "油卡", "话费充值"),
    "医疗费和处方药": ("医疗费", "医药费", "手术费", "处方药", "安眠药"),
    "烟酒和危险品": ("香烟", "白酒", "啤酒", "烟花", "爆竹", "刀具"),
    "要由机关决定的事": ("安排工作", "解决户口", "分配住房", "廉租房", "低保名额"),
    "收付款方式": ("收款码", "付款码", "二维码收款", "支付宝", "微信转"),
}
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[0-9]{7,8}(?![0-9])")
_ID = re.compile(
    r"(?<![0-9])[0-9]{6}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)
_LONG = re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])")
_LINK = re.compile(r"(?:https?://|www\.|[a-z0-9-]+\.(?:com|cn|net|cc|top|xyz)\b)", re.IGNORECASE)
_BLOCK = r"(?:[0-9]+|[一二三四五六七八九十]+)\s*(?:单元|幢|栋|号楼)"
_DOOR = re.compile(rf"{_BLOCK}(?:\s*{_BLOCK})*\s*[0-9]{{3,4}}(?:\s*室)?|[0-9]{{3,4}}\s*室")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s.,，、/·_—-]+(?=[0-9])")


def problems(text: str) -> list[str]:
    """Return one sentence for each thing in the text that may not be there, in words for its author."""
    narrow = unicodedata.normalize("NFKC", text[:LONGEST])
    joined = _BETWEEN_DIGITS.sub("", narrow)  # 138 0931-1234 is a number all the same
    found = []
    if _ID.search(joined):
        found.append("这里有身份证号，请删去")
    elif _LONG.search(joined):
        found.append("这里像有银行卡号，请删去。平台不经手钱款")
    if _MOBILE.search(joined) or _LANDLINE.search(joined):
        found.append("这里有电话号码，请删去")
    if _DOOR.search(narrow):
        found.append("这里有门牌号，请删去")
    if _LINK.search(narrow):
        found.append("这里有网址，请删去")
    for called, terms in _TERMS.items():
        word = next((term for term in terms if term in narrow), None)
        if word:
            found.append(f"“{word}”属于{called}，心愿里不能写。可以打电话给社区，看能怎么帮您")
    return found
