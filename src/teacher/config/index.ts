export { type ConfiguredTeacher, defineConfig, type SocraticConfig } from './define-config.ts';
export { findConfig, loadConfig } from './load-config.ts';
export { knownSecrets } from './secrets.ts';
