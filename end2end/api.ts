import type { Day } from './days.ts';
import type { Server } from './server.ts';

const OFFER = 'haircut';

export const GUEST = { name: 'Another Guest', email: 'another@example.com' };

export interface Slot {
  slot: string;
  start: string;
  left: number;
}

export interface Booking {
  reference: string;
  secret: string;
}

/** Someone else, who books by the REST API. */
export class Api {
  constructor(private readonly server: Server) {}

  /** Those of a day that can be booked. */
  async free(day: Day): Promise<Slot[]> {
    const range = `from=${day.date}&to=${day.date}`;
    const { slots } = await this.#ask<{ slots: Slot[] }>(`offers/${OFFER}/slots?${range}`);
    return slots;
  }

  async hold(day: Day, clock: string, who: string): Promise<Booking> {
    return this.#take(await this.#slot(day, clock, who), true);
  }

  async book(day: Day, clock: string, who: string): Promise<Booking> {
    return this.#take(await this.#slot(day, clock, who), false);
  }

  /** Every time of a day, until none is left. */
  async bookAll(day: Day): Promise<void> {
    for (let [first] = await this.free(day); first; [first] = await this.free(day)) {
      await this.#take(first.slot, false);
    }
  }

  /** The first slot of a day that can be booked. */
  async slotAt(offer: string, day: Day): Promise<string> {
    const range = `from=${day.date}&to=${day.date}`;
    const { slots } = await this.#ask<{ slots: Slot[] }>(`offers/${offer}/slots?${range}`);
    const [first] = slots;
    if (!first) {
      throw new Error(`nothing is free on ${day.label}`);
    }
    return first.slot;
  }

  /** Books anything: a slot or nights, and how many of it. */
  take(offer: string, item: object): Promise<Booking> {
    return this.#ask('bookings', { items: [{ offer, ...item }], guest: GUEST });
  }

  /** Books several things at once, or with `how` holds them or waits for them. */
  order(items: readonly object[], how: object = { guest: GUEST }): Promise<Booking> {
    return this.#ask('bookings', { items, ...how });
  }

  async cancel({ reference, secret }: Booking): Promise<void> {
    await this.#ask(`bookings/${reference}/cancel`, {}, { authorization: `Bearer ${secret}` });
  }

  /** So many others join the line of an offer. */
  async crowd(offer: string, people: number): Promise<void> {
    const join = () => this.#ask(`offers/${offer}/line`, {});
    await Promise.all(Array.from({ length: people }, join));
  }

  async #slot(day: Day, clock: string, who: string): Promise<string> {
    const slots = await this.free(day);
    const found = slots.find(
      ({ slot, start }) =>
        start.startsWith(`${day.date}T${clock}`) && slot.endsWith(`-${who.toLowerCase()}`),
    );
    if (!found) {
      throw new Error(`${clock} with ${who} is not free on ${day.label}`);
    }
    return found.slot;
  }

  #take(slot: string, hold: boolean): Promise<Booking> {
    const items = [{ offer: OFFER, slot, quantity: 1 }];
    return this.#ask('bookings', hold ? { items, hold } : { items, guest: GUEST });
  }

  async #ask<T>(path: string, body?: object, headers: Record<string, string> = {}): Promise<T> {
    const response = await fetch(`${this.server.url}/api/v1/${path}`, {
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return (await response.json()) as T;
  }
}
