// What the field's tutorials build: one lock for each slot, then "is it there? no: set it".
// Usage: node server.js REDIS_URL
import express from "express";
import { Redis } from "ioredis";
import Redlock from "redlock";

// The tutorials' settings (DESIGN §7), in milliseconds.
const TTL = 5000;
const SETTINGS = { retryCount: 3, retryDelay: 200, retryJitter: 200 };

// redlock 4 needs a client with callbacks; those of newer node-redis call twice when one of them fails.
const client = new Redis(process.argv[2]);
const redlock = new Redlock([client], SETTINGS);

const app = express();
app.disable("x-powered-by");
app.use(express.json());

app.post("/bookings", async (request, response) => {
  const { slot, name, email } = request.body;
  if (!slot || !name || !email) {
    return response.status(400).json({ error: "slot, name and email are needed" });
  }
  let lock;
  try {
    lock = await redlock.lock(`lock:${slot}`, TTL);
  } catch {
    return response.status(503).json({ error: "busy" });
  }
  try {
    const existing = await client.get(`booking:${slot}`);
    if (existing) {
      return response.status(409).json({ error: "taken" });
    }
    const booking = { slot, name, email, at: new Date().toISOString() };
    await client.set(`booking:${slot}`, JSON.stringify(booking));
    return response.status(201).json(booking);
  } finally {
    await lock.unlock().catch(() => {});
  }
});

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`peer listens on http://127.0.0.1:${server.address().port}`);
});
