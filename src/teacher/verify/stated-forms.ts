// Statements about numbers in fixed forms that are no calculation with an operator: `12 out of 48 is 25%`, `30% off $60 is $42`,
// `a 15% tip on $40 is $6`, `15 and 27 add up to 42`.
import { equal, evaluateExpression, roughlyEqual, unitStem as stem } from '../../data/index.ts';

interface Stated {
  readonly agrees: boolean;
  readonly written: string;
  readonly computed: string | null;
}

/** What a form comes to, and what it is said to be. Null where it may mean something else. */
interface Meaning {
  /** In the calculator's spelling; the first is what is meant most often. */
  readonly readings: readonly string[];
  readonly shown: string;
}

type Groups = Readonly<Record<string, string | undefined>>;

const number = '(?:\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d+)(?:\\.\\d+)?|\\.\\d+';
const amount = (name: string) => `[$€£]?(?<${name}>${number})`;
const clause =
  '(?<=^\\s{0,3}|[.,;:(]\\s?|\\b(?:so|since|because|then|thus|hence|therefore|that|and|a|an|the|another|extra|additional|is|get|gets|with)\\s)';
const is = '(?:is|are|was|were|equals?|=|comes? to|amounts? to|would be|will be)';
const about = '(?<about>(?:about|around|approximately|roughly|nearly|almost) )?(?:exactly |only |just )?';
/** Behind a result nothing that makes another quantity of it. */
const closed =
  '(?![\\d,.]*\\d|\\s?[%/*×+k]|\\s(?:percent|per|each|apiece|times|of|out|or|to|more|less|hundred|thousand|million|[-–])\\b)';
const charge =
  '(?:sales |service )?(?:tip|gratuity|discount|tax|vat|markup|mark-up|commission|fee|interest|increase|decrease|raise|reduction|deposit|down payment)';

const forms: readonly (readonly [hint: RegExp, form: RegExp, meaning: (groups: Groups) => Meaning | null])[] =
  [
    [
      / out of /,
      new RegExp(
        `${clause}${amount('part')}(?: \\p{L}+)? out of (?:the |all |his |her |their )?${amount('whole')}(?: \\p{L}+)? ${is} ${about}(?<shown>[\\d.]*\\d)\\s?(?:%|percent\\b)`,
        'giu',
      ),
      ({ part = '', whole = '', shown = '' }) => ({ readings: [`100*${part}/${whole}`], shown }),
    ],
    [
      /(?:%|percent) off /,
      new RegExp(
        `${clause}(?<percent>${number})\\s?(?:%|percent) off (?:of )?(?:the |a )?${amount('whole')} ${is} ${about}${amount('shown')}${closed}`,
        'giu',
      ),
      ({ percent = '', whole = '', shown = '' }) => ({
        readings: [`${whole}*(1-${percent}%)`, `${whole}*${percent}%`],
        shown,
      }),
    ],
    [
      /(?:%|percent) .*\bo(?:n|ff) /,
      new RegExp(
        `${clause}(?<percent>${number})\\s?(?:%|percent) ${charge} (?:on|off) (?:the |a |an )?${amount('whole')}(?: \\p{L}+)? ${is} ${about}${amount('shown')}${closed}`,
        'giu',
      ),
      ({ percent = '', whole = '', shown = '' }) => ({
        readings: [`${whole}*${percent}%`, `${whole}*(1+${percent}%)`, `${whole}*(1-${percent}%)`],
        shown,
      }),
    ],
    [
      / (?:adds?|added|sums?|totals?|together|combined|altogether)\b/,
      new RegExp(
        `${clause}(?<list>${summand()}(?:, ${summand()}){0,8},? and ${summand()}) ` +
          `(?:(?:together |all )?(?:adds?|added) up to|(?:together )?sums? (?:up )?to|(?:together|combined|altogether|in total)(?:,)? (?:is|are|make|makes|equals?|total|come to|give)) ` +
          `${about}${amount('shown')}(?<unit>(?: \\p{L}+)?)${closed}`,
        'giu',
      ),
      ({ list = '', shown = '', unit = '' }) => sumOf(list, shown, unit.trim()),
    ],
  ];

function summand(): string {
  return `[$€£]?(?:${number})(?: (?!and\\b)\\p{L}+)?`;
}

/** Null where the numbers count different things: `3 boxes and 4 bags together are 30 pens`. */
function sumOf(list: string, shown: string, unit: string): Meaning | null {
  const parts = list.split(/, and |, | and /);
  const units = parts.map((part) => stem(/\p{L}+/u.exec(part)?.[0].toLowerCase() ?? ''));
  const named = new Set([...units, stem(unit.toLowerCase())].filter((name) => name !== ''));
  if (named.size > 1) return null;
  const numbers = parts.map((part) => /[\d.,]*\d/.exec(part)?.[0] ?? '');
  return { readings: [numbers.join('+')], shown };
}

/** Every statement of these forms in a line. */
export function statedForms(line: string): Stated[] {
  return forms.flatMap(([hint, form, meaning]) => {
    if (!hint.test(line)) return [];
    return [...line.matchAll(form)].flatMap(({ 0: written, groups = {} }) => {
      const meant = meaning(groups);
      const computed = evaluateExpression(meant?.readings[0] ?? '');
      if (meant === null || computed === null) return [];
      const equals = groups.about === undefined ? equal : roughlyEqual;
      const isPercent = /(?:%|percent)$/.test(written);
      const agrees = meant.readings.some(
        (reading) => equals(reading, meant.shown) || (isPercent && roundsTo(reading, meant.shown)),
      );
      return [{ agrees, written, computed }];
    });
  });
}

/** `2 out of 3 is 67%` */
function roundsTo(reading: string, shown: string): boolean {
  return !shown.includes('.') && Math.abs(Number(evaluateExpression(reading)) - Number(shown)) <= 0.5;
}
