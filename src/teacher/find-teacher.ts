// From the name of a teacher to what is known before it is called: who answers, and at which price.
import type { LanguageModelV3 } from '@ai-sdk/provider';
import { type Message, nearestName, option, SocraticError, say, usingOption } from '../common/index.ts';
import {
  isThisMachine,
  type Price,
  priceOf,
  printable,
  proxiesOf,
  proxyFor,
  readPrices,
  redact,
  shownProxy,
  withoutEntry,
} from './call/index.ts';
import { findConfig, knownSecrets, loadConfig } from './config/index.ts';
import {
  parseTeacherSpec,
  placedBy,
  type Teacher,
  type TeacherPlace,
  type TeacherSpec,
} from './model-spec.ts';

export interface FindOptions extends TeacherPlace {
  /** The configuration file, where it is not `socratic.config.ts` in the current directory. */
  readonly config?: string | undefined;
  /** A file of prices, which go before all others. */
  readonly prices?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called when the file of prices has none of this teacher. */
  readonly warn?: (message: string | Message) => void;
  /** Called with what the environment decides: another address, a proxy. */
  readonly info?: (message: string | Message) => void;
}

export interface FoundTeacher {
  readonly spec: TeacherSpec;
  /** Null where none is known. */
  readonly price: Price | null;
}

/**
 * Finds a teacher by name. For `config:NAME` the configuration is run and the spec says who answers: `config:NAME=PROVIDER/MODEL`, under
 * which its answers are stored. Throws `teacher-unknown`, `teacher-url`, `option-unused`, `prices-invalid`, and what reading a
 * configuration throws.
 */
export async function findTeacher(name: string, options: FindOptions): Promise<FoundTeacher> {
  const named = parseTeacherSpec(name, options);
  const { prices, config } = options;
  const { spec, variable } = placedBy(options.environment, named);
  if (variable !== undefined) {
    options.info?.(
      `${variable} is set: ${named.text} is asked at ${spec.url}, and its answers are stored as those of ${spec.text}.`,
    );
  }
  sayProxy(spec, options);
  const own = prices === undefined ? {} : usingOption('prices', () => readPrices(prices));
  const ownPrice = (...names: readonly string[]) => {
    const name = names.find((each) => Object.hasOwn(own, each));
    if (name !== undefined) return own[name];
    if (prices !== undefined) options.warn?.(withoutEntry(prices, own, names));
    return undefined;
  };
  if (spec.provider !== 'config') {
    if (config !== undefined) {
      throw new SocraticError(
        'option-unused',
        say`${option('config')} is read for config:NAME only, and the teacher is ${spec.text}. Leave it out.`,
        { subject: { option: 'config' } },
      );
    }
    return {
      spec,
      price: ownPrice(spec.text, named.text) ?? priceOf(named.text) ?? localPrice(spec, options),
    };
  }
  const { environment } = options;
  const find = () => findConfig(config, process.cwd());
  const path = config === undefined ? find() : usingOption('config', find);
  const load = () => loadConfig(path, knownSecrets(null, [], environment));
  const { teachers } = await (config === undefined ? load() : usingOption('config', load));
  const configured = teachers.get(spec.model);
  if (configured === undefined) {
    const near = nearestName(spec.model, [...teachers.keys()]);
    const names = [...teachers.keys()].map((known) => `config:${known}`).join(', ');
    throw new SocraticError(
      'teacher-unknown',
      `${path} has no teacher "${spec.model}"; ${names === '' ? 'it has none' : `there is ${names}`}.${near === null ? '' : ` Did you mean config:${near}?`}`,
      {
        subject: { path },
        details: { received: spec.model },
      },
    );
  }
  const { model, price, secrets = [] } = configured;
  const teacher = ownTeacher(spec.text, model, { secrets, environment });
  return {
    spec: { ...spec, text: teacher.spec, configured: teacher },
    price:
      ownPrice(spec.text, teacher.spec) ??
      (price === undefined ? null : { ...price, source: `price of ${path}` }),
  };
}

/** A server on this machine costs nothing, and that is said: it may pass the calls on to one that does. Null for every other one. */
function localPrice({ url, text }: TeacherSpec, { info }: FindOptions): Price | null {
  if (url === undefined || !isThisMachine(new URL(url).hostname)) return null;
  info?.(
    say`${text} is on this machine: its price is 0. If it passes calls on to a paid service, name the price with ${option('prices')}.`,
  );
  return { input: 0, output: 0, source: 'a server on this machine' };
}

/** Says which proxy the requests go through, and which one they do not. */
function sayProxy({ provider, url }: TeacherSpec, { environment, info, warn }: FindOptions): void {
  if (provider === 'config') return;
  const proxies = proxiesOf(environment);
  const address = new URL(url ?? 'https://provider');
  const proxy = proxyFor(address, proxies);
  const [unspoken] = proxies.unspoken;
  if (proxy === null && unspoken !== undefined && !isThisMachine(address.hostname)) {
    warn?.(
      `The environment names the proxy ${shownProxy(unspoken)}. Only HTTP proxies are spoken: the calls go out without it.`,
    );
  }
  if (proxy !== null)
    info?.(`The calls go through the proxy ${shownProxy(proxy)}, which the environment names.`);
}

/**
 * A teacher from any LanguageModel of the AI SDK. Its answers are stored under `NAME=PROVIDER/MODEL`: another `name` for the same model is
 * another teacher, which matters where settings decide what it answers. `secrets` and those that `environment` and the model's headers
 * show are written nowhere.
 */
export function ownTeacher(
  name: string,
  model: LanguageModelV3,
  {
    secrets = [],
    environment = process.env,
  }: { readonly secrets?: readonly string[]; readonly environment?: FindOptions['environment'] } = {},
): Teacher {
  const known = knownSecrets(model, secrets, environment);
  const spec = redact(printable(`${name}=${model.provider}/${model.modelId}`), known);
  return { model, spec, secrets: known };
}
