-- A node's vote for whoever has the key at another node. Safe to repeat.
-- KEYS: lock, fence. ARGV: token, time to live in ms, fence.
-- Answers {1, highest fence known before} for a vote, else {0, 0}.
local lock, fence = KEYS[1], KEYS[2]
local token, ttl, number = ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('GET', lock) == token then
  redis.call('PEXPIRE', lock, ttl)
elseif not redis.call('SET', lock, token, 'NX', 'PX', ttl) then
  return {0, 0}
end
local known = tonumber(redis.call('GET', fence) or 0)
if known < number then redis.call('SET', fence, number, 'PX', 86400000) end
return {1, known}
