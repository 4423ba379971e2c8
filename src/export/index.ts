export { type ExportedFile, type ExportResult, exportModel } from './export-model.ts';
export {
  type ExportFormat,
  type ExportModelOptions,
  exportDefaults,
  exportFormats,
  exportPrecisions,
  exportRoles,
} from './export-options.ts';
export { isRunDirectory } from './export-source.ts';
