// What may follow a word that is an answer by itself: `no, it cannot`, not `no one`; `true.`, not `true north`.

/** A clear word is followed by punctuation, a reason or nothing; `no longer` and `no evidence` begin with a determiner. */
export const CLEAR_AFTER = String.raw`(?=[\s*_]*(?:[.,;:!?()\n"'|\]—–<}#\\-]|[^\p{L}\p{N}\s]|$)|\s+(?:because|since|as|it|he|she|they|the|this|that|there is|we|you|i|,)\b)`;
