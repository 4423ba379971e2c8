// Every route of the server: its method and path, whether it needs the key, and what answers it.
import type { Exchange } from './exchange.ts';
import { type FieldNames, HttpFailure } from './http-failure.ts';
import type { Metrics } from './metrics.ts';
import { openAiFields } from './openai-request.ts';
import { chatCompletions, completions, getModel, listModels } from './openai-routes.ts';
import { openApiDocument } from './openapi.ts';
import { solveProblem } from './solve-route.ts';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** The path; one that ends in `{model}` takes one more segment. */
  readonly path: string;
  /** Whether anybody may ask, with a key or not. */
  readonly isOpen?: boolean;
  readonly answer: (exchange: Exchange) => void | Promise<void>;
  /** How the fields of its requests are named. */
  readonly fields?: FieldNames;
}

export function routesOf(metrics: Metrics): readonly Route[] {
  return [
    { method: 'POST', path: '/v1/chat/completions', answer: chatCompletions, fields: openAiFields },
    { method: 'POST', path: '/v1/completions', answer: completions, fields: openAiFields },
    { method: 'GET', path: '/v1/models', answer: listModels },
    { method: 'GET', path: '/v1/models/{model}', answer: getModel },
    { method: 'POST', path: '/v1/solve', answer: solveProblem },
    { method: 'GET', path: '/healthz', isOpen: true, answer: health },
    {
      method: 'GET',
      path: '/metrics',
      answer: (exchange) =>
        exchange.text(metrics.text(exchange.models.values()), 'text/plain; version=0.0.4; charset=utf-8'),
    },
    {
      method: 'GET',
      path: '/openapi.json',
      isOpen: true,
      answer: (exchange) => exchange.json(openApiDocument()),
    },
  ];
}

export interface FoundRoute {
  readonly route: Route;
  /** The segment behind the route's own path, decoded; empty where it takes none. */
  readonly rest: string;
}

/** Throws HttpFailure 404, and 405 where the path has other methods. HEAD is answered as GET. */
export function findRoute(routes: readonly Route[], method: string, path: string): FoundRoute {
  const found = routes.flatMap((route) => {
    const rest = restOf(route, path);
    return rest === null ? [] : [{ route, rest }];
  });
  const [first] = found;
  if (first === undefined)
    throw new HttpFailure(404, 'unknown-path', 'There is nothing at this path. See /openapi.json.');
  const fitting = found.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
  if (fitting !== undefined) return fitting;
  const allowed = found.map(({ route }) => route.method).join(', ');
  throw new HttpFailure(405, 'wrong-method', `This path takes ${allowed}.`, { headers: { allow: allowed } });
}

function restOf(route: Route, path: string): string | null {
  const parameter = '{model}';
  if (!route.path.endsWith(parameter)) return route.path === path ? '' : null;
  const own = route.path.slice(0, -parameter.length);
  const rest = path.startsWith(own) ? path.slice(own.length) : '';
  if (rest === '' || rest.includes('/')) return null;
  try {
    return decodeURIComponent(rest);
  } catch {
    return null;
  }
}

/** 200 while every model is ready, else 503. */
function health(exchange: Exchange): void {
  const states = [...exchange.models.values()].map((model) => model.status());
  const isReady = states.every((state) => state === 'ready');
  exchange.json({ status: isReady ? 'ok' : 'unavailable', models: states }, isReady ? 200 : 503);
}
