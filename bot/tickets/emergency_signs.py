"""The words of danger, as lists to read: what threatens, what is only a manner of speaking.

They are found in normalised text: Simplified, lower case, without punctuation beside Chinese
characters and without apostrophes ("there's" is "theres"), `著` read as `着`.
"""

from __future__ import annotations

from enum import StrEnum

from bot.tickets.phrases import Phrases


class Peril(StrEnum):
    """What threatens; each has its own sentence with the right numbers in the catalogues."""

    SELF_HARM = "self_harm"
    FIRE = "fire"
    GAS = "gas"
    ELECTRICITY = "electricity"
    DROWNING = "drowning"
    ROAD = "road"
    OPEN_HOLE = "open_hole"
    TRAPPED = "trapped"
    COLLAPSE = "collapse"
    ILLNESS = "illness"
    VIOLENCE = "violence"
    MISSING = "missing"
    CRY = "cry"


_IN_CARE = (
    r"(?:孩子|小孩|宝宝|娃|儿子|女儿|孙子|孙女|老人|老父亲|老母亲|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|外孙"
    r"|学生|弟弟|妹妹)"
)
_WHO_BEATS = (
    r"(?:老公|丈夫|先生|男友|男朋友|前夫|前任|老婆|妻子|爸爸?|妈妈?|父亲|母亲|继父|后爸|公公|婆婆|儿子|女儿"
    r"|他|她|有人|邻居|同学|老板|保安)"
)

_WELL = r"(?:下水道|污水井|雨水井|窨井|阴井|检查井|人孔|地沟|水沟)"
_COVER = r"(?:井盖子?|" + _WELL + r"的?(?:口的?)?(?:盖子|盖板|盖))"
_BY_NOW = (
    r"(?:好像|都|又|也|就|已经?|全|让人|给人?|不知道?|怎么|突然"
    r"|今天|今早|早上|昨晚|晚上|刚才?|现在|整个|是)*"
)
_GONE = (
    r"(?:没了|没有了|不见|丢|掉(?!.{0,4}漆)|缺失|缺了?$|失踪|敞|开着(?!车)|打开着|翻了|移位|塌"
    r"|被?(?:人|车|贼)?(?:偷|搬走|搬开|掀|撬|拿走|压塌|轧塌|冲走|冲开))"
)
_COVER_EN = r"(?:manhole|drain|sewer)_(?:cover|lid)s?"

_THING = r"(?:手机|钥匙|钱包?|眼镜|戒指|球|耳机|耳环|项链|衣服|无人机|车牌|卡|证件?|东西)"
_HOLDS_AIR = r"(?:轮?胎|窗户?|门缝|空调|冰箱|冷媒|气球|气垫|床垫|泳圈|高压锅|水管|暖气片?|车)"

_METAL = (
    r"(?:栏杆|护栏|围栏|栅栏|扶手|铁(?:门|栏|丝网|架|皮)|井盖|(?:路?灯|电线|电|铁)杆子?"
    r"|水龙头|健身器材?)"
)
_METAL_EN = (
    r"(?:railing|handrail|fence|lamp_?post|light_pole|utility_pole|manhole_cover|metal_gate)s?"
)

# Who falls or bleeds, and how: no thing of theirs stands between, and nobody who nearly did.
_SOMEBODY = (
    r"(?:人|孩子?|宝宝|娃|小朋友|细路|儿子|女儿|孙子|孙女|外孙|学生|同学|弟弟|妹妹|哥哥|姐姐|老太太?|老头|老伯"
    r"|大爷|大妈|大叔|阿姨|阿[婆公嬷]|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|外公|外婆|老公|老婆|丈夫|妻子"
    r"|朋友|邻居|孕妇|我们?|他们?|她们?)"
    r"(?:刚才|刚刚|刚|不小心|不慎|突然|一下子?|就|又|都|也|已经?|走路|骑车|路过|踩空|一脚|失足|好像|现在|还|正在?|在){0,4}"
)
_INTO = r"(?:掉|摔|跌|滑|栽|陷)(?:进|到|入|下|落)了?"
_PIT = (
    r"(?:(?:施工|工地|[路街][上边]|门口|挖)的|[^，。的\s]{0,5})(?:坑|洞|井|基槽|地缝)[里中内下]?面?"
)
_DOWN = r"(?:掉|摔|跌|滑|栽|陷)了?(?:[大深土泥]|施工)?[坑洞沟井][里中内下]"
_BLEEDS = r"流(?:着|了)?(?:很多|好多|不少|一地)?的?血(?![量型过糖])"
_SOMEBODY_EN = (
    r"\b(?:child|kid|boy|girl|son|daughter|baby|toddler|man|woman|person|people|pedestrian|cyclist"
    r"|mother|father|mom|mum|dad|grand\w+|wife|husband|friend|neighbou?r|someone|somebody|brother"
    r"|sister|student|lady|worker|he|she|they|i|we)"
)

