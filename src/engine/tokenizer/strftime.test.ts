import { expect, test } from 'vitest';
import { strftime, templateDay } from './strftime.ts';

const evening = new Date(Date.UTC(2021, 0, 3, 20, 5, 9)); // a Sunday, in the last week of 2020 by ISO 8601

// As Python 3 writes them.
test.each([
  ['%d %b %Y', '26 Jul 2024', '03 Jan 2021'],
  ['%Y-%m-%d %H:%M:%S', '2024-07-26 00:00:00', '2021-01-03 20:05:09'],
  ['%A, %B %-d, %Y', 'Friday, July 26, 2024', 'Sunday, January 3, 2021'],
  ['%a %e %h %y %j', 'Fri 26 Jul 24 208', 'Sun  3 Jan 21 003'],
  ['%I:%M %p %-I %k|%l|%_d', '12:00 AM 12  0|12|26', '08:05 PM 8 20| 8| 3'],
  ['%G-W%V-%u %U %W %w %g %C', '2024-W30-5 29 30 5 24 20', '2020-W53-7 01 00 0 20 20'],
  [
    '%c | %x | %X | %D | %F | %T | %R | %r',
    'Fri Jul 26 00:00:00 2024 | 07/26/24 | 00:00:00 | 07/26/24 | 2024-07-26 | 00:00:00 | 00:00 | 12:00:00 AM',
    'Sun Jan  3 20:05:09 2021 | 01/03/21 | 20:05:09 | 01/03/21 | 2021-01-03 | 20:05:09 | 20:05 | 08:05:09 PM',
  ],
  ['%f%n%t%%d%Z%z 100%', '000000\n\t%d 100%', '000000\n\t%d 100%'],
])('%j', (format, day, time) => {
  expect(strftime(format, templateDay)).toBe(day);
  expect(strftime(format, evening)).toBe(time);
});
