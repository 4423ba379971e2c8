// Chains of comparisons, shared by the families `comparisons` and `ages`: each member is described by the one before it.
import { addend, divisor, factor, takeaway } from '../draws.ts';
import { type Clause, type Closing, type Draw, type Opening, step } from '../grammar.ts';

/** How one kind of chain words its comparisons; `{cur}` is the new member, `{prev}` the one before, `{first}` the first. */
export interface ChainWording {
  readonly ask: string;
  readonly say: string;
  readonly opening: readonly string[];
  readonly more: readonly string[];
  readonly fewer: readonly string[];
  readonly twice: readonly string[];
  readonly times: readonly string[];
  readonly half: readonly string[];
  readonly part: readonly string[];
  /** `n` more than twice as many. */
  readonly twiceMore: readonly string[];
  readonly twiceAsk: string;
  readonly twiceSay: string;
  /** As many as the first member and `{prev}` together. */
  readonly together: readonly string[];
  readonly start: Draw;
  readonly end: readonly string[];
  readonly endAsk: string;
}

/** The base fact, said first, last, or last with the chain told backwards. */
export function chainOpenings(wording: ChainWording): Opening[] {
  const opening = { texts: wording.opening, steps: [], draw: wording.start };
  return [
    { id: 'forward', ...opening },
    { id: 'last', place: 'last', ...opening },
    { id: 'reverse', place: 'reverse', ...opening },
  ];
}

export function chainMoves(wording: ChainWording): Clause[] {
  const { ask, say } = wording;
  const move = (
    id: string,
    texts: readonly string[],
    formula: string,
    limit: number,
    draw?: Draw,
  ): Clause => {
    const clause = { id, texts, steps: [step(formula, ask, say)], limit, advances: true };
    return draw === undefined ? clause : { ...clause, draw };
  };
  return [
    move('more', wording.more, 'total = total + n', 3, addend),
    move('fewer', wording.fewer, 'total = total - n', 3, takeaway),
    move('twice', wording.twice, 'total = total * two', 2),
    move('times', wording.times, 'total = total * k', 1, factor(5, 3)),
    move('half', wording.half, 'total = total / two', 2),
    move('part', wording.part, 'total = total / k', 1, divisor(6, 3)),
    { ...move('together', wording.together, 'total = first + total', 1), notFirst: true },
    {
      id: 'twice-more',
      texts: wording.twiceMore,
      draw: addend,
      advances: true,
      steps: [
        step('part = total * two', wording.twiceAsk, wording.twiceSay),
        step('total = part + n', ask, say),
      ],
    },
  ];
}

export function chainEnd(wording: ChainWording): Closing {
  return { id: 'end', texts: wording.end, ask: wording.endAsk, steps: [] };
}

/** For ages: `{cur}` is as old now as `{prev}` will be, or was. */
export function shifts(
  wording: ChainWording,
  later: readonly string[],
  earlier: readonly string[],
): Clause[] {
  const { ask, say } = wording;
  return [
    {
      id: 'as-later',
      texts: later,
      draw: addend,
      advances: true,
      steps: [step('total = total + n', ask, say)],
    },
    {
      id: 'as-earlier',
      texts: earlier,
      draw: takeaway,
      advances: true,
      steps: [step('total = total - n', ask, say)],
    },
  ];
}