# A manner of speaking, a thing that bears the name, or a denial: taken out before we look.
FIGURATIVE = Phrases(
    r"(?:差一?[点些]儿?|险些|以免|免得|不要再?等?|别再?[让叫]|等到?|(?<!不)小心)(?:又|再)?(?:有|让|把|是)?(?:小|老|路)?"
    + _SOMEBODY
    + r"(?:"
    + _INTO
    + r"(?:去|"
    + _PIT
    + r")|"
    + _DOWN
    + r") 没有?(?:人|怎么)?(?:流|出)血 流血流汗"
    + r" \b(?:nearly|almost)_fell\b \b(?:not|nobody_(?:is|was))_bleeding\b \bbleeding_money\b "
    + _THING
    + r".{0,4}"
    + _INTO
    + r"(?:去|.{0,4}[坑洞井沟缝]) "
    + _THING
    + r".{0,4}(?:落水|掉.{0,2}[河水湖江海井池]) "
    + _HOLDS_AIR
    + r""".{0,4}漏气
    (?:打|点)[不没]?着火 [不没未](?:有)?(?:着|起|失)火 着火点
    [没未](?:有)?(?:发生)?(?:火灾|车祸|爆炸)
    小心火烛 火烛小心 (?:不是|并非)(?:火灾|自杀|家暴|车祸)
    (?:热|累|急|气|烦|饿|渴|冷|冻|吵|笑|困|羡慕|高兴|闷|臭|晒|堵|难看|吓)死(?:我|人|个人|了)*
    想死[你您我他她它]们?了? 想死了你们? 死机 死活
    跳楼(?:价|机|大?甩卖|促销) 自杀式 抢劫式 绑架(?:消费|道德|式) 道德绑架
    爆炸(?:性|式|头|糖|价) (?:信息|数据|人口|知识|消息|朋友圈|群里?|电话)爆炸
    (?:嗓子|喉咙|七窍|头上|头顶).{0,2}(?:冒烟|着火)
    压得?.{0,6}(?:喘不[上过]气|活不下去)
    上吊[灯车顶扇柜篮钩环篷] 被?套牢 割腕力
    救命(?:专线|热线|稻草|恩人|之恩|钱|药|车|丸|符|手术|神器|设备)
    漏电(?:保护|开关|断路) 打(?:我|人)(?:的?(?:电话|手机|微信|座机)|小报告|招呼|脸)
    打(?:人|老人|孩子|小孩|我|他|她)(?:民|气|们|大|类|工|力|才|口|行道|家)
    砍(?:价|树|伐|掉|断树|枝) 拿刀(?:叉|切|具) 杀(?:虫|菌|毒|价|鸡|猪|青) 捅(?:马蜂窝|破|娄子|刀子)
    (?:撞|被撞)(?:车位|衫|脸|期|单|名) 撞[上到]?人家?的?车 老人(?:证|卡|机)
    被困惑 困在(?:家里|家中)?(?:办|写|赶) 误食(?:堂|品)
    中毒(?:软件|电脑) (?:电脑|手机|系统|网站).{0,3}(?:中毒|死机|崩溃) 上瘾中毒
    心肌?梗死?(?:病人|患者|后)
    wild_?fire_insurance
    fire_(?:hazard|station|hydrant|insurance|safety|drill|alarm|extinguisher|door)s?
    fire_(?:exit|department|brigade|service|number|code|permit|inspection|escape|fighter|works?)s?
    firefighters? fireworks? firewall
    suicide_(?:squad|prevention_(?:course|training)) (?:laugh|die)_laughing dying_to_\w+
    killing_(?:time|me_with) drown(?:ing|ed)?_in_(?:paperwork|debt|work|forms)
    heat_stroke_(?:subsidy|allowance) (?:heart_attack|stroke)_(?:patient|insurance|rehab\w*)
    shot_(?:of|at) flu_shot
"""
)

