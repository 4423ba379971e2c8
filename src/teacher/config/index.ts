export { type ConfiguredTeacher, defineConfig, type SocraticConfig } from './define-config.ts';
export { whatIsNotModel } from './language-model.ts';
export { findConfig, loadConfig } from './load-config.ts';
export { knownSecrets } from './secrets.ts';
