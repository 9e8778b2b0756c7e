"""The events of this week and of today. They take turns, so that one week does not read like the last."""

from volunteer.demo.event_words import read

RUNNING = read("""
社区大厅帮一把 community QIAOMEN QIAOMEN indoor 引导5 帮填表5
帮来办事的居民取号、填表、复印，扶老人坐下，听不清的再说一遍。
桥门社区服务大厅

图书角添新书 culture QIAOMEN QIAOMEN indoor 登记4 贴标签4 整理2
给新到的书登记、贴标签、上架，破了的补一补，绘本放在孩子够得着的地方。
桥门社区图书角

手机慢慢教 science QIAOMEN QIAOMEN indoor 教手机8 引导2
一个人教一位老人：打视频、挂号、扫码，教会一样写下一样。
桥门社区服务大厅一楼活动室

爱心衣物理一理 special_care QIAOMEN QIAOMEN indoor 分拣6 打包4
把捐来的衣服按大小分好、叠好、装袋，缺扣子的缝上。
桥门社区服务大厅二楼库房

惠民政策小桌子 policy QIAOMEN QIAOMEN indoor 讲解5 帮填表5
医保、高龄补贴、公租房，问什么讲什么，能填的表当场帮着填好。
桥门社区服务大厅

老年食堂搭把手 special_care QIAOMEN QIAOMEN indoor 择菜4 端菜4 收拾2
择菜、摆碗、端菜，给走不动的老人装好饭盒，收拾干净再走。
桥门社区老年食堂

民族团结剪纸课 unity QIAOMEN QIAOMEN indoor minors 剪纸6 照应4
各家的阿姨教各家的花样，志愿者陪着孩子剪，照应好剪刀。
桥门社区服务大厅一楼活动室
""")

YESTERDAY = read("""
楼道不堆东西 fire QIAOMEN QIAOMEN indoor 搬运5 劝导5
把楼道里没人要的旧家具搬下去，有主的敲门商量，空出一条路来。
桥门社区 3 号院 1 至 4 单元

反诈进院子 public_safety QIAOMEN QIAOMEN indoor 讲解5 教手机5
一桌一桌讲最近的骗法，帮老人设好来电拦截，把提醒贴在电话旁边。
桥门社区 4 号院门厅

陪老人量血压 health QIAOMEN QIAOMEN indoor 量血压3（学过测量） 登记4 引导3
量血压、记本子，高了的提醒去看医生，顺便问问药够不够。
桥门社区服务大厅一楼活动室
""")

TOMORROW = read("""
小花园拔草浇水 environment QIAOMEN QIAOMEN outdoor minors 拔草8 浇水4
拔草、松土、浇水，把石子拣出来，给新栽的苗插上名牌。
桥门社区 3 号院中心花园

楼道扫一扫 environment QIAOMEN QIAOMEN indoor 清扫8 擦扶手4
从六楼往下扫，擦扶手、擦窗台，把小广告铲干净。
桥门社区 4 号院东门集合

旧物换新物 civility QIAOMEN QIAOMEN outdoor minors 登记6 摆摊6
帮着登记、摆摊、讲规则，换剩下的打包送去爱心库房。
桥门社区 4 号院篮球场
""")

SOON = read("""
陪独居老人吃顿饭 special_care QIAOMEN QIAOMEN home 陪伴4
两人一组，带着食堂的饭菜上门，坐下一起吃，看看家里还缺什么。
桥门社区老年食堂集合

给环卫师傅送热茶 special_care QIAOMEN QIAOMEN street 送茶4
推着保温桶走三个工段，请师傅们坐下歇一歇，接过扫帚扫一段。
临夏路环卫驿站门口

孩子们的绘本会 education QIAOMEN QIAOMEN indoor minors 读书4
一人带三四个孩子读一本绘本，再让孩子讲一遍。
桥门社区图书角
""")

WEEKEND = read("""
河边随手捡，来了就做 environment QIAOMEN CITY outdoor 捡拾40
到集合点领一只袋子一把夹子，想走多远走多远，走的时候称一称、签个退。
中山桥南头石碑前

捐书捐衣，来了就做 community QIAOMEN QIAOMEN indoor 接收40
接过来、登记、分类，忙一个小时也行，忙一天也行。
桥门社区服务大厅门口

认一认院里的树，来了就做 science QIAOMEN QIAOMEN outdoor minors 挂牌40
照着图册认树，写好牌子挂上去，带着孩子一起来。
桥门社区 3 号院中心花园
""")

BY_AGENCY = read("""
机关夜校进社区 education SWB QIAOMEN indoor 讲课4 照应8
下了班给孩子们讲作业、讲公文里的小故事，给老人念报纸。
桥门社区四点半课堂

节能小课堂 science SWB SHENGOUQIAO indoor minors 讲解4 做实验8
教看电表、看水表，和孩子用旧瓶子做一盏灯。
深沟桥社区服务大厅

民族团结故事会 unity SWB QIAOMEN indoor 主持4 现场8
请院里各民族的街坊讲一段自家的故事，志愿者记下来、念出来。
桥门社区服务大厅一楼活动室
""")

NEEDED = read("""
法律咨询小方桌 legal QIAOMEN QIAOMEN indoor *legal 咨询3 引导2
租房、借条、家里的事，坐下来慢慢说，该去哪里办写在纸上带走。
桥门社区服务大厅

教大家心肺复苏 health QIAOMEN QIAOMEN indoor *first_aid 教急救2 登记2
一个人一个假人，按到每个人都会为止，记下谁学过了。
桥门社区服务大厅一楼活动室
""")