# In this order: what kills soonest, or must not be answered with anything else, comes first.
_LISTED = {
    Peril.SELF_HARM: r"""
        自杀 自尽 自残 自伤 轻生 寻死 寻短见? 不想活 唔想活 没法活 活不下去 活不成 活够了
        活着(?:真|好|太|也|就|都|还)?(?:没意思|没有意思|没意义|没有意义|好?累|有什么意思|干什么)
        没有?(?:继续)?活下去的?(?:勇气|意义|理由|必要|动力|念头) 不如死 死了算了 一死了之 一了百了
        想死 想去死 想要?去?死 好想死 去死(?:算了|好了|吧我) 只想死 想不开要
        跳楼 跳河 跳江 跳海 跳桥 跳轨 卧轨 割腕 上吊 吞药 烧炭自 服毒
        从.{0,6}(?:楼|桥|天台)上?跳下去 吃.{0,4}(?:安眠药|老鼠药|农药).{0,4}(?:死|算|结束)
        吃了?(?:整|一|好几|很多|大量|半)[瓶把]?.{0,2}安眠药 安眠药.{0,3}吃了
        结束(?:自己的?|我的)?(?:生命|一切|这一切|一生) 了结(?:自己|生命|余生|此生) 了断自己
        离开(?:这个)?(?:世界|人世) 不想(?:再)?(?:活|醒过?来) 伤害(?:我)?自己 遗书 留遗言 自我了断
        suicid kill(?:ing)?_my_?self (?:want|going|wanna|wish)_to_die wish_i_(?:was|were)_dead
        end(?:ing)?_(?:my|his|her)_(?:own_)?life end_it_all hurt(?:ing)?_myself harm(?:ing)?_myself
        self_?harm no_reason_to_live (?:nothing|not_worth)_(?:to_)?liv(?:e|ing)_for better_off_dead
        (?:dont|do_not)_want_to_(?:live|be_alive|wake_up) (?:cant|can_not|cannot)_go_on_living
        jump(?:ing)?_off_(?:a|the|this)_(?:bridge|building|roof) slit_my_wrists tired_of_living
    """,
    Peril.FIRE: r"""
        着火 着大火 起火(?!点|源) 起大火 失火 火灾 火警 火烛 山火 走水了 救火 火势 火苗 大火
        冒(?:出|着|起|了)?(?:黑|浓|大|白|青)?烟 浓烟 烧起来 烧着了 着起来 燃起来 在燃烧 烧焦味?
        爆炸 (?:煤气|气|液化气|锅炉|电瓶|电池|充电宝|变压器|热水器|灶).{0,4}炸
        on_fire \bcaught_fire catch(?:es|ing)_fire house_fire forest_fire
        fire_(?:in|at|on|next|broke)_
        (?:theres|there_is|there_s|we_have|its|it_is)_(?:an?_)?(?:(?:big|huge|small|real)_)?fire\b
        burning_down (?:is|are)_burning\b smoke_(?:is_)?(?:coming|everywhere|pouring|filling|from)
        explosion explod \bfire_fire\b ^fire$ help_fire fire_help blew_up
    """,
    Peril.GAS: r"""
        (?:煤气|燃气|天然气|液化气|瓦斯|沼气|气管|管道气).{0,6}(?:漏(?![登记填报算收交缴写抄查])|泄露?|外溢)
        井[里下中口]有(?:股|很多)?(?:煤气|燃气|天然气|沼气|毒气)
        漏煤气 漏燃气 漏瓦斯 漏天然气 漏气 跑煤气
        (?:煤气|燃气|天然气|液化气|瓦斯|臭鸡蛋|一股气)的?味(?!道?合格)
        (?:煤气|一氧化碳|瓦斯|燃气|硫化氢|氯气)中毒 忘关?了?(?:煤气|燃气|瓦斯)
        (?:煤气|燃气|瓦斯|灶)(?:忘记?|没)关
        gas_(?:is_)?leak leak(?:ing)?_gas gas_(?:is_)?escaping smell(?:s|ing|ed)?_(?:of_|like_)?gas
        gas_smell carbon_monoxide
    """,
    # What everybody touches and must carry none: 有电 of it is no good news.
    Peril.ELECTRICITY: _METAL
    + r"(?:上面?|怎么|好像|突然|竟然|居然|都|又|也|全|是|会|已经?|现在)*"
    + r"(?:[通有带来过]电(?:了|着|啊|呀|$)|电[人手]|麻手) "
    + _METAL_EN
    + r"_(?:is|are|has_become|became|seems?_to_be)_(?:live\b|electrified) "
    + r"""
        触电 电线.{0,4}(?:[掉断垂落](?!地工程)|冒火|打火|着) 漏电 被电[到击倒晕伤着] 电死 电火花
        冒火花 打火花
        高压线.{0,4}[掉断垂落]
        electrocut electric_shock live_wire
        wires?_(?:is_|are_)?(?:sparking|down|fell|fallen|hanging)
        sparks_(?:from|are|flying) power_line_(?:is_)?(?:down|fell)
    """,
    Peril.DROWNING: r"""
        溺水 落水 掉(?:进|到|入|下)?了?(?:粪坑|(?:冰窟|粪|化粪|下水)?[河水湖江海井池窟塘沟])
        沉下去 沉到水
        被(?:洪水|大水|水|浪).{0,2}[冲困卷淹] 掉(?:进|到|入|下)?了?(?:下水道|窨井|井盖)
        drown fell_(?:in|into)_(?:the|a)_(?:river|lake|water|sea|pond|pool|well|manhole|canal)
        swept_away
    """,
    Peril.ROAD: r"""
        车祸 撞[到倒伤死飞了]+人 被.{0,5}车.{0,2}[撞碾压] 翻车(?!鱼)
        (?:出|发生)了?(?:严重|重大)?交通?事故
        连环(?:追尾|相撞) 肇事逃逸 撞人.{0,2}[跑逃]
        car_(?:crash|accident|wreck) traffic_accident (?:hit|run_over|knocked_down)_by_a
        (?:crash|accident)_on_the_(?:road|highway) truck_(?:crash|overturned)
    """,
    Peril.OPEN_HOLE: (
        _COVER
        + _BY_NOW
        + _GONE
        + r" (?:没|没有|缺|少了|缺了|缺少|丢了|无)个?"
        + _COVER
        + r"""(?!的|响|声)
            (?:窨井|阴井|人孔|下水道口|井口)(?:上|上面)?(?:没有?盖|敞着|敞开)
            (?:摔|跌|踩)(?:进|到|入)了?(?:下水道|窨井|井里|井口)
            (?:open|uncovered)_(?:manhole|drain|sewer)s?(?!_(?:cover|lid|office))
            manhole_(?:is_|was_)?(?:left_|wide_)?(?:open|uncovered)
            (?:no|without_a)_(?:cover|lid)_(?:on|over)_(?:the|a|this)_(?:manhole|drain|sewer)
        """
        + _COVER_EN
        + r"_(?:\w+_){0,6}(?:is|are|was|were|has|been|went|got)_(?:\w+_)?"
        + r"(?:missing|gone|stolen|open|off|disappeared|removed|collapsed)\b "
        + r"(?:missing|stolen|no|without_a)_"
        + _COVER_EN
        + r" "
        + _COVER_EN
        + r"_(?:missing|gone|stolen|disappeared)\b"
    ),
    # Who fell in and bleeds needs the ambulance first: that is told below.
    Peril.TRAPPED: _SOMEBODY
    + r"(?:"
    + _INTO
    + r"(?:去了?|"
    + _PIT
    + r")|"
    + _DOWN
    + r")(?![过的])(?!.{0,20}(?:流.{0,3}血|出血)) "
    + r"(?:掉|摔|跌|滑|栽)(?:进|到|入|下)(?:去|[坑洞井]里?)了?[一两二三几]+[个名位]?.{0,2}"
    + _SOMEBODY
    + r"(?!.{0,20}流.{0,3}血) "
    + _SOMEBODY_EN
    + r"_(?:\w+_)?(?:fell|fallen)(?:_down)?_(?:in|into|inside|through|down)_(?:it\b|there\b"
    + r"|(?:an?|the|this|that)_(?:\w+_){0,3}(?:hole|pit|ditch|shaft|trench|sinkhole|excavation)\b)"
    + r"(?!.{0,60}bleed) "
    + r"""
        被困 困在 困人 困住 关在(?:电梯|里面|屋里|车里|厕所)
        锁在(?:车|屋|房|家|电梯|厕所|阳台|里面) 反锁在
        卡在(?:电梯|栏杆|护栏|缝|门|墙|管|井|洗衣机) 卡住了?(?:头|手|脚|脖子) (?:头|手|脚|脖子)卡
        电梯.{0,6}(?:出不[来去]|坠|往下掉|急降|里面?有人)
        被[埋压砸] 压在(?:下|底|里|车|墙|楼)面? 洪水.{0,4}(?:围困|进屋) 爬不上来 下不来了
        trapped stuck_in_(?:the|an|a|this)_(?:\w+_)?(?:elevator|lift|car|room|building|toilet)
        locked_in_(?:the|a)_(?:car|room|house|toilet|building) buried_under
        (?:elevator|lift)_(?:is_)?(?:stuck|fell|falling)
    """,
    # Whoever is under it is trapped; who sees it is to keep away, and others with them.
    Peril.COLLAPSE: r"""
        房[子屋顶].{0,3}[塌垮] [倒坍垮]塌 塌方 塌了 山体滑坡 泥石流 地震了
        collapsed_(?:building|house|roof|road|bridge) landslide
        (?:building|house|roof|wall|bridge|ceiling|road)_(?:has_|have_|just_)?collaps
    """,
    Peril.ILLNESS: _SOMEBODY
    + r"(?:(?:被|给)?.{0,4}(?:掉|摔|跌|磕|撞|绊|砸|刮|划|扎|割).{0,12}"
    + r"|(?:的?(?:头|脸|腿|手|脚|胳膊|膝盖|额头|身)上?|满[头脸身]|一直|不停|都|在){0,4})"
    + _BLEEDS
    + r" (?:掉|摔|跌)(?:进|到|入|下|倒|伤).{0,12}"
    + _BLEEDS
    + r" [摔磕撞砸][得到]?头破血流 "
    + _SOMEBODY_EN
    + r"_(?:is|are|am)_(?:\w+_)?bleeding\b \bfell\b.{0,60}\bbleeding\b "
    + r"""
        [晕昏]倒 [晕昏]过去 [晕昏]厥 昏迷 没有?了?呼吸 没有?了?心跳 没气了 不省人事 叫不醒
        快不行了 快死了 要死了
        心脏病(?:发|犯) 心脏骤停 心梗 心肌梗 脑(?:溢血|出血|梗)[了发]? 中风了
        突发(?:疾病|急病|心脏病)
        休克 大出血 流血不止 血流不止 止不住血 流(?:了)?(?:好|很)多(?:的)?血 一直流血
        满[头脸身]是?血
        抽搐 口吐白沫 喘不[上过]气 呼吸困难 呼吸不[了上] 透不过气 噎住 呛住 卡.{0,2}喉咙
        喉咙.{0,3}卡
        喝了?农药 误[食服喝] 中毒 羊水破 要生了 快生了 难产 蛇咬 坠楼 坠落
        从.{0,6}(?:楼|梯|架|树|桥|顶)上?[摔掉坠跌]
        (?:摔|砸|撞|烧|烫|割|扎|压)成?重?伤.{0,4}(?:人|严重|流血|不能动)
        受(?:了)?重伤 严重(?:受伤|烧伤|烫伤) 动弹不得 胸口?(?:剧|很|好)?痛得
        unconscious passed_out fainted not_breathing (?:cant|cannot|can_not|trouble)_breath
        heart_attack having_a_(?:stroke|seizure) \bseizure collapsed
        bleeding_(?:badly|heavily|a_lot)
        (?:wont|will_not|not)_stop_bleeding overdos chok(?:ing|es|ed) poisoned snake_?bit
        is_dying badly_hurt seriously_injured in_labou?r water_broke fell_from_the_
    """,
    Peril.VIOLENCE: r"""
        家暴 砍人 斩人 砍[伤死] 捅[人了伤死] 刺伤 持[刀枪械] 拿[着了起]?(?:菜|砍|水果)?刀
        拿[着了]?(?:斧|枪|铁棍|棍子)
        杀[人了死] 要杀 抢劫 绑架 劫持 人质 强奸 强暴 性侵 猥亵 枪声 开枪 炸弹 歹徒
        被[^，。]{0,6}打[了伤得死倒] 被打 被殴打 殴打 在打人 打起来 打架 打群架 挨打 往死里打 动手打
        打(?:我|人|孩子|小孩|老人|老婆|我妈|我爸|我妹|我儿子|我女儿)
        (?:进|遭|闹|招|来|有|抓)了?(?:小偷|贼|盗贼|强盗) 闯空门 入室(?:盗|抢|行窃)
        (?:撬|砸|踹|踢|撞)(?:我家?的?|开)?(?:门|锁) 有人(?:硬)?(?:闯|翻|爬|摸)[进入]
        闯进(?:来|我|家|屋) 跟踪我 尾随 抢(?:我|了我|走我)的? 要挟我 囚禁 拘禁
        不让我(?:走|出门|离开)
        domestic_violence being_(?:attacked|beaten|followed|raped|robbed) stabb \brape robber
        (?:hits|hit|beats|beat|beating|hitting|attacked|attacking|chok\w+|threaten\w*_to_kill)_(?:me|my|him|her)\b
        (?:broke|breaking|break|broken)_in_?(?:to)? burglar intruder (?:thief|thieves|someone)_in_my
        (?:has|have|with|pulled)_a_(?:gun|knife) gunshots? kidnap following_me hostage
        fighting_in_the_street trying_to_kill
    """,
    Peril.MISSING: (
        _IN_CARE
        + r"(?:突然|今天|刚才|刚刚|刚|又|自己|一个人|在[^，。的]{1,8}|从[^，。的]{1,8}"
        + r"|出门|放学|走着)*"
        + r"(?:走丢|走失|失踪|不见了|丢了|跑丢|被拐|被抱走|被人?带走|找不到了|失联)"
        + r"""
            (?:child|son|daughter|kid|boy|girl|mother|father|baby|grand\w+)_(?:is_|has_|gone_|went_|got_)*missing
            (?:child|son|daughter|kid|boy|girl|mother|father|baby)_(?:has_)?disappeared
            missing_(?:child|boy|girl) abducted
        """
    ),
    Peril.CRY: r"""
        救命 救救(?:我|人|他|她|孩子|命|我们) 来人[啊呀哪] 快来人 要出人命 出人命了? 人命关天
        有生命危险
        sos\b (?:some(?:one|body)|please)_save_(?:me|us) (?:some(?:one|body))_help_(?:me|us)
        ^help_(?:me|us)(?:_(?:help|please|now|quick\w*))*$ ^help_help life_threatening
        matter_of_life_and_death
    """,
}
SIGNS = {peril: Phrases(listed) for peril, listed in _LISTED.items()}
ANY_SIGN = Phrases(" ".join(_LISTED.values()))

