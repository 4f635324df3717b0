-- Updates of Telegram for wrk: every chat, text and number is a new one.
local asking = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "asking.lua")
function init(args)
  now = args[4]
  asking.begin(args[2], args[3], "application/json")
  wrk.headers["X-Telegram-Bot-Api-Secret-Token"] = args[1]
end
function request()
  local number, text = asking.following()
  local chat = '"id":' .. number .. ',"first_name":"居民"'
  local body = '{"update_id":' .. number .. ',"message":{"message_id":' .. asking.count
    .. ',"from":{' .. chat .. ',"is_bot":false,"language_code":"zh-hans"},"chat":{' .. chat
    .. ',"type":"private"},"date":' .. now .. ',"text":"' .. text .. '"}}'
  return wrk.format(nil, nil, nil, body)
end
