export {
  type MergeAnnotationsOptions,
  type MergedAnnotations,
  mergeAnnotations,
} from './merge-annotations.ts';
