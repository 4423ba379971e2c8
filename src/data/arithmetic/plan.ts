// A plan is a problem without names and numbers: scenario, opening, moves and closing, each with one of its sentence templates.
// Its structure is family + operations + templates; structures are counted exactly and divided among the splits by hash.
import { hash32, type Random } from '../../common/index.ts';
import type { SplitName } from '../problem.ts';
import { type ArithmeticFamily, families } from './families.ts';
import type { Clause, Closing, Opening, Operation, Scenario } from './grammar.ts';

/** A clause with the sentence template chosen for it. */
export interface Chosen<C extends Clause> {
  readonly clause: C;
  readonly variant: number;
}

export interface Plan {
  readonly scenario: Scenario;
  readonly opening: Chosen<Opening>;
  readonly moves: readonly Chosen<Clause>[];
  readonly closing: Chosen<Closing>;
  readonly operations: readonly Operation[];
  /** Identifies the sentence pattern: scenario, clauses, and the template of each. */
  readonly template: string;
  /** `family|operations|template`. */
  readonly structure: string;
}

/** The number of steps of a closing after `moves` moves. */
function closingSteps(closing: Closing, moves: number): number {
  return closing.addsAll === undefined ? closing.steps.length : moves;
}

function choose<C extends Clause>(random: Random, clauses: readonly C[]): Chosen<C> {
  const clause = random.pick(clauses);
  return { clause, variant: Math.floor(random.float() * clause.texts.length) };
}

function clauseName({ clause, variant }: Chosen<Clause>): string {
  return `${clause.id}.${variant + 1}`;
}

/** Whether `clause` may be the next of `moves`. */
function allowed(clause: Clause, moves: readonly Chosen<Clause>[]): boolean {
  if (moves.length === 0) return clause.notFirst !== true;
  let used = 0;
  for (const move of moves) if (move.clause === clause) used++;
  return used < (clause.limit ?? 1);
}

/** A random plan with exactly `steps` operations, or undefined when this attempt reached a dead end. */
function attempt(random: Random, family: ArithmeticFamily, steps: number): Plan | undefined {
  const scenario = random.pick<Scenario>(families[family]);
  const opening = choose(random, scenario.openings);
  const closing = choose(random, scenario.closings);
  const moves: Chosen<Clause>[] = [];
  let count = opening.clause.steps.length;
  for (;;) {
    const all = count + closingSteps(closing.clause, moves.length);
    if (all > steps) return undefined;
    if (all === steps && moves.length > 0) break;
    const move = choose(
      random,
      scenario.moves.filter((clause) => allowed(clause, moves)),
    );
    moves.push(move);
    count += move.clause.steps.length;
    if (moves.length > steps) return undefined;
  }
  if (moves.length < (closing.clause.minMoves ?? 0)) return undefined;
  const operations = [opening, ...moves].flatMap(({ clause }) => clause.steps.map((step) => step.operation));
  if (closing.clause.addsAll === undefined)
    operations.push(...closing.clause.steps.map((step) => step.operation));
  else operations.push(...moves.map((): Operation => '+'));
  const template = `${scenario.id}:${[opening, ...moves, closing].map(clauseName).join('-')}`;
  const structure = `${family}|${operations.join(' ')}|${template}`;
  return { scenario, opening, moves, closing, operations, template, structure };
}

/** Shares of the structures: eight tenths for train, one for validation, one for test. */
export function splitOf(structure: string): SplitName {
  const tenth = hash32(structure) % 10;
  return tenth < 8 ? 'train' : tenth === 8 ? 'validation' : 'test';
}

/** A random plan whose structure belongs to `split`. */
export function drawPlan(random: Random, family: ArithmeticFamily, steps: number, split: SplitName): Plan {
  for (let tries = 0; tries < 100_000; tries++) {
    const plan = attempt(random, family, steps);
    if (plan !== undefined && splitOf(plan.structure) === split) return plan;
  }
  throw new Error(`internal error: no plan of ${steps} steps for ${family} in ${split}`);
}

/**
 * How many sequences of `length` moves with `steps` steps there are, templates included: table[length][steps].
 * Adding n uses of a clause to a sequence of m others can be interleaved in C(m + n, n) ways.
 */
function countSequences(moves: readonly { clause: Clause; limit: number }[], most: number): number[][] {
  let table: number[][] = Array.from({ length: most + 1 }, () => new Array<number>(most + 1).fill(0));
  const zero = table[0];
  if (zero !== undefined) zero[0] = 1;
  for (const { clause, limit } of moves) {
    const next = table.map((row) => [...row]);
    for (let uses = 1; uses <= limit; uses++) {
      table.forEach((row, length) => {
        row.forEach((ways, steps) => {
          const row2 = next[length + uses];
          const at = steps + uses * clause.steps.length;
          if (ways === 0 || row2 === undefined || at > most) return;
          row2[at] = (row2[at] ?? 0) + ways * choices(length + uses, uses) * clause.texts.length ** uses;
        });
      });
    }
    table = next;
  }
  return table;
}

/** The binomial coefficient. */
function choices(all: number, some: number): number {
  let out = 1;
  for (let i = 1; i <= some; i++) out = (out * (all - some + i)) / i;
  return Math.round(out);
}

function countScenario(scenario: Scenario, steps: number): number {
  // Sequences by their first move, since some moves cannot be first: table[length - 1][steps of the others].
  const tables = scenario.moves
    .filter((clause) => clause.notFirst !== true)
    .map((first) => ({
      first,
      table: countSequences(
        scenario.moves.map((clause) => ({ clause, limit: (clause.limit ?? 1) - (clause === first ? 1 : 0) })),
        steps,
      ),
    }));
  const sequences = (length: number, moveSteps: number): number =>
    tables.reduce(
      (sum, { first, table }) =>
        sum + first.texts.length * (table[length - 1]?.[moveSteps - first.steps.length] ?? 0),
      0,
    );
  let all = 0;
  for (const opening of scenario.openings) {
    for (const closing of scenario.closings) {
      for (let length = Math.max(1, closing.minMoves ?? 0); length <= steps; length++) {
        const moveSteps = steps - opening.steps.length - closingSteps(closing, length);
        all += opening.texts.length * closing.texts.length * sequences(length, moveSteps);
      }
    }
  }
  return all;
}

/** The exact number of distinct structures of `family` with `steps` steps, whatever numbers they need. */
export function countStructures(family: ArithmeticFamily, steps: number): number {
  return families[family].reduce((sum, scenario) => sum + countScenario(scenario, steps), 0);
}
