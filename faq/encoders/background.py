"""Two marks on an encoder's own scale: how near it puts just anything, and the same said twice."""

from __future__ import annotations

BACKGROUND = (
    "今天的晚饭我们吃了面条",
    "他从小就喜欢打篮球",
    "这本书是去年春天出版的",
    "火车晚点了四十分钟",
    "孩子发烧应该多喝水吗",
    "楼上的邻居养了两只猫",
    "怎样学好一门外语",
    "山顶上可以看到日出",
    "手机屏幕碎了在哪里修",
    "公司下周一开会讨论预算",
    "这件毛衣洗了以后缩水了",
    "附近有没有好吃的火锅店",
    "蜜蜂为什么会跳舞",
    "考试成绩什么时候公布",
    "阳台上的花该浇水了",
    "银行卡密码输错三次怎么办",
    "明天会不会下雨",
    "老师让我们画一幅画",
    "电影票可以退吗",
    "冬天的湖面结了冰",
    "the train to the coast leaves at noon",
    "my sister plays the violin",
    "how do i get red wine out of a carpet",
    "the museum is closed on mondays",
    "what is the capital of australia",
    "he forgot his umbrella at the office",
    "can dogs eat apples",
    "the invoice was paid last week",
    "turn left after the second bridge",
    "why is the sky blue",
    "she wants to learn how to swim",
    "my laptop will not start anymore",
    "the recipe needs three eggs",
    "is there a pharmacy open at night",
    "they moved to a smaller house",
    "how long does it take to boil potatoes",
    "the concert tickets are sold out",
    "i would like to change my password",
    "bees make honey in summer",
    "who won the match yesterday",
)
"""Sentences that have nothing to do with each other; normalised, as all that is encoded."""

SAME = (
    ("今天的晚饭我们吃了面条", "我们晚上吃的是面"),
    ("孩子发烧应该多喝水吗", "小孩发热要不要多喝点水"),
    ("怎样学好一门外语", "外语怎么才能学好"),
    ("手机屏幕碎了在哪里修", "手机屏摔坏了去哪儿维修"),
    ("附近有没有好吃的火锅店", "周围哪家火锅好吃"),
    ("考试成绩什么时候公布", "什么时候能查到考试分数"),
    ("银行卡密码输错三次怎么办", "银行卡输错密码被锁了怎么处理"),
    ("电影票可以退吗", "买了电影票能不能退票"),
    ("明天会不会下雨", "明天有雨吗"),
    ("火车晚点了四十分钟", "列车迟到了四十分钟"),
    ("how do i get red wine out of a carpet", "removing a wine stain from the rug"),
    ("my laptop will not start anymore", "my computer does not turn on"),
    ("is there a pharmacy open at night", "where can i find a drugstore at night"),
    ("how long does it take to boil potatoes", "what is the cooking time of potatoes"),
    ("i would like to change my password", "how can i set a new password"),
    ("the concert tickets are sold out", "there are no more tickets for the concert"),
    ("who won the match yesterday", "what was the result of yesterday s game"),
    ("she wants to learn how to swim", "she would like to take swimming lessons"),
    ("can dogs eat apples", "are apples safe for my dog"),
    ("the museum is closed on mondays", "on mondays the museum does not open"),
)
"""The same, said in two ways."""

MARKS = (*BACKGROUND, *(text for pair in SAME for text in pair))
"""All of them, as they are encoded."""

FEW_SAME = tuple(SAME[at] for at in (3, 5, 11, 17))
"""Four, in both languages, for whoever waits for a single question: of all such fours their marks
lie nearest to those of the whole, by both encoders that bring their weights along."""

FEW_MARKS = tuple(text for pair in FEW_SAME for text in pair)
"""All of those."""