# Somebody calls for help: whatever else the message says, it is happening.
NOW = Phrases(r"""
    救命 救救(?:我|人|他|她|孩子|命|我们) 救人(?!奖|表彰|英雄|的|事迹|行为|称号) 快来 快派 快救
    来人[啊呀哪]
    赶紧[来派救] 马上[来派]
    正在[着起燃烧漏冒打流被] 刚[刚才]?(?:着|起火|发生|出了|掉|落|撞|晕|昏|触)
    \bhelp_(?:us|me)\b(?!_(?:with|to|understand|find|apply|get|fill|register|renew))
    right_now hurry come_quick send_(?:someone|help|an_ambulance|the_police)
""")

# It has happened, or is happening, as far as the tense tells.
HAPPENED = Phrases(r"""
    了 有人 闻到 一股 有.{0,3}味 不想活 想死 活不下去 冒烟 困人 打我 [在正]着
    \b(?:is|am|are)\b theres \bfell\b \bcaught\b i_want i_smell
""")

# It is long past, and somebody else has seen to it.
PAST = Phrases(r"""
    曾经 以前 去年
    前年 几年前 上个?月 上周 上个?星期 昨天 前几天 前天 小时候 当年 十年前 年前
    已经?(?:处理|扑灭|灭|修好|送医|出院|报警|获救|救出|得救|找到|结案)
    last_(?:week|month|year) yesterday ago\b used_to
""")

