"""Wishes of 2021 that needed somebody who knows the law, and those that ended otherwise than hoped."""

from volunteer.demo.texts import Text, read
from volunteer.wishes.models import Outcome

LAW_TEXTS = read("""
想看一次法庭 experience study teen desk
长大想当法官，只在电视上见过法庭，想看一看真正的法庭是什么样子。
和家长一起带孩子参观了审判庭，讲了每个座位是谁的，穿着法袍敲了一下法槌。

请律师讲讲遗嘱怎么写 service advice old desk
年纪大了，想把房子的事写清楚，免得以后孩子们为难，不知道怎么写才作数。
讲了自书遗嘱的几样要求，说明公证去哪里办，老人自己回去想好了再写。

租房押金的事想问问 service advice 吴女士 desk
搬家以后房东不退押金，合同在手里，不知道该怎么说、找谁说。
看了合同，写好一封给房东的信，讲了社区调解怎么申请，房东当晚回话说愿意退。

听一堂远离毒品的小课 experience study child desk
学校讲过毒品会装成糖和奶茶，院子里几个小伙伴想看看模型，听听故事。
带了仿真模型，讲了三个故事，孩子们抢着答题，每人领了一本小册子。

买保健品上了当怎么办 service advice old desk
听课买了三盒保健品，回家一看不对，想知道还能不能退。
陪着整理了票据和宣传单，打了投诉电话，商家同意退货，又讲了几种常见的套路。

劳动合同看不懂 service advice 何女士 desk
新找了一份保洁的活，合同有好几页，怕签错，想请人给看看。
一条一条念给她听，标出工时和社保两处要改的，教她怎么跟单位说。

邻居漏水的事想评评理 service advice old home
楼上漏水泡了我家的墙，两家说僵了，想请懂法律的人来说句公道话。
到两家都看了，讲了相邻关系的规矩，两家当面商量好各出一半修。
""")

ENDINGS: dict[Outcome, tuple[Text, ...]] = {
    Outcome.PARTLY: read("""
把老缝纫机修好 service daily 郭奶奶 home 80
陪了我四十年的缝纫机踩不动了，还想给重孙做双鞋垫。
拆开清洗上油，机头能转了；皮带的型号早就停产，跑了两处旧货市场没有配到。

每个周末陪我走一走 service company old home day
大夫让多走路，一个人不敢出门，想有人每个周末陪着走一走。
陪着在河边走了一回；单位加班多，没有能够每个周末都来，和社区说好再找一位接着陪。

把四件家具挪一挪 service daily 丁师傅 home
坐轮椅过不去客厅，想把沙发、茶几、柜子挪个地方，留出一条路。
沙发、茶几和鞋柜挪好了，轮椅过得去；大衣柜太重，怕伤了地板，没有挪。
"""),
    Outcome.COULD_NOT: read("""
楼道的声控灯坏了 service daily old home 50
三楼楼道的灯坏了两个月，晚上回家看不见台阶。
楼道灯归物业管，志愿者不能动公用线路。已转给物业和街道，物业答应这个月换好

找一位老战友 experience company 韩爷爷 desk
当年一个班的战友，断了联系三十年，想再说上一回话。
问了三处都没有查到，志愿者尽力了。已请街道退役军人服务站接着找，有消息就告诉您

阳台漏雨想补一补 service daily old home 200
一下雨阳台就漏，接了两个盆，想请人补一补。
要动外墙，志愿者不能高空作业。已转给街道，列进今年老旧小区的维修
"""),
    Outcome.WITHDRAWN: read("""
借一副拐杖用一个月 goods daily old desk 60
脚崴了，大夫说一个月就好，想借一副拐杖用用。
儿子已经买来了，把机会留给别人

帮忙取一个月的菜 service daily 周师傅 home
手上打了石膏，提不了重的，想有人周末帮着取一取菜。
石膏拆了，自己能提了，谢谢大家
"""),
    Outcome.REJECTED: read("""
想要一台大电视 goods daily old home 300
电视机坏了修不好，想要一台大一点的。
电视机超出了微心愿的范围。家电以旧换新怎么申请已经跟您讲了，社区活动室天天开着，欢迎来看电视
"""),
    Outcome.EXPIRED: read("""
找人一起拉二胡 experience company 陈爷爷 desk
学了一辈子二胡，老伙伴都走了，想找个会拉的年轻人合奏一曲。

想学说几句藏语 service advice 何女士 desk
儿媳妇是甘南人，想学几句藏语，等亲家来了好说话。
"""),
}
