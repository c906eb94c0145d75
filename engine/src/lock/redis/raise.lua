-- Makes a node know of a fence. KEYS: fence. ARGV: fence.
local known = tonumber(redis.call('GET', KEYS[1]) or 0)
if known < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'PX', 86400000) end
return 1
