export { type CollectOptions, collectReview } from './collect.ts';
export { isReviewPage, reviewPage } from './page.ts';
export type * from './review.ts';
