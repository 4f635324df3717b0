-- Pushes of WeChat in plain mode for wrk: every resident, text and MsgId is a new one.
-- The signature covers the token, the time and the nonce, which stay the same.
local threads, questions, query = 0, {}, ""
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  query = args[1]
  for line in io.lines(args[2]) do questions[#questions + 1] = line end
  base = tonumber(args[3]) + id * 100000000
  now = args[4]
  count = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "text/xml"
end
function request()
  count = count + 1
  local number = base + count
  local text = questions[count % #questions + 1] .. "（" .. number .. "）"
  local body = "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[oBench"
    .. number .. "]]></FromUserName><CreateTime>" .. now .. "</CreateTime>"
    .. "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" .. text .. "]]></Content><MsgId>"
    .. number .. "</MsgId></xml>"
  return wrk.format(nil, query, nil, body)
end
