-- Pushes of WeChat in plain mode for wrk: every resident, text and MsgId is a new one.
-- The signature covers the token, the time and the nonce, which stay the same.
local asking = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "asking.lua")
function init(args)
  query, now = args[1], args[4]
  asking.begin(args[2], args[3], "text/xml")
end
function request()
  local number, text = asking.following()
  local body = "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[oBench"
    .. number .. "]]></FromUserName><CreateTime>" .. now .. "</CreateTime>"
    .. "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" .. text .. "]]></Content><MsgId>"
    .. number .. "</MsgId></xml>"
  return wrk.format(nil, query, nil, body)
end
