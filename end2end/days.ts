/** The demo's venue is in Berlin; all dates are its own. */
const ZONE = 'Europe/Berlin';

export interface Day {
  /** `2026-12-07` */
  readonly date: string;
  /** `Monday 7 December`, as buttons and the calendar name it. */
  readonly label: string;
  /** `Monday, 7 December`, above its times. */
  readonly title: string;
  /** `December 2026`, above the calendar. */
  readonly month: string;
}

/** The first whole week of next month: open whenever the tests run, and within the horizon. */
export const [MONDAY, TUESDAY, WEDNESDAY, SATURDAY] = week([0, 1, 2, 5]);

function week<const Offsets extends readonly number[]>(
  offsets: Offsets,
): { [K in keyof Offsets]: Day } {
  const { year, month } = thisMonth();
  const first = new Date(Date.UTC(year, month, 1));
  const monday = 1 + ((8 - first.getUTCDay()) % 7);
  const days = offsets.map((offset) => day(new Date(Date.UTC(year, month, monday + offset))));
  return days as { [K in keyof Offsets]: Day };
}

/** The month counts from 1, as dates are written; for `Date.UTC` that is the month after. */
function thisMonth(): { year: number; month: number } {
  const options = { timeZone: ZONE, year: 'numeric', month: 'numeric' } as const;
  const parts = new Intl.DateTimeFormat('en', options).formatToParts();
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  return { year: part('year'), month: part('month') };
}

function day(midnight: Date): Day {
  const word = (options: Intl.DateTimeFormatOptions) =>
    midnight.toLocaleDateString('en', { timeZone: 'UTC', ...options });
  const weekday = word({ weekday: 'long' });
  const month = word({ month: 'long' });
  const rest = `${midnight.getUTCDate()} ${month}`;
  return {
    date: midnight.toISOString().slice(0, 10),
    label: `${weekday} ${rest}`,
    title: `${weekday}, ${rest}`,
    month: `${month} ${midnight.getUTCFullYear()}`,
  };
}
