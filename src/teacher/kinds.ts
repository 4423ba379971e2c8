// What a teacher writes: steps, or sub-questions and their solutions.

export const annotationKinds = ['cot', 'socratic'] as const;
export type AnnotationKind = (typeof annotationKinds)[number];
