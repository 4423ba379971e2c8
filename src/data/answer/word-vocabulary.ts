// The words with which people say calculations.
import { ownTable } from './own-table.ts';

export const determiner =
  /^(?:the|this|that|these|those|his|her|its|their|our|your|my|all|a|an|only|another|remaining|original|total|other|initial|entire|whole|full|first|same|about|\p{L}+['’]s)$/u;
/** Words that are no unit of the number before them. */
export const noUnit =
  /^(?:of|and|or|more|less|fewer|than|in|on|at|from|to|for|with|without|by|over|under|into|between|among|out|as|if|when|while|because|since|so|but|then|that|which|who|where|he|she|it|they|we|you|i|has|have|had|buys?|bought|sells?|sold|costs?|pays?|paid|needs?|needed|cost|do|does|did|can|half|twice|thrice|double|triple|third|thirds|quarter|quarters|times|squared|cubed|dozens?|scores?|hundred|thousand|million|billion|trillion|will|would|shall|should|may|might|must|could|a|an|the|remainder|rem|r|am|pm|a\.m|p\.m|noon|o['’]clock|sum|product|difference|quotient|average|mean|add|adding|not|no|off|until|till|through|after|before|ago)$/;
export const partWords = ownTable<string>({
  half: '2',
  halves: '2',
  third: '3',
  thirds: '3',
  quarter: '4',
  quarters: '4',
  fourth: '4',
  fourths: '4',
  fifth: '5',
  fifths: '5',
  sixth: '6',
  sixths: '6',
  seventh: '7',
  sevenths: '7',
  eighth: '8',
  eighths: '8',
  ninth: '9',
  ninths: '9',
  tenth: '10',
  tenths: '10',
});
export const counts = ownTable<string>({
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  seven: '7',
  nine: '9',
});
export const factors = ownTable<string>({
  twice: '2',
  double: '2',
  thrice: '3',
  triple: '3',
  quadruple: '4',
  doubling: '2',
  tripling: '3',
  halving: '(1/2)',
});
/** Behind a number. */
export const changes = ownTable<string>({
  doubled: '2',
  tripled: '3',
  quadrupled: '4',
  halved: '(1/2)',
});
export const scales = ownTable<string>({
  hundred: '100',
  thousand: '1000',
  million: '1000000',
  billion: '1000000000',
  trillion: '1000000000000',
});
export const many = /^(?:many|much|old|long|tall|far|big|large|fast|heavy|expensive|often)$/;
/** Functions of the numbers that a list behind them joins with `and`, and the operator that stands for them. */
export const functions = ownTable<string>({
  sum: '+',
  total: '+',
  product: '*',
  difference: '-',
  quotient: '/',
  average: 'mean',
  mean: 'mean',
  add: '+',
  adding: '+',
  combine: '+',
  combining: '+',
  multiply: '*',
  multiplying: '*',
  subtract: 'from',
  subtracting: 'from',
  take: 'from',
  taking: 'from',
  deducting: 'from',
  divide: '/',
  dividing: '/',
  split: '/',
  splitting: '/',
});
export const joins = ownTable<RegExp>({
  '+': /^(?:and|to|with)$/,
  '*': /^(?:and|by|with)$/,
  '-': /^and$/,
  '/': /^(?:and|by|into|among|amongst|between)$/,
  from: /^from$/,
  mean: /^and$/,
});

/** A unit without its plural. */
export const stem = (unit: string): string =>
  unit === 'feet'
    ? 'foot'
    : unit
        .replace(/ies$/, 'y')
        .replace(/(?<=ch|sh|ss|x)es$/, '')
        .replace(/s$/, '');

/** What holds as many of something each: `5 rows of 9`. */
export const groups =
  /^(?:group|lot|set|row|column|pack|package|box|bag|tray|carton|case|team|pile|stack|bunch|dozen|bundle|shelf|shelve|crate|basket)$/;