# It is asked about, feared, insured, trained for.
CALM = Phrases(r"""
    电话是?多少 什么电话 哪个电话 打几 打多少 号码 赔 保险 补偿 补贴 补助 救助[金站] 责任 认定 证明
    鉴定 报销 医保 医药费 慢性?病 门诊 康复 后遗症 患者 病人 残疾 复诊 挂号 体检 献血 疫苗
    年检 检测 检查 验收 许可 资质 备案 手续 标准 规定 条例 法律 预防 防范 防止 避免 演练 演习 培训
    宣传
    知识 讲座 逃生 自救 急救(?:课|培训|知识|箱|证|员) 预案 预警 奖励 表彰 见义勇为 安装 加装
    报警器 灭火器 消防(?:通道|栓|设施|证|车道|队|站|员) 隐患 风险 容易 可能会 怕 担心 万一 会不会
    如果 假如 要是 如发生
    判几年 判刑 处罚 罚款 犯法 违法吗 算不算 起诉 取证 离婚 保护令 怎么处理 怎么算 流程 怎么?申请
    电影 小说 新闻 电视剧 游戏 历史 纪念 事故多 多发 频发 频繁 不堪设想 工伤 工厂 烟囱 无人伤
    没有?人受伤 建议 多少钱 收费 费用 怎样办 怎么办理 措施 特点 成因 易发 易引发 案件 可否 能否
    是否 有?哪些 条款
    insurance claim compensation prevent drill (?:what|which|phone)_number certificate
    what_if avoid inspection alarm training apply permit law legal refund reimburs
    nobody_(?:was_|is_)?(?:hurt|injured) without_injuries movie novel film news
""")

