"""What is on the demo's menu: fourteen topics of 模法师, what communities ask for, and 情景主题党课.

A text is six lines with an empty line after it: a head, for whom and how, one sentence, what is taught, what is needed,
what is brought. The head has the title, owner, programme or `-`, topic, season, and how many in a month and in a term,
`-` where nothing limits them; the line after it audiences, modes, class periods, minutes, most people, tutors,
preparation days.
"""

from dataclasses import dataclass

from volunteer.orders.models import Audience, Mode, Season, Topic
from volunteer.orders.offering import Words


@dataclass(frozen=True)
class MenuText:
    """An offering in words: whose it is, of which programme, and what stands on the menu."""

    owner: str
    programme: str
    words: Words


def read(text: str) -> list[MenuText]:
    """Return the offerings of a text. Raises: ValueError for a head with a word too few or one that is none."""
    return [_read(*block.split("\n")) for block in text.strip().split("\n\n")]


def _read(head: str, suits: str, summary: str, content: str, needs: str, brought: str) -> MenuText:
    title, owner, programme, topic, season, month, term = head.split()
    audiences, modes, *counts = suits.split()
    periods, minutes, people, tutors, days = map(int, counts)
    qualification, place, equipment = (word if word != "-" else None for word in needs.split("｜"))
    words = Words(
        title=title,
        topic=Topic(topic),
        audiences=tuple(Audience(word) for word in audiences.split(",")),
        summary=summary,
        content=content,
        modes=tuple(Mode(word) for word in modes.split(",")),
        class_periods=periods,
        minutes=minutes,
        most_people=people,
        tutors=tutors,
        qualification=qualification,
        place_needs=place,
        equipment=equipment,
        materials=tuple(brought.split("、")) if brought != "-" else (),
        preparation_days=days,
        season=Season(season),
        per_month=None if month == "-" else int(month),
        per_term=None if term == "-" else int(term),
    )
    return MenuText(owner, "" if programme == "-" else programme, words)


