export { collectReview } from './collect.ts';
export { reviewPage } from './page.ts';
export {
  type ReviewAnnotationsOptions,
  type ReviewedAnnotations,
  reviewAnnotations,
} from './review-annotations.ts';
