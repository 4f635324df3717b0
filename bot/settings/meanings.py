"""What every setting means, in English and in Chinese: for the settings file and the documents."""

from __future__ import annotations

from bot.settings.promises import PROMISES

MEANINGS: dict[str, tuple[str, str]] = {
    "city": (
        "The name of the city or county, as residents read it.",
        "居民看到的城市或县区名称。",
    ),
    "city_en": (
        "The same name for those who read English; empty: as above.",
        "英文界面中的城市名称；留空即与上面相同。",
    ),
    "timezone": (
        "The city's time zone, a name of the IANA database.",
        "城市所在时区（IANA 时区名称）。",
    ),
    "language": (
        "The language of those who have shown none: zh-Hans, zh-Hant or en.",
        "尚未判断出居民语言时使用的语言：zh-Hans、zh-Hant 或 en。",
    ),
    "data": (
        "The folder that holds everything that is kept: database, lock, backups. "
        "In a settings file, a relative folder is taken from the file's own folder.",
        "数据文件夹：数据库、锁文件、备份都在其中。写在本文件里的相对路径从本文件所在文件夹算起。",
    ),
    "database": (
        "Empty for SQLite in the data folder, or postgresql://user:password@host/name.",
        "留空即在数据文件夹中使用 SQLite；或填写 postgresql://用户:密码@主机/库名。",
    ),
    "host": (
        "The network address to listen on; 0.0.0.0 for all.",
        "监听的网络地址；0.0.0.0 表示全部。",
    ),
    "port": (
        "The port to listen on; 0 for any free one.",
        "监听端口；0 表示任选一个空闲端口。",
    ),
    "public_url": (
        "The address that residents and officials use, as in https://wz.example.gov.cn; "
        "links in messages begin with it. Empty: http://host:port.",
        "居民和工作人员访问的网址，例如 https://wz.example.gov.cn；消息中的链接以它开头。"
        "留空即 http://主机:端口。",
    ),
    "embed_origins": (
        "The websites that may embed the chat, as in https://www.example.gov.cn.",
        "允许嵌入聊天窗口的网站，例如 https://www.example.gov.cn。",
    ),
    "trusted_proxies": (
        "The proxies (addresses or networks) whose word on a visitor's address counts.",
        "可信的反向代理（地址或网段），只有它们转告的来访地址才算数。",
    ),
    "secret": (
        "The key that signs links and codes, at least 32 characters. "
        "Empty: one is made and kept in the database.",
        "用于签名链接和查询码的密钥，至少 32 个字符。留空即自动生成并保存在数据库中。",
    ),
    "sample": (
        "Whether an empty service starts with the sample FAQ, departments and one official.",
        "空库首次启动时，是否载入样例常见问题、单位和一名工作人员。",
    ),
    "matching.answer": (
        "How often the answers that the FAQ gives by itself shall be right; left out: 0.90.",
        "常见问题自动答复应达到的正确率；不填即 0.90。",
    ),
    "matching.suggest": (
        "How likely one of the candidates must be right for them to be offered; left out: 0.40.",
        "候选问题中有正确答案的概率达到此值时，列出候选；不填即 0.40。",
    ),
    "matching.margin": (
        "How far, in probability, an answer must lead the next different one; left out: 0.12.",
        "直接答复时，第一名的概率须领先下一个不同答案多少；不填即 0.12。",
    ),
    "matching.encoder": (
        "Who reads questions for their meaning (docs/matching.md): auto takes an encoder that is "
        "installed, off none; universal, e5, onnx:FOLDER, or the address of an embeddings server "
        "as in http://10.0.0.5:8000/v1, to which doubtful questions are then sent.",
        "由谁按语义理解问题(见 docs/matching.md):auto 使用已安装的编码器,off 不使用;"
        "也可填 universal、e5、onnx:文件夹,或本市网络内向量服务的地址,如 http://10.0.0.5:8000/v1(拿不准的问题会发往该地址)。",
    ),
    "matching.encoder_milliseconds": (
        "How long a question waits for the encoder; then what is written decides alone.",
        "一个问题最多等待编码器多少毫秒;超过即只按字面判断。",
    ),
    "conversation.reopen_days": (
        "Days after closing in which a resident may reopen a ticket.",
        "办结后居民可以要求重办的天数。",
    ),
    "conversation.suggestion_rounds": (
        "How often candidates are offered before a person is asked.",
        "转人工前最多提供几轮候选问题。",
    ),
    "conversation.which_matter_minutes": (
        "Minutes to answer whether a message belongs to the open ticket or is a new matter.",
        "询问「补充上一件还是新的一件」时等待回答的分钟数。",
    ),
    "conversation.longest_message": (
        "The longest message, in characters, that a resident may send from a page at once.",
        "居民在网页上一次最多发送的字数。",
    ),
    "desk.link_minutes": (
        "Minutes for which an official's one-time sign-in link is good.",
        "工作人员一次性登录链接的有效分钟数。",
    ),
    "desk.session_hours": (
        "Hours after which an official signs in again.",
        "工作人员登录后保持的小时数。",
    ),
    "uploads.max_megabytes": (
        "The largest file, in megabytes.",
        "单个文件的最大兆字节数。",
    ),
    "uploads.max_files": (
        "The most files in one message.",
        "一条消息最多可带的文件数。",
    ),
    "delivery.concurrency": (
        "How many messages are sent at the same time.",
        "同时发送的消息数。",
    ),
    "delivery.attempts": (
        "How often a message to someone is tried before it counts as failed.",
        "发送失败前的最多尝试次数。",
    ),
    "delivery.claim_seconds": (
        "Seconds after which a message that a stopped sender held is taken over.",
        "发送进程中断后，消息被接手前等待的秒数。",
    ),
    "delivery.inbox_attempts": (
        "How often the handling of a message is tried before it counts as failed.",
        "处理一条来信失败前的最多尝试次数。",
    ),
    "limits.messages_per_minute": (
        "The most messages that one resident may send in a minute.",
        "每位居民每分钟最多可发的消息数。",
    ),
    "limits.code_guesses_per_hour": (
        "The most wrong query codes that one address may try in an hour.",
        "每个网络地址每小时最多可试错的查询码次数。",
    ),
    "retention.conversations_days": (
        "Days after which what was said outside tickets is erased; 0 keeps it.",
        "工单以外的对话保留的天数，到期删除内容；0 表示一直保留。",
    ),
    "retention.tickets_days": (
        "Days after closing after which a ticket's words, title, place and telephone are erased; "
        "0 keeps them. Numbers, dates, departments and verdicts always stay.",
        "工单办结后内容、标题、地点、电话保留的天数，到期删除；0 表示一直保留。"
        "编号、日期、单位、评价始终保留。",
    ),
    "retention.files_days": (
        "Days after closing (outside tickets: after arriving) after which files are erased; "
        "0 keeps them.",
        "照片、录音等文件在办结后（工单以外：收到后）保留的天数；0 表示一直保留。",
    ),
    "retention.arrivals_days": (
        "Days for which a handled message is kept as its platform delivered it; 0 keeps it.",
        "已处理的平台原始消息保留的天数；0 表示一直保留。",
    ),
    "retention.contacts_days": (
        "Days without a message, and with nothing open, after which a resident's address is "
        "forgotten; 0 keeps it.",
        "居民多少天没有来信、也没有在办事项后，忘记其账号地址；0 表示一直保留。",
    ),
    "retention.access_log_days": (
        "Days for which each look at personal data stays in the access log; 0 keeps it.",
        "个人信息查看记录保留的天数；0 表示一直保留。",
    ),
    "many.burst_people": (
        "From how many different people on one thing it is a burst.",
        "同一件事有多少位不同的居民反映，即算突发。",
    ),
    "many.burst_minutes": (
        "The minutes within which they ask.",
        "在多少分钟之内。",
    ),
    "many.notice_hours": (
        "The hours that a notice stands, unless it names another time or is withdrawn.",
        "通告默认有效的小时数（可另行指定，也可提前撤回）。",
    ),
    "many.recent_days": (
        "Days after an answer in which its matter is still found as similar.",
        "答复后多少天内，仍作为相似工单列出。",
    ),
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
    **PROMISES,
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
    "transcription.url": (
        "A speech server with OpenAI's interface, as in http://10.0.0.8:9000; empty: voices are "
        "heard by officials only.",
        "语音转文字服务地址（OpenAI 兼容接口），例如 http://10.0.0.8:9000；留空即由工作人员听录音。",
    ),
    "transcription.key": (
        "The key of that server, where it wants one.",
        "该服务的密钥（需要时填写）。",
    ),
    "transcription.model": (
        "The model that it is asked for.",
        "使用的模型名称。",
    ),
    "encoder.prefix": (
        "What the model wants before every text, such as 'query: '; for onnx:FOLDER and addresses.",
        "模型要求加在每段文字前的前缀,如 'query: ';用于 onnx:文件夹 和服务地址。",
    ),
    "encoder.pooling": (
        "How an ONNX model's pieces become one vector: mean or first. Empty: as its folder says.",
        "ONNX 模型如何合并为一个向量:mean 或 first。留空即按模型文件夹的说明。",
    ),
    "encoder.model": (
        "The model's name at the embeddings server.",
        "向量服务中的模型名称。",
    ),
    "encoder.key": (
        "The embeddings server's key, if it wants one.",
        "向量服务的密钥(如需要)。",
    ),
}
