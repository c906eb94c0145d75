-- Gives a key back, or a place in its line up. Releasing what has expired changes nothing.
-- KEYS: lock, line, fence. ARGV: token, ms for which a key is handed over, channel of grants.
-- Answers 2 when the key went to the next in line, 1 when it is free, 0 when it was not ours.
local lock, line, fence = KEYS[1], KEYS[2], KEYS[3]
local token, handover, channel = ARGV[1], ARGV[2], ARGV[3]
redis.call('HDEL', line, token)
if redis.call('GET', lock) ~= token then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local waiters = redis.call('HGETALL', line)
local next, first = nil, nil
for i = 1, #waiters, 2 do
  if waiters[i] ~= '#' then
    local arrival, alive = string.match(waiters[i + 1], '(%d+) (%d+)')
    arrival, alive = tonumber(arrival), tonumber(alive)
    if alive <= now then
      redis.call('HDEL', line, waiters[i])
    elseif first == nil or arrival < first then
      next, first = waiters[i], arrival
    end
  end
end
if next then
  redis.call('SET', lock, next, 'PX', handover)
  redis.call('HDEL', line, next)
  local number = redis.call('INCR', fence)
  redis.call('PEXPIRE', fence, 86400000)
  redis.call('PUBLISH', channel, lock .. ' ' .. next .. ' ' .. number)
  return 2
end
redis.call('DEL', lock)
return 1
