-- What wrk's requests have in common: every one asks the next question under a number of its own.
local asking = {}
-- `path` holds one question a line, no two alike; `first` is the number after which ours begin.
-- One thread reads the file (-t1), so that nothing is asked twice.
function asking.begin(path, first, content_type)
  asking.questions = {}
  for line in io.lines(path) do asking.questions[#asking.questions + 1] = line end
  asking.base = tonumber(first)
  asking.count = 0
  wrk.method = "POST"
  wrk.headers["Content-Type"] = content_type
end
-- The number, in digits, and the text: nobody ever asked the very same.
function asking.following()
  asking.count = asking.count + 1
  local question = asking.questions[asking.count]
  if question == nil then error("more was asked than there are questions: write more of them") end
  return string.format("%d", asking.base + asking.count), question
end
return asking
