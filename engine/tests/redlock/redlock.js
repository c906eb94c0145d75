// Takes and leaves a lock with npm's redlock as its README does, as told on standard input.
//   node redlock.js REDIS_URL
//   try KEY          → had | refused         one attempt
//   wait KEY         → had                   tries until it has it
//   leave            → left
//   count KEY FILE N → counted               N times: wait, add one to the number in FILE, leave
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import Redis from 'ioredis'
import Redlock from 'redlock'

const TTL_MS = 5_000
const redis = new Redis(process.argv[2])
const once = new Redlock([redis], { retryCount: 0 })
const patient = new Redlock([redis], { retryCount: -1, retryDelay: 5, retryJitter: 10 })
let lock

async function add(file) {
  const number = Number(await readFile(file, 'utf8'))
  // Whoever is let in now would read the same number.
  await new Promise(setImmediate)
  await writeFile(file, String(number + 1))
}

async function obey([command, key, file, times]) {
  switch (command) {
    case 'try':
      try {
        lock = await once.lock(key, TTL_MS)
        return 'had'
      } catch (error) {
        if (error.name !== 'LockError') throw error
        return 'refused'
      }
    case 'wait':
      lock = await patient.lock(key, TTL_MS)
      return 'had'
    case 'leave':
      await lock.unlock()
      return 'left'
    case 'count':
      for (let n = 0; n < Number(times); n += 1) {
        lock = await patient.lock(key, TTL_MS)
        await add(file)
        await lock.unlock()
      }
      return 'counted'
    default:
      throw new Error(`no such command: ${command}`)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(await obey(line.split(' ')))
}
redis.disconnect()
