"""What the channels' settings mean, in English and in Chinese."""

from __future__ import annotations

CHANNELS: dict[str, tuple[str, str]] = {
    "telegram.token": (
        "The bot's token from @BotFather; empty for no Telegram.",
        "向 @BotFather 申请的机器人令牌；留空即不使用 Telegram。",
    ),
    "telegram.mode": (
        "polling: we ask Telegram, no public address needed; webhook: Telegram calls public_url.",
        "polling：由本程序向 Telegram 取消息，不需要公网地址；"
        "webhook：由 Telegram 访问 public_url。",
    ),
    "telegram.base_url": (
        "The Bot API server, for one of your own.",
        "Bot API 服务器地址；自建服务器时修改。",
    ),
    "telegram.webhook_secret": (
        "What Telegram shows us with each call; empty: made from the key that signs links.",
        "Telegram 每次访问时出示的口令；留空即由签名密钥生成。",
    ),
    "telegram.poll_seconds": (
        "Seconds that a request for messages waits for the first one.",
        "每次取消息时最多等待的秒数。",
    ),
    "telegram.messages_per_second": (
        "The most messages sent in a second, to all together.",
        "每秒最多发出的消息总数。",
    ),
    "telegram.group_messages_per_minute": (
        "The most messages sent into one group in a minute.",
        "每个群每分钟最多发出的消息数。",
    ),
    "wechat.token": (
        "The Token (令牌) set in the console of the WeChat account; empty for no WeChat.",
        "公众号后台「服务器配置」中填写的令牌（Token）；留空即不使用微信公众号。",
    ),
    "wechat.app_id": (
        "The account's AppID, as in wx0123456789abcdef.",
        "公众号的 AppID，例如 wx0123456789abcdef。",
    ),
    "wechat.app_secret": (
        "The account's AppSecret; without it nothing is sent but replies.",
        "公众号的 AppSecret；不填则只能被动回复，不能主动发消息。",
    ),
    "wechat.encoding_key": (
        "The EncodingAESKey, 43 letters and digits; needed in safe and compatible mode.",
        "消息加解密密钥 EncodingAESKey，43 位字母和数字；安全模式、兼容模式必填。",
    ),
    "wechat.previous_key": (
        "The EncodingAESKey before this one, for a day after it was changed.",
        "更换密钥后一天内保留的旧 EncodingAESKey。",
    ),
    "wechat.mode": (
        "safe, compatible or plain, as set in the console; plain messages are not signed.",
        "消息加解密方式：safe 安全、compatible 兼容、plain 明文，与后台一致；"
        "明文消息没有签名保护。",
    ),
    "wechat.account": (
        "service: verified service account; subscription: verified subscription account; "
        "unverified: neither, so that we can only reply.",
        "service 认证服务号；subscription 认证订阅号；unverified 未认证，只能被动回复。",
    ),
    "wechat.base_url": (
        "The API server, for a proxy of your own.",
        "微信接口服务器地址；经自建代理访问时修改。",
    ),
    "wechat.message_window_hours": (
        "Hours after a resident's message in which we may write of our own accord.",
        "居民发来消息后，可主动发消息的小时数。",
    ),
    "wechat.message_window_messages": (
        "How many messages we may send in that time.",
        "上述时间内最多可主动发送的消息数。",
    ),
    "wechat.tap_window_seconds": (
        "Seconds after a tap on the menu, a follow or a scan in which we may write.",
        "点菜单、关注、扫码后，可主动发消息的秒数。",
    ),
    "wechat.tap_window_messages": (
        "How many messages we may send in that time.",
        "上述时间内最多可主动发送的消息数。",
    ),
    "wechat.messages_per_second": (
        "The most messages sent in a second, to all together.",
        "每秒最多主动发出的消息总数。",
    ),
    "wechat.file_hosts": (
        "The hosts from which pictures and videos are fetched by their address.",
        "允许按网址下载居民图片和视频的主机（含子域名）。",
    ),
    "wechat.guide_url": (
        "The page behind 办事指南 in the menu; empty: our own help.",
        "菜单「办事指南」打开的网页；留空即显示使用说明。",
    ),
    "wechat.subscription_template": (
        "The id of the subscription notice by which a resident outside the window is called back.",
        "超出发送时间后，用来提醒居民的订阅通知模板 ID。",
    ),
    "wechat.subscription_long_term": (
        "Whether one consent holds until it is taken back (public services), not for one notice.",
        "是否长期订阅（政务民生类：同意一次长期有效）；否则每次同意只能提醒一次。",
    ),
    "wechat.message_template": (
        "The id of the template message by which they are called back without such a consent.",
        "居民没有订阅时，用来提醒的模板消息 ID。",
    ),
    "wechat.notice_fields": (
        "The template's keywords in order: what, where it stands, when; as in thing1, phrase2, "
        "time3.",
        "模板中的关键词，依次为事项、状态、时间，例如 thing1、phrase2、time3。",
    ),
    "wecom.corp_id": (
        "The CorpID (企业ID) of the corp in WeCom; empty for no WeCom app.",
        "企业微信的企业 ID（CorpID）；留空即不使用企业微信自建应用。",
    ),
    "wecom.agent_id": (
        "The AgentId of the self-built app.",
        "自建应用的 AgentId。",
    ),
    "wecom.secret": (
        "The app's Secret.",
        "自建应用的 Secret。",
    ),
    "wecom.token": (
        "The Token of the app's 接收消息, as the console has it.",
        "自建应用「接收消息」中的 Token，与后台一致。",
    ),
    "wecom.encoding_key": (
        "The EncodingAESKey of the app's 接收消息, 43 letters and digits.",
        "自建应用「接收消息」中的 EncodingAESKey，43 位字母和数字。",
    ),
    "wecom.previous_key": (
        "The EncodingAESKey before this one, for a day after it was changed.",
        "更换密钥后一天内保留的旧 EncodingAESKey。",
    ),
    "wecom.base_url": (
        "The API server, for a proxy of your own or another edition (政务微信).",
        "企业微信接口服务器地址；经自建代理访问或使用政务微信时修改。",
    ),
    "wecom.authorize_url": (
        "Where officials' phones are sent to prove who they are (OAuth).",
        "工作人员在手机上免登录进入工作台时，网页授权的地址。",
    ),
    "wecom.messages_per_minute": (
        "The most messages to one official in a minute; WeCom silently drops those beyond 30.",
        "每分钟最多发给同一位工作人员的消息数；企业微信超过 30 条会悄悄丢弃。",
    ),
    "wecom_robot.mode": (
        "connection: the robot connects to WeCom, no public address needed; callback: WeCom calls "
        "public_url, and the robot can only answer.",
        "connection 长连接:机器人主动连接企业微信,不需要公网地址;callback 回调:由企业微信访问 "
        "public_url,机器人只能回复,不能主动推送。",
    ),
    "wecom_robot.bot_id": (
        "The robot's Bot ID, for the long connection.",
        "智能机器人的 Bot ID(长连接方式);留空即不使用。",
    ),
    "wecom_robot.secret": (
        "The robot's Secret, for the long connection.",
        "智能机器人的 Secret(长连接方式)。",
    ),
    "wecom_robot.name": (
        "The robot's name in its groups, by which it is mentioned there.",
        "智能机器人在群里的名称,即大家 @ 的名字。",
    ),
    "wecom_robot.url": (
        "Where the long connection goes, for another edition (政务微信).",
        "长连接地址;使用政务微信等其他版本时修改。",
    ),
    "wecom_robot.token": (
        "The robot's Token, for callbacks, as the console has it.",
        "智能机器人的 Token(回调方式),与后台一致;留空即不使用。",
    ),
    "wecom_robot.encoding_key": (
        "The robot's EncodingAESKey, for callbacks, 43 letters and digits.",
        "智能机器人的 EncodingAESKey(回调方式),43 位字母和数字。",
    ),
    "wecom_robot.previous_key": (
        "The EncodingAESKey before this one, for a day after it was changed.",
        "更换密钥后一天内保留的旧 EncodingAESKey。",
    ),
    "wecom_robot.messages_per_minute": (
        "The most messages in one conversation in a minute; WeCom refuses those beyond 30.",
        "每个会话每分钟最多发出的消息数;企业微信超过 30 条会拒绝。",
    ),
    "wecom_group.webhooks": (
        "Groups that are given notice: a department's id (or duty), = and the webhook's address.",
        "只收通知的群:单位编号(值班室写 duty)=群机器人 Webhook 地址,例如 "
        "duty=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…。",
    ),
    "wecom_group.mode": (
        "What these groups show: masked, the question without personal data; strict, numbers only.",
        "这些群显示什么:masked 遮盖个人信息后的内容;strict 只显示编号。",
    ),
    "wecom_group.messages_per_minute": (
        "The most messages into one of these groups in a minute; WeCom refuses those beyond 20.",
        "每个通知群每分钟最多发出的消息数;企业微信超过 20 条会拒绝。",
    ),
    "webhook.secret": (
        "What the other front signs its messages with, at least 32 characters; empty for none.",
        "其他前端（小程序、短信网关、热线系统）签名用的密钥，至少 32 个字符；留空即不接入。",
    ),
    "webhook.url": (
        "Where we post what is said to its residents; empty: it goes into the responses.",
        "向该前端推送消息的网址；留空即随应答返回。",
    ),
}
