export { type ExportedFile, type ExportResult, exportModel } from './export-model.ts';
export {
  type ExportFormat,
  type ExportModelOptions,
  exportDefaults,
  exportFormats,
  exportPrecisions,
  exportRoles,
} from './export-options.ts';
export { type ExportedPrompt, isRunDirectory } from './export-source.ts';
