// Two numbers with a dash between them that are a range, a score, a season or the hours of a day, not a difference.

const pair = /^([$€£]?)\s?(\d[\d,]*(?:\.\d+)?)(\s?)[-–—−](\s?)[$€£]?\s?(\d[\d,]*(?:\.\d+)?)$/;
/** Behind these words a dash with spaces may be a range, too: `Rows 1 - 6`. */
const numbered =
  /\b(?:ages?|aged|sizes?|lines?|rows?|columns?|seats?|items?|tables?|lots?|lanes?|floors?|boxes|questions|numbers|episodes|volumes|issues|exercises|problems|sections|aisles|apartments|rooms|houses|doors|cards|tickets|stops|miles|points|players|children|kids|adults|students|teams?|groups?|levels?|grades?|classes|pages?|chapters?|weeks?|days?|months?|years?|hours?|steps?|parts?|rounds?|games?|periods?|quarters?|positions?|tiers?|stages?|from|between)\s*$/i;
const score =
  /\b(?:scores?|scored|won|win|wins|beat|lost|lose|loses|defeated|games?|match|tied|drew|record)\b[^.;]*$/i;

/**
 * Whether `expression` between `before` and the result `shown`, which `behind` follows, is surely or possibly no difference: `Ages 5-12 = $8`,
 * `9-5 = 8 hours`, `2023-24 = 12 games`. A result that it has as a difference is one.
 */
export function isRange(expression: string, before: string, shown: string, behind: string): boolean {
  const [whole, , first = '', space, spaceBehind, last = ''] = pair.exec(expression) ?? [];
  if (whole === undefined) return false;
  const [from, to, result] = [first, last, shown].map((text) => Number(text.replace(/[$€£,%\s]/g, '')));
  if (from === undefined || to === undefined || result === undefined || result === from - to) return false;
  const isTight = space === '' && spaceBehind === '';
  if (isTight && /^(?:1[89]|20|21)\d\d$/.test(first) && /^\d\d$/.test(last)) return true; // 2023-24
  if (from < to && result >= 0 && (isTight || numbered.test(before))) return true;
  if (!isTight) return false;
  if (result === from + to && score.test(before)) return true;
  const isDay = from <= 24 && to <= 24 && result > 0 && result <= 24;
  const hours = /^\s?-?(?:hours?|hrs?|h)\b/i.test(behind);
  return isDay && hours && [12, 24].some((round) => (to - from + 2 * round) % round === result % round);
}
