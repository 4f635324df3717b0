"""What every setting means, in English and in Chinese: for the settings file and the documents."""

from __future__ import annotations

from bot.settings.channel_meanings import CHANNELS
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
    "city_hant": (
        "The same name for those who read Traditional Chinese; empty: as `city` has it.",
        "繁体界面中的城市名称；留空即与 city 相同。",
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
    "matching.beside": (
        "Whether a process beside the service matches what is asked of a large FAQ (more than "
        "1,000 entries), so that the service has time for more messages: auto where there are "
        "two processors or more, on, off. The answers are the same.",
        "常见问题超过 1000 条时，是否由服务之外的另一个进程匹配问题，使服务能处理更多消息："
        "auto 有两个以上处理器时使用，on 使用，off 不用。答复完全相同。",
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
    "conversation.beside": (
        "Whether a process beside the service carries out what residents ask while many ask at "
        "once (with SQLite only), so that the service has time for more messages: auto where there "
        "are two processors or more (with a large FAQ, of more than 1,000 entries, also while few "
        "ask), on always, off. What is answered is the same.",
        "同时提问的人很多时，是否由服务之外的另一个进程办理居民的提问(仅限 SQLite)，"
        "使服务能处理更多消息：auto 有两个以上处理器时使用(常见问题超过 1000 条的，人少时也使用)，"
        "on 始终使用，off 不用。答复完全相同。",
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
    **CHANNELS,
    **PROMISES,
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
        "模型要求加在每段文字前的前缀，如 'query: '；用于 onnx:文件夹和服务地址。",
    ),
    "encoder.pooling": (
        "How an ONNX model's pieces become one vector: mean or first. Empty: as its folder says.",
        "ONNX 模型如何合并为一个向量：mean 或 first。留空即按模型文件夹的说明。",
    ),
    "encoder.model": (
        "The model's name at the embeddings server. What was read of the FAQ is kept by this name: "
        "give another model another one.",
        "向量服务中的模型名称。常见问题的向量按此名称保存：更换模型时请同时更换名称。",
    ),
    "encoder.key": (
        "The embeddings server's key, if it wants one.",
        "向量服务的密钥（如需要）。",
    ),
}
