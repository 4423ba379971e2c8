// POST /v1/solve: a problem with the library's own options; the solution, or its parts as events.
import {
  assertKind,
  assertOptions,
  type OptionTable,
  option,
  optionKinds,
  SocraticError,
  say,
} from '../common/index.ts';
import { type SolveCallOptions, type SolveProgress, solveDefaults, solveKinds } from '../solve/index.ts';
import type { Exchange } from './exchange.ts';
import type { ServedModel } from './served-model.ts';

/** What a request may ask for; the options are those of `createSolver`. */
type Asked = Omit<SolveCallOptions, 'signal' | 'onProgress' | 'onText'>;
interface SolveBody extends Asked {
  readonly model?: string | undefined;
  readonly problem: string;
  readonly stream?: boolean | undefined;
}

const {
  slots: _slots,
  threads: _threads,
  weights: _weights,
  logProbabilities: _logs,
  ...askedKinds
} = solveKinds;
const table: OptionTable<SolveBody> = {
  ...askedKinds,
  model: optionKinds.text,
  problem: optionKinds.text,
  stream: optionKinds.flag,
};

/** The names of the options that a request may have. */
export const solveFields = Object.keys(table);

export async function solveProblem(exchange: Exchange): Promise<void> {
  const body = readBody(exchange.body);
  const { model: name, problem, stream = exchange.acceptsEvents, ...options } = body;
  const model = modelOf(exchange, name);
  assertWithinServer(model, options);
  const asked = { problem, param: 'problem' };
  if (!stream) {
    exchange.json({ model: model.name, ...(await exchange.solve(model, asked, options)) });
    return;
  }
  const events = exchange.events();
  const onProgress = ({ type, ...part }: SolveProgress) => events.send(part, type);
  const solution = await exchange.solve(model, asked, { ...options, onProgress });
  events.send({ answer: solution.answer }, 'answer');
  events.send({ model: model.name, ...solution }, 'done');
  events.end();
}

/** Throws `missing-option`, `unknown-option` and `invalid-value`, which name the field. A null is as good as nothing. */
function readBody(body: Record<string, unknown>): SolveBody {
  const given = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  ) as unknown as SolveBody;
  assertOptions(given, table, ['problem']);
  assertKind('problem', given.problem, optionKinds.text);
  return given;
}

/** Throws `missing-option` where several runs are served and none is named, and HttpFailure 404. */
function modelOf(exchange: Exchange, name: string | undefined): ServedModel {
  if (name !== undefined) return exchange.modelNamed(name);
  const [only, ...others] = exchange.models.values();
  if (only !== undefined && others.length === 0) return only;
  const names = [...exchange.models.keys()].join(', ');
  throw new SocraticError('missing-option', say`${option('model')} is missing. Models: ${names}.`, {
    subject: { option: 'model' },
  });
}

/** Throws `invalid-value` for more tokens than the server gives. */
function assertWithinServer({ defaults }: ServedModel, { maxNewTokens = 1 }: Asked): void {
  const { maxNewTokens: most = solveDefaults.maxNewTokens } = defaults;
  if (maxNewTokens <= most) return;
  throw new SocraticError(
    'invalid-value',
    say`${option('maxNewTokens')} must be at most ${most} on this server, found ${maxNewTokens}.`,
    { subject: { option: 'maxNewTokens' } },
  );
}