# It happens over and over: a complaint, unless it is gas, current, or somebody is beaten.
HABIT = Phrases(r"""
    了?(?:[一二两三四五六七八九十几半]|\d{1,2})个?多?(?:年|月|星期|周)[了没都多]
    经常 老是 总是 常常 时常 时不时 多次 每次 三天两头 隔三差五 屡次 反复 一到 often always
    frequently
""")
HABIT_COUNTS_NOT = frozenset({Peril.GAS, Peril.ELECTRICITY, Peril.OPEN_HOLE, Peril.CRY})

# Of an open hole people tell what they fear: it is there all the same.
FEARED = Phrases(r"""
    怕 担心 万一(?:有人|掉|摔|孩子|老人) 容易(?:掉|摔|出|伤) 可能会(?:掉|摔|有人|出) 隐患 风险
    没有?人受伤 nobody_(?:was_|is_)?(?:hurt|injured)
""")

# What is asked of it in general: an answer that is known may stand.
ASKED = Phrases(r"(?:怎么办|咋办|找谁|找哪里|谁管|who_do_i_call|what_should_i_do)$")

# Whoever is struck or hunted is heard, whatever they also ask; unless it is long past.
VICTIM = Phrases(
    _WHO_BEATS
    + r"(?:他|她|又|总|总是|老是|一直|经常|常常|每天|天天|正在?|在|要|喝[了醉]?酒|喝多了|动手"
    + r"|昨晚|今晚|刚才|刚刚|刚|家暴|拿[^，。的]{1,6}|用[^，。的]{1,6}|往死里)*打我"
    + r"""
        家暴我 要杀(?:我|了我) 砍我 强奸我 绑架我 跟踪我 囚禁 不让我(?:走|出门|离开)
        被(?:老公|丈夫|男友|男朋友|他|爸爸|父亲|家)暴?打
        我(?:正在|在)?(?:被|遭)(?:到|受)?(?:家暴|打|殴打|强奸|绑架|性侵|跟踪)
        (?:hits|beats|hitting|beating|attacking|chok\w+|raped|following|stalking)_me\b
        threaten\w*_to_kill_me
        my_(?:husband|boyfriend|wife|father|ex)_(?:\w+_)?(?:hit|beat|attacked|punched|kicked)s?_me
    """
)

# Grief is heard however it is put, and never put off as a mere question.
ALWAYS_HEARD = frozenset({Peril.SELF_HARM})
NOT_GRIEF = Phrases(r"""
    保险 理赔 电影 小说 新闻 论文 统计 防坠 讲座 培训 电视剧 游戏 安乐死 小时候 历史 人物
    novel movie film insurance statistics training
""")
