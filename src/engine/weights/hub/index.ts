export { fetchHubModel, type HubOptions } from './fetch-hub-model.ts';
export { type HubSpec, parseHubSpec } from './hub-spec.ts';
