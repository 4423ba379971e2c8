// Serving: trained runs over HTTP, as the API of OpenAI and with their steps as they come.
export type { RequestRecord } from './request-record.ts';
export { createServer, type SolverServer } from './server.ts';
export { type CreateServerOptions, serverDefaults, serverRanges, shortestKey } from './server-options.ts';