MENU_TEXTS = read("""
模拟法庭：我来当一回法官 SFJ mofashi mock_trial all_year 3 8
junior,senior,holiday ordered,interactive,immersive 2 90 60 4 10
学生坐上审判席、公诉席、辩护席，把一个案子从开庭走到宣判。
先讲席位和纪律，再按剧本开庭：法庭调查、举证质证、法庭辩论、最后陈述、休庭评议、宣判，最后由老师点评。每个人都有事做，家长可以旁听，也可以当陪审员。剧本里的人名地名都是编的。
法治辅导员，其中一位是律师或法官｜一间能拼桌子的教室，或者会议室｜投影、两支话筒
法袍、法槌、席位牌、剧本、证据袋

走错一步，代价有多大 SFJ mofashi crime all_year 3 12
junior,senior,holiday ordered,interactive 1 45 60 2 5
几个同龄人的真实弯路，让学生自己说出拐点在哪里。
讲三个改编过的案子，在每个拐点停下来，分组说“换成我怎么办”，最后讲不良行为、严重不良行为和违法犯罪的界线。
法治辅导员｜一间教室｜投影
案例卡片、宣传册

认得出的毒品，躲得开的圈套 SFJ mofashi drugs all_year 3 12
primary_high,junior,senior,holiday,parents ordered,inspiring,interactive 1 45 80 2 5
看常见仿真毒品模型，认得出奶茶、糖果、邮票样子的圈套。
把仿真模型摆在桌上，一桌一桌地看、猜、说；讲戒毒所里的真事，练习三句说“不”的话。
法治辅导员，其中一位是戒毒所民警｜一间教室，前面放两张长桌｜投影
常见仿真毒品模型、展板、宣传册

网上的边界 SFJ mofashi network term 3 10
primary_high,junior,senior ordered,inspiring 1 45 60 2 5
说话、拍照、转发、加好友，哪一步会伤到人、哪一步会违法。
从一条班级群里的消息讲起，看它怎么传成一件大事；讲个人信息、网络暴力和求助的办法。
法治辅导员｜一间教室｜投影
宣传册、课件

放得下的手机 SFJ mofashi addiction all_year 3 10
primary_high,junior,holiday,parents interactive 1 45 60 2 5
不讲大道理，和孩子一起算一算一天的时间去了哪里。
每人画一张自己的一天，找出被手机拿走的时间，和同桌商量一个做得到的约定；家长场讲未成年人网络保护怎么用。
法治辅导员｜一间教室｜投影
时间表、约定卡

看见欺凌，说出来 SFJ mofashi bullying term 3 12
primary_low,primary_high,junior,senior ordered,interactive,immersive 1 45 60 2 5
学生演一段、停一段、改一段，学会看见、说出来、找到帮忙的人。
把校园里的一幕演三遍：旁观、起哄、伸手。每一遍后面停下来问心里怎么想。最后讲什么是欺凌、法律怎么管、找谁。
法治辅导员｜一间教室，中间空出来｜-
情景卡、求助卡

网贷和电信诈骗的套路 SFJ mofashi fraud all_year 3 12
junior,senior,holiday,parents,residents ordered,interactive 1 45 100 2 3
拆开骗子的剧本，学会挂断、核实、报警。
从本地的真实案例讲起，分组拆一条诈骗短信，最后每人写下自己的“三不”。
法治辅导员｜一间教室或会议室｜投影
反诈手册、课件

民法典在身边 SFJ mofashi civil_code all_year 2 8
senior,parents,residents ordered,interactive 1 60 100 2 5
借钱、租房、漏水、养狗，用身边的事讲民法典。
讲四件身边的事，大家先断，再翻法条对一对；后半段一桌一桌答问题。
律师｜会议室｜投影
民法典、案例卡片

宪法和我 SFJ mofashi constitution term 3 10
primary_high,junior,senior inspiring,immersive 1 45 100 2 5
从出生证、课桌、选票讲起，一生都在宪法里。
沿着一个人的一生走一遍，看每一步背后的一条宪法，最后一起朗读，写一句给自己的话。
法治辅导员｜一间教室｜投影
宪法口袋书、书签

国家安全，你我有责 SFJ mofashi security term 2 6
junior,senior inspiring,interactive 1 45 100 2 5
一张照片、一次定位、一份兼职，讲身边的国家安全。
用三个改编的案子讲哪些不能拍、不能传、不能接，记住 12339。
法治辅导员｜一间教室｜投影
展板、宣传册

像律师一样想问题 SFJ mofashi reasoning term 1 4
senior interactive,immersive 2 90 50 2 10
先找事实，再找规则，最后把两边的话都说一遍。
练三步：把一件事拆成事实，找到规则，正反两方各说一遍再换边；最后写一页自己的判断。
律师｜一间教室｜投影
练习册

证据说话 SFJ mofashi evidence all_year 1 4
junior,senior,holiday interactive,immersive 2 90 50 2 10
收一件物证、问一位证人，看哪一句站得住。
教室里布置一个“现场”，分组找物证、问证人、做记录，再上台说明哪些能用、哪些不能用。
法治辅导员，其中一位是律师｜一间教室｜投影
证据袋、手套、标尺、练习册

我们班的法治班规 SFJ mofashi class_rules term 3 12
primary_low,primary_high,junior interactive 1 40 60 2 3
全班一起立规矩：谁提、谁议、怎么改、不守怎么办。
先说班里最烦的三件事，再分组起草、全班讨论、举手表决，写成一张大家签字的班规。
法治辅导员｜一间教室｜-
大白纸、彩笔

校园听证会 SFJ mofashi hearing term 1 4
junior,senior ordered,immersive 2 90 60 2 10
一件学校里真有的事，请各方坐下来说，把意见写成一份纪要。
定一件事，比如手机能不能带进学校，分学生、家长、老师、物业几方准备，按听证的程序陈述、质询、总结。
法治辅导员｜一间能拼桌子的教室｜投影、话筒
席位牌、听证纪要

院子里的法律援助 SFJ - legal_aid all_year 2 10
residents interactive 2 120 60 2 5
律师坐到院子里，听您把事说完，写清楚该找谁、带什么。
一对一答疑，写一张纸带走；符合法律援助条件的，当场帮着填申请。
律师｜能坐下说话的地方，有桌椅｜-
法律援助申请表、宣传册

社区义诊 SWB - clinic all_year 1 4
residents interactive 3 150 120 4 10
医生到社区，量血压、测血糖、看常见病，讲怎么吃药。
量血压、测血糖，内科、中医、眼科三张桌子；医生把嘱咐用大字写下来，请老人带走。
医生、护士｜社区活动室，有六张桌子和电源｜-
血压计、血糖仪、大字嘱咐单

高考志愿填报咨询 SWB - admissions all_year 2 4
senior,parents interactive 2 120 100 2 7
看懂分数和位次，一家一家说说怎么填。
先讲一遍规则和时间，再一家一家坐下来看；不替家里做主，把几种填法的好处坏处说清楚。
高中老师、招生工作者｜会议室｜投影
填报流程图

情景主题党课：一封家书 SFJ dangke party_lesson all_year 2 8
members immersive 1 60 80 2 7
党员和群众同台，把一封家书演成一堂党课。
读信、演信、说信三段，台上台下一起说。不记服务时长。
宣讲员｜会议室｜投影、话筒
剧本、道具
""")
