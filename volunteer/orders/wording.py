"""What may not stand in an order: the names of pupils. Counts only; the roster stays with the school.

Source: domain handbook 7.6 and 11.3; Law on the Protection of Minors art. 103 (nothing that identifies a minor).
"""

import re
import unicodedata

from volunteer.base.text import LONGEST

# The most common surnames; those that are everyday words as well (高, 安, 方, 常, 时, 金 …) are left out.
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "汪姜范廖姚熊谭邹崔陆孔邱秦侯邵孟尹段雷钱汤贺赖龚樊兰殷洪翟俞柯裴霍耿柴聂霞詹骆岳"
)
_GROWN_UP = ("老师", "校长", "主任", "律师", "警官", "法官", "检察官", "书记", "师傅", "医生", "女士", "先生")
_BETWEEN = re.compile(r"[、，,;；:。\s/|]+|[0-9]+[.．)）、]?")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
ROSTER = 5  # so many in a row are a list of names
SEVERAL = 2


def names_in(text: str) -> list[str]:
    """Return what stands alone between commas, spaces and numbers, and looks like a person's name."""
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text[:LONGEST]))
    return [part for part in parts if _NAME.fullmatch(part) and part[0] in _SURNAMES and not part.endswith(_GROWN_UP)]


def problems(text: str) -> list[str]:
    """Return one sentence for each thing in the text that may not be there."""
    found = []
    if len(names_in(text)) >= ROSTER:
        found.append("这里像是一份学生名单。请只写人数，名单留在学校，不要放到平台上")
    if _LONG_NUMBER.search(text):
        found.append("这里有身份证号，请删去")
    return found


def doubt(text: str) -> str | None:
    """Return a question about several names that are no roster yet, None when there is nothing to ask."""
    found = names_in(text)
    if not SEVERAL <= len(found) < ROSTER:
        return None
    return f"这里像有人名（{'、'.join(found)}）。学生的姓名请删去，只写人数；不是学生的，请在下面打勾再交"
