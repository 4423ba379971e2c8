// Question texts: tokenized corpora made readable, and the normal forms by which questions are compared.

/**
 * Undoes the spacing of tokenized corpora: `She has $ 5 , does n't she ?` becomes `She has $5, doesn't she?`.
 * Text that was never tokenized passes through unchanged, except that runs of white space become one space.
 */
export function cleanSpacing(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/`` ?(.*?) ?''/g, '"$1"')
    .replace(/ (n't|['’] ?(?:s|ve|re|ll|d|m))\b/g, (_, ending: string) => ending.replace(' ', ''))
    .replace(/(?<=^| )' ?([^' ][^']*?) '(?= |$)/g, "'$1'") // ' whack a mole '
    .replace(/s ' (?=[a-z])/g, "s' ") // the Wagners ' bill
    .replace(/ ' (?=\d)/g, " '") // a model ' 65 Mustang
    .replace(/([$£€]) (?=\d)/g, '$1')
    .replace(/(\d) %/g, '$1%')
    .replace(/ ([.,?!;:])(?= |$|['")])/g, '$1')
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    .replace(/(?<=\w) - (?=[A-Za-z])/g, '-') // part - time
    .trim();
}

/** The form in which two questions are the same problem: capitals and spacing aside. */
export function normalizedQuestion(question: string): string {
  return question.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The form in which questions from different files are compared: the shape of quotes and dashes, and all spaces, aside as well. */
export function questionKey(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’‚′`´]/g, "'")
    .replace(/[“”„″]|''/g, '"')
    .replace(/[‐‑–—−]/g, '-')
    .replace(/\s+/g, '');
}

/**
 * The form in which a sub-question repeats an earlier one: letters and digits count; case, spaces and punctuation do not, except for the
 * signs between two numbers: `3 + 4` is neither `3 - 4` nor `34`.
 */
export function questionWording(question: string): string {
  const text = question.normalize('NFKC').toLowerCase();
  return text.replace(/[^\p{L}\p{M}\p{N}]+/gu, (signs, at: number) => {
    const isBetweenNumbers =
      /\p{N}/u.test(text[at - 1] ?? '') && /\p{N}/u.test(text[at + signs.length] ?? '');
    return isBetweenNumbers ? signs.replace(/\s+/g, '') || ' ' : '';
  });
}

/** The normal form with every number replaced by `#`: questions made from one template become equal. */
export function maskedQuestion(question: string): string {
  return normalizedQuestion(question)
    .replace(/\d+(?:[.,/]\d+)*/g, '#')
    .replace(/#(?: #)+/g, '#'); // 2 1/3
}
