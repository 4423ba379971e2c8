// Numbers that only say when, where, how often or of how many: no answer of the sentence that they stand in.

const CIRCUMSTANCE =
  /\b(?:(?:after|by|when|for) \w{2,12}ing|the|these|those|all|every|each|after|in|within|over|from|per|by|with|at|than|for|during|another|first|last|next|sells?|who (?:is|was|has)|if|day|days|week|step)\s+[$€£]?\s?$/i;

/** Whether a preposition makes a circumstance of a quantity: `in 7 days`, `after 3 years`. */
export const isCircumstance = (text: string, { start }: { readonly start: number }): boolean =>
  CIRCUMSTANCE.test(text.slice(Math.max(0, start - 24), start));
