-- What wrk's requests have in common: every one asks the next question under a number of its own.
local asking = {}
local threads = 0
function asking.setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
-- `path` holds one question a line; `first` is the number that the first thread begins after.
function asking.begin(path, first, content_type)
  asking.questions = {}
  for line in io.lines(path) do asking.questions[#asking.questions + 1] = line end
  asking.base = tonumber(first) + id * 100000000
  asking.count = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = content_type
end
-- The number, in digits, and the text: nobody ever asked the very same.
function asking.following()
  asking.count = asking.count + 1
  local number = string.format("%d", asking.base + asking.count)
  local question = asking.questions[asking.count % #asking.questions + 1]
  return number, question .. "（" .. number .. "）"
end
return asking
