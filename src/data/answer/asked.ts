// What a question asks for: the noun of `how many … `, or money. It tells the quantities of a sentence apart.
import { type Details, detailsOf, stem } from './asked-details.ts';
import type { Quantity } from './quantities.ts';

export interface Asked {
  /** The stem of the noun that is counted: `pen` of `How many pens`. */
  readonly noun: string | null;
  readonly money: boolean;
  /** Whether a rounded number is wanted: `to the nearest dollar`, `approximately how many`. */
  readonly rounded: boolean;
  /** Whether it supposes something (`how many would there be if …`), so that its answer may be a conditional. */
  readonly supposes: boolean;
  /** Whether it asks for a profit, of which a loss is a negative one. */
  readonly profit: boolean;
  readonly details: Details;
}

const HOW_MANY =
  /\bhow many\s+((?:(?:more|fewer|less|additional|extra|total|other|of the|of these|of her|of his|of their)\s+)*)((?:[\p{L}'-]+\s*){1,4})/giu;
/** Words at which a noun phrase ends. */
const PHRASE_END =
  /\b(?:do|does|did|is|are|was|were|will|would|can|could|should|must|has|have|had|of|in|on|at|to|from|per|with|for|if|that|who|which|left|remain|remained|total|altogether|each|they|he|she|it|you|there|the|a|his|her|their|more|fewer|less|are)\b/i;
const MONEY =
  /\bhow much (?:money|profit|change|cash)\b|\bhow much\b[^?]{0,120}\b(?:cost|costs|pay|paid|earn|earns|earned|spend|spends|spent|make|makes|made|owe|owes|charge|charges|save|saves|saved|price|worth|sell|sold|profit|money|bill|salary|wage|charged|raised?)\b|\bwhat (?:is|was|will be)\b[^?]{0,60}\b(?:price|cost|profit|bill|salary|fee)\b/i;
const ROUNDED =
  /\b(?:round(?:ed|ing)? (?:to|up|down|off|your|the)|nearest|approximate(?:ly)?|roughly|estimated?|about how|to the closest|whole number)\b/i;
const SUPPOSES = /\b(?:would|could|might|suppose|imagine|were to)\b/i;
const PROFIT =
  /^(?!.*\b(?:loss(?:es)?|los[et])\b).*\b(?:profits?|gains?|net (?:income|earnings|result|change|worth))\b/i;
const MONEY_BEHIND = /^\s?(?:dollars?|cents?|euros?|pounds?|bucks|€|£|USD)\b/i;

/** What the last question of a problem asks for. */
export function askedFor(question: string): Asked {
  const end = question.slice(-600);
  const counted = countedIn(question);
  return {
    ...counted,
    details: detailsOf(question, counted.noun),
    rounded: ROUNDED.test(end),
    supposes: SUPPOSES.test(end),
    profit: PROFIT.test(
      end
        .trimEnd()
        .split(/(?<=[.!?])\s/)
        .at(-1) ?? '',
    ),
  };
}

function countedIn(question: string): Pick<Asked, 'noun' | 'money'> {
  const match = [...question.slice(-2000).matchAll(HOW_MANY)].at(-1);
  if (match !== undefined) {
    const words = match[2] ?? '';
    const end = words.search(PHRASE_END);
    const noun = (end < 0 ? words : words.slice(0, end)).trim().split(/\s+/).at(-1) ?? '';
    if (/^(?:dollars?|euros?|pounds?)$/i.test(noun)) return { noun: null, money: true };
    return { noun: noun.length < 3 ? null : stem(noun), money: false };
  }
  return { noun: null, money: MONEY.test(question.slice(-600)) };
}

/** Whether a quantity of `text` is of the kind that is asked for. */
export function isAsked(text: string, quantity: Quantity, asked: Asked): boolean {
  const behind = text.slice(quantity.end, quantity.end + 40);
  if (asked.money) return quantity.money === true || MONEY_BEHIND.test(behind);
  const is = /^ (?:of (?:them|these|those|the \p{L}+) )?(?:is|are|was|were) (?:the )?(\p{L}+)/u.exec(
    behind,
  )?.[1];
  if (is !== undefined && stem(is) === asked.noun) return true; // 12 are boys
  const words = /^[\s-]?((?:[\p{L}'-]+\s?){1,4})/u.exec(behind)?.[1] ?? '';
  const end = words.search(/\b(?:and|or|for|in|at|to|from|with|each|per|while|if|but|is|are|on)\b/i);
  return (end < 0 ? words : words.slice(0, end)).split(/[\s-]/).some((word) => stem(word) === asked.noun);
}

const LOSS_BEFORE = /\b(?:loss|deficit)(?: (?:of|is|was))?:? (?:about |exactly |only )?$/i;
const LOSS_BEHIND = /^(?: dollars?| cents?| euros?)? (?:loss|deficit)\b/i;

/** Where the question asks for a profit, `a loss of $50` is a negative one; anywhere else it is 50. */
export function asProfit(text: string, quantity: Quantity, asked: Asked | null): Quantity {
  if (asked?.profit !== true || quantity.value?.isPositive() !== true) return quantity;
  const before = text.slice(Math.max(0, quantity.start - 40), quantity.start);
  const isLoss = LOSS_BEFORE.test(before) || LOSS_BEHIND.test(text.slice(quantity.end, quantity.end + 24));
  return isLoss ? { ...quantity, value: quantity.value.neg() } : quantity;
}
