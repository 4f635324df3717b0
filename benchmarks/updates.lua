-- Updates of Telegram for wrk: every chat, text and number is a new one.
local threads, questions, secret = 0, {}, ""
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  secret = args[1]
  for line in io.lines(args[2]) do questions[#questions + 1] = line end
  base = tonumber(args[3]) + id * 100000000
  now = args[4]
  count = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["X-Telegram-Bot-Api-Secret-Token"] = secret
end
function request()
  count = count + 1
  local number = string.format("%d", base + count)
  local text = questions[count % #questions + 1] .. "（" .. number .. "）"
  local chat = '"id":' .. number .. ',"first_name":"居民"'
  local body = '{"update_id":' .. number .. ',"message":{"message_id":' .. count
    .. ',"from":{' .. chat .. ',"is_bot":false,"language_code":"zh-hans"},"chat":{' .. chat
    .. ',"type":"private"},"date":' .. now .. ',"text":"' .. text .. '"}}'
  return wrk.format(nil, nil, nil, body)
end
