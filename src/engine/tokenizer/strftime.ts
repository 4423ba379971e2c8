// `strftime_now` of chat templates: a date in Python's format.

/** Templates ask for today's date; a fixed one keeps prompts reproducible. Llama 3's own default: midnight of 26 July 2024, a Friday. */
export const templateDay = new Date(Date.UTC(2024, 6, 26));

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August'],
  ...['September', 'October', 'November', 'December'],
] as const;

const padded = (value: number, length = 2, fill = '0'): string => String(value).padStart(length, fill);

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);

/** Weeks of the year that begin on `first` (0 Sunday, 1 Monday); days before the first of them are in week 0. */
const week = (date: Date, first: 0 | 1): number =>
  Math.floor((dayOfYear(date) + 7 - ((date.getUTCDay() - first + 7) % 7)) / 7);

/** The year and number of the week by ISO 8601: the one that the week's Thursday is in. */
function isoWeek(date: Date): { readonly year: number; readonly week: number; readonly day: number } {
  const day = date.getUTCDay() || 7;
  const thursday = new Date(date.getTime() + (4 - day) * 86_400_000);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1, day };
}

const hour12 = (date: Date): number => date.getUTCHours() % 12 || 12;

/** By Python's letters, in the C locale; the time is UTC, which Python's local time has no name for. */
const parts: Readonly<Record<string, (date: Date) => string>> = {
  a: (date) => (days[date.getUTCDay()] ?? '').slice(0, 3),
  A: (date) => days[date.getUTCDay()] ?? '',
  b: (date) => (months[date.getUTCMonth()] ?? '').slice(0, 3),
  B: (date) => months[date.getUTCMonth()] ?? '',
  c: (date) => strftime('%a %b %e %H:%M:%S %Y', date),
  C: (date) => padded(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => padded(date.getUTCDate()),
  D: (date) => strftime('%m/%d/%y', date),
  e: (date) => padded(date.getUTCDate(), 2, ' '),
  f: (date) => padded(date.getUTCMilliseconds() * 1_000, 6),
  F: (date) => strftime('%Y-%m-%d', date),
  g: (date) => padded(isoWeek(date).year % 100),
  G: (date) => String(isoWeek(date).year),
  h: (date) => strftime('%b', date),
  H: (date) => padded(date.getUTCHours()),
  I: (date) => padded(hour12(date)),
  j: (date) => padded(dayOfYear(date) + 1, 3),
  k: (date) => padded(date.getUTCHours(), 2, ' '),
  l: (date) => padded(hour12(date), 2, ' '),
  m: (date) => padded(date.getUTCMonth() + 1),
  M: (date) => padded(date.getUTCMinutes()),
  n: () => '\n',
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  r: (date) => strftime('%I:%M:%S %p', date),
  R: (date) => strftime('%H:%M', date),
  s: (date) => String(Math.floor(date.getTime() / 1_000)),
  S: (date) => padded(date.getUTCSeconds()),
  t: () => '\t',
  T: (date) => strftime('%H:%M:%S', date),
  u: (date) => String(isoWeek(date).day),
  U: (date) => padded(week(date, 0)),
  V: (date) => padded(isoWeek(date).week),
  w: (date) => String(date.getUTCDay()),
  W: (date) => padded(week(date, 1)),
  x: (date) => strftime('%m/%d/%y', date),
  X: (date) => strftime('%H:%M:%S', date),
  y: (date) => padded(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  z: () => '',
  Z: () => '',
  '%': () => '%',
};

/** The date as Python's `strftime` writes it, glibc's `-` and `_` (`%-d`) included; what is no directive stays as it is. */
export function strftime(format: string, date: Date): string {
  return format.replace(/%([-_0]?)([A-Za-z%])/g, (directive, fill: string, letter: string) => {
    const part = Object.hasOwn(parts, letter) ? parts[letter]?.(date) : undefined;
    if (part === undefined) return directive;
    if (fill === '-') return part.replace(/^[0 ]+(?=.)/, '');
    if (fill === '_') return part.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return fill === '0' ? part.replace(/^ +/, (spaces) => '0'.repeat(spaces.length)) : part;
  });
}
