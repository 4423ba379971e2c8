// What `socratic annotate` tells: what was kept and why not, and what it cost; or what it would cost.
import {
  type Account,
  type AnnotationReport,
  type AnnotationSummary,
  dollarsText,
  type Estimate,
  nanoDollarsPerDollar,
  type Price,
  runRecordPath,
  usageOf,
} from '../teacher/index.ts';
import { countOf, formatCount, formatPercent } from './format.ts';
import { commandName } from './invocation.ts';
import { formatFacts, formatTable } from './table.ts';

/** The summary with what was asked for and spent through `account`, over all starts. */
export function annotationReport(
  { estimated, ...summary }: AnnotationSummary,
  account: Account,
  price: Price | null,
): AnnotationReport {
  const dollars = (nano: number) => (price === null ? null : nano / nanoDollarsPerDollar);
  return {
    ...summary,
    usage: usageOf(account, { estimated, kept: summary.kept }),
    cost: {
      spent: dollars(account.spent),
      unresolved: dollars(account.unresolved),
      unresolvedCalls: account.unresolvedCalls,
      inBatches: dollars(account.batched),
      callsInBatches: account.batchedCalls,
      perKeptChain: summary.kept === 0 ? null : dollars(account.spent / summary.kept),
    },
    price,
  };
}

interface AnnotationPlace {
  readonly out: string;
  readonly data: string;
  readonly kind: string;
  /** Where shards were merged: how many of them. */
  readonly shards?: string;
}

/** The report for a person. */
export function annotationText(
  report: AnnotationReport,
  { out, data, kind, shards }: AnnotationPlace,
): string {
  const { problems, covered, notAsked, chains, kept, repaired, unrepaired } = report;
  const { rejected, unanswered } = report;
  const share = (part: number, whole: number) => (whole === 0 ? '' : ` (${formatPercent(part / whole)})`);
  const facts: [string, string][] = [
    [
      'problems',
      `${formatCount(problems)} that the teacher answered, ${formatCount(covered)} with a chain that is kept${share(covered, problems)}`,
    ],
    ...(notAsked === 0
      ? []
      : [
          ['not asked', `${formatCount(notAsked)} without the steps that this teacher asks about`] as [
            string,
            string,
          ],
        ]),
    ['chains', `${formatCount(kept)} kept of ${formatCount(chains)}${share(kept, chains)}`],
    ...(repaired + unrepaired === 0
      ? []
      : ([
          [
            'repaired',
            `${formatCount(repaired)} of the kept chains in one step, ${formatCount(unrepaired)} others in vain`,
          ],
        ] satisfies [string, string][])),
    shards === undefined ? ['answers', answersText(report)] : ['shards', shards],
    ['tokens', tokensText(report, shards === undefined ? throughOut : byShards)],
    ['cost', costText(report, shards === undefined ? throughOut : byShards)],
  ];
  const reasons = rejected.map(({ code, count, examples: [first] }) => [
    code,
    formatCount(count),
    first === undefined ? '' : `${first.problemId}: ${first.detail}`,
  ]);
  return [
    formatFacts(facts),
    ...(reasons.length === 0 ? [] : ['', formatTable(['rejected for', 'chains', 'for example'], reasons)]),
    ...unanswered.map(
      ({ kind: why, count, example }) =>
        `\n${countOf(count, 'request')} without an answer (${why}), asked again by the next start: ${example.problemId}: ${example.message}`,
    ),
    ...(chains === 0
      ? []
      : [
          '',
          `The annotations are in ${out}, the record in ${runRecordPath(out)}.`,
          'Next:',
          `  ${commandName()} annotate --review ${out} --data ${data}`,
        ]),
    ...(kept === 0
      ? []
      : [
          `  ${commandName()} train --data ${data} --annotations ${out} --strategy ${kind} --student scratch:tiny --out runs/annotated`,
        ]),
  ].join('\n');
}

/** How many answers this start has brought; where a price is known and is not 0, each of them was paid for. */
export function answersText({
  answered,
  reused,
  price,
}: Pick<AnnotationReport, 'answered' | 'reused' | 'price'>): string {
  const isPaid = price !== null && (price.input > 0 || price.output > 0);
  return `${formatCount(answered)} ${isPaid ? 'paid for' : 'asked'} now, ${formatCount(reused)} from the store`;
}

