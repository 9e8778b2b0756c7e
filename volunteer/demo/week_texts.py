"""What is wished for this week. Six weeks' worth: a text comes back when the wish it made has long expired."""

from volunteer.demo.texts import read

A_WEEK = 5

WEEK_TEXTS = read("""
一个带灯的放大镜 goods daily old desk 40
药瓶上的字太小，想要一个带灯的放大镜。

教我用手机挂号 service advice old home
医院现在都用手机挂号，孩子不在身边，想请人教两遍。

想去听一回秦腔 experience company old home
黄河边上周末有人唱秦腔，腿不好，想有人陪着去听一回。

一身雨衣雨鞋 goods daily child desk 70
上学要走一段土路，下雨天鞋总是湿的，想要一身雨衣雨鞋。

把破了的纱窗补好 service daily old home 30
纱窗破了个洞，蚊子往里飞，自己够不着。

一个保温水杯 goods daily old desk 60
早上出门锻炼想带口热水，旧杯子不保温了。

帮我把药分一分 service health old home
药多，字小，想有人照着单子帮我分到药盒里，写上大字。

去植物园看看花 experience company old home
好久没有出过院子，听说植物园的花开了，想去看看。

一个地球仪 goods study child desk 60
喜欢看地图，想知道黄河从哪里来，想要一个地球仪。

有人陪我练英语口语 service study teen home
开口说英语总害怕，想有人周末陪着练一练。

马桶旁边的扶手 goods health old home 120
蹲下去起不来，想要一个不用打孔的扶手。

念一念孙女的来信 service company old home
孙女在外地写信来，眼睛看不清了，想有人念一念，再回一封。

想看看消防车 experience study child home
将来想当消防员，想去消防站看一看真的消防车。

一盒油画棒 goods study child desk 45
美术课要用油画棒，家里的用完了，想要一盒新的。

装一根晾衣绳 service daily old home 30
阳台的晾衣绳断了，衣服没有地方晒，想请人装一根低一点的。

一个大字的挂钟 goods daily old desk 60
墙上的钟停了，想要一个字大、不吵的挂钟。

陪我去办老年卡 service advice old home
想办坐公交的老年卡，要带什么、窗口在哪里都弄不清。

想看一场电影 experience company old home 60
上一回看电影还是三十年前，想和人一起看一场老片子。

一根计数跳绳 goods study child desk 30
体育要考跳绳，想要一根能数数的，在家里练。

教我用手机叫车 service advice old home
路边招手叫不到车了，想学会用手机叫车去看病。

一双软底布鞋 goods daily old desk 60
脚上长了骨刺，硬底的鞋穿不住，想要一双软底布鞋。

给轮椅打气上油 service health old home 40
轮椅的胎瘪了，轴也响，想请人收拾一下。

办一张借书证 experience study child home
想去图书馆看书，爸爸妈妈没有空，想有人带我去办一张借书证。

一个小书架 goods study teen desk 90
书都堆在床上，想要一个能放在桌上的小书架。

来家里理个发 service daily old home
下不了楼，头发长了，想请人来家里理一理。

一个厚坐垫 goods daily old desk 50
坐久了腰疼，想要一个厚一点的坐垫。

给桌角包上防撞条 service health old home 30
眼睛不好，老碰在桌角上，腿上青了好几块。

一起包一回饺子 experience company old home 60
一个人不值得动火，想和年轻人一起包一回饺子，热闹热闹。

一套圆规尺子 goods study child desk 35
数学课开始画图了，想要一套圆规和尺子。

教我给女儿打视频 service advice old home
女儿在外地，想看看外孙，手机不会弄，想请人慢慢教。
""")

BY_PROXY, BY_RESIDENT, CLAIMED, DELIVERED = read("""
一把好拧的水壶 goods daily old desk 80
手上没有劲，旧水壶的盖子拧不开，想要一把一按就出水的。

学会用手机交电费 service advice old home
以前去营业厅交电费，现在远了，想有人教我用手机交。

陪我去配一副眼镜 service health old home
看东西重影，想去验个光，一个人不敢过马路。

厨房的灯换亮一点 service daily old home 40
厨房的灯一闪一闪的，切菜看不清，房顶高够不着。
先拉闸，换上一盏亮的吸顶灯，擦了灯罩，试了几回都亮，老人说切菜看得清了。
""")
