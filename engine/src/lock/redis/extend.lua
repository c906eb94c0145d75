-- KEYS: lock. ARGV: token, time to live in ms. Answers 1 when the key is still ours.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
