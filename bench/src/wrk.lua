-- For wrk: sends a POST for each line of the file that BODIES names, or GETs where it names none, and
-- says in JSON what came of it. Times are in microseconds.

local file = os.getenv("BODIES")
local bodies, sent = {}, 0

if file then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"

  function init()
    for line in io.lines(file) do
      bodies[#bodies + 1] = line
    end
  end

  -- Without a body left the request is wrong, and is counted as such.
  function request()
    sent = sent + 1
    return wrk.format(nil, nil, nil, bodies[sent] or "")
  end
else
  wrk.headers["Accept-Encoding"] = os.getenv("CODING")
end

function done(summary, latency)
  local errors = summary.errors
  local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"wrong":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong))
end