/** Where a price is from, in brackets. */
export function sourceText(price: Price | null): string {
  return price?.source === undefined ? '' : ` (${price.source})`;
}

/** Whose account the report is of. */
const throughOut = 'through this --out, over all starts';
const byShards = 'by these shards, over all starts';

/** What the annotations took; beside it what was asked for on this account, where that is something else. */
function tokensText({ used, usage, kept }: AnnotationReport, account: string): string {
  const tokens = (of: { readonly inputTokens: number; readonly outputTokens: number }) =>
    `${formatCount(of.inputTokens)} in, ${formatCount(of.outputTokens)} out`;
  const { perKeptChain: each } = usageOf(used, { estimated: 0, kept });
  const isSame = used.inputTokens === usage.inputTokens && used.outputTokens === usage.outputTokens;
  return [
    `${tokens(used)}${isSame ? ', over all starts' : ''}`,
    ...(each === null
      ? []
      : [`${formatCount(each.inputTokens)} and ${formatCount(each.outputTokens)} a chain that is kept`]),
    ...(usage.estimated === 0
      ? []
      : [`of ${countOf(usage.estimated, 'answer')} the most possible, since the teacher did not say`]),
    ...(isSame ? [] : [`asked for ${account}: ${tokens(usage)}`]),
  ].join('; ');
}

function costText({ cost, price, used, kept }: AnnotationReport, account: string): string {
  const { spent, unresolved, unresolvedCalls, inBatches, callsInBatches } = cost;
  if (spent === null) return 'unknown: no price (see --prices)';
  const whole = used.cost ?? spent;
  const each = kept === 0 ? '' : `, ${dollarsText(whole / kept)} a chain that is kept`;
  return [
    `${dollarsText(whole)}${each}${sourceText(price)}`,
    ...(whole === spent ? [] : [`paid ${account}: ${dollarsText(spent)}`]),
    ...(unresolvedCalls === 0
      ? []
      : [
          `${countOf(unresolvedCalls, 'call')} with an unknown outcome, at most ${dollarsText(unresolved ?? 0)}`,
        ]),
    ...(callsInBatches === 0
      ? []
      : [`${countOf(callsInBatches, 'call')} in batches, at most ${dollarsText(inBatches ?? 0)}`]),
  ].join('; ');
}

/** What a dry run found. */
export function estimateText(
  estimate: Estimate,
  {
    teacher,
    maxCost,
    batch,
    price: known,
  }: {
    readonly teacher: string;
    readonly maxCost: number | null;
    readonly batch: boolean;
    readonly price: Price | null;
  },
): string {
  const { problems, calls, reused, repairCalls, inBatches, inputTokens, outputTokens, cost, mostCost } =
    estimate;
  const price =
    cost === null || mostCost === null
      ? `unknown: no price of ${teacher} (see --prices)`
      : `about ${dollarsText(cost)}, at most ${dollarsText(mostCost)}${batch ? ', in batches' : ''}${sourceText(known)}`;
  const waiting = inBatches === 0 ? '' : `, ${countOf(inBatches, 'call')} in batches that were sent`;
  const ceiling =
    maxCost === null || mostCost === null
      ? []
      : [
          mostCost <= maxCost
            ? `--max-cost ${maxCost} cannot stop it.`
            : `--max-cost ${maxCost} is less than the most that it can cost: it may stop before the end.`,
        ];
  return [
    formatFacts([
      ['problems', formatCount(problems)],
      ['answers', `as ${estimate.output === 'json' ? 'JSON, if the teacher takes a schema' : 'text'}`],
      ['calls', `${formatCount(calls)}, and ${countOf(reused, 'answer')} from the store${waiting}`],
      ...(repairCalls === 0
        ? []
        : ([['repairs', `at most ${countOf(repairCalls, 'call')} more`]] satisfies [string, string][])),
      ['tokens', `about ${formatCount(inputTokens)} in, ${formatCount(outputTokens)} out`],
      ['price', price],
    ]),
    '',
    'Dry run: no call was made.',
    ...ceiling,
  ].join('\n');
}
