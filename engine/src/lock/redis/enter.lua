-- Takes a key, or a place in its line. Safe to repeat, which starts the time to live of a key anew.
-- KEYS: lock, line, fence. ARGV: token, time to live in ms, least fence, ms after which a silent
-- waiter counts as dead. Answers {1, fence} when the key is had, else {0, the
-- latest fence}: what is handed over later has a higher one.
-- The line is a hash: '#' counts arrivals, any other field is a token: '{arrival} {alive until}'.
local lock, line, fence = KEYS[1], KEYS[2], KEYS[3]
local token, ttl, floor, patience = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call('GET', lock) == token then
  redis.call('PEXPIRE', lock, ttl)
  return {1, tonumber(redis.call('GET', fence) or 0)}
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local waiters = redis.call('HGETALL', line)
local mine, first = nil, nil
for i = 1, #waiters, 2 do
  if waiters[i] ~= '#' then
    local arrival, alive = string.match(waiters[i + 1], '(%d+) (%d+)')
    arrival, alive = tonumber(arrival), tonumber(alive)
    if waiters[i] == token then
      mine = arrival
    elseif alive <= now then
      redis.call('HDEL', line, waiters[i])
    elseif first == nil or arrival < first then
      first = arrival
    end
  end
end
if (first == nil or (mine and mine < first)) and redis.call('SET', lock, token, 'NX', 'PX', ttl) then
  if mine then redis.call('HDEL', line, token) end
  local number = redis.call('INCR', fence)
  if number <= floor then
    number = floor + 1
    redis.call('SET', fence, number)
  end
  redis.call('PEXPIRE', fence, 86400000)
  return {1, number}
end
if not mine then mine = redis.call('HINCRBY', line, '#', 1) end
redis.call('HSET', line, token, mine .. ' ' .. (now + patience))
redis.call('PEXPIRE', line, 60000)
return {0, tonumber(redis.call('GET', fence) or 0)}
