// What a teacher writes: steps, or sub-questions and their solutions.

export const annotationKinds = ['cot', 'socratic'] as const;
export type AnnotationKind = (typeof annotationKinds)[number];

/** What an answer of a teacher consists of: a whole chain, the sub-questions of given steps, or one part of these alone. */
export type AnswerForm = 'steps' | 'pairs' | 'questions' | 'step' | 'pair' | 'question';
