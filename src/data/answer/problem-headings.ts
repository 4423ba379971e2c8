// The lines with which a model that runs on begins a turn or a problem; and questions that belong to this problem.

/** Characters of a line that are looked at. */
export const LONGEST_HEAD = 800;
const DECORATION = '[\\s#>*_~=|-]{0,12}';
/** Turns of a chat written as plain text. */
export const ROLE = new RegExp(
  `^${DECORATION}(?:human|user|instruction|system|prompt)\\s*\\d{0,3}${DECORATION}:|^\\s{0,3}#{1,6}\\s*(?:human|user|instruction|system|prompt)s?\\b${DECORATION}:?`,
  'i',
);
const PROBLEM_NAMES =
  'question|problem|q|input|exercise|puzzle|riddle|query|word problem|math problem|task|example|test case|next (?:question|problem)|new (?:question|problem)|another (?:question|problem|example)|follow-?up(?: (?:question|problem|task))?|your (?:task|problem|question)|the (?:next|new|second|following) (?:question|problem)(?: is)?|scenario(?!\\s*#?\\d)|p(?=\\s?\\d{1,2}\\s?:)|pregunta|problema|frage|aufgabe|问题|题目|問題';
/** `Question:`, `## Problem 2`, `**Q2.**`, `Q3)`. */
const PROBLEM = new RegExp(
  `^${DECORATION}(?:${PROBLEM_NAMES})${DECORATION}\\s*#?\\s*\\d{0,3}${DECORATION}\\s*[:：.)]|^${DECORATION}\\[(?:${PROBLEM_NAMES})\\s?#?\\d{0,3}\\]|^\\s{0,3}(?:#{1,6}|\\*\\*|\\\\section\\*?\\{)\\s*(?:${PROBLEM_NAMES})\\b\\s*#?\\s*\\d{0,3}\\s*(?:[*}:]{0,3})\\s*$|^\\s*(?:next|another|new) (?:question|problem|example)\\b`,
  'iu',
);
/** `Question 2` alone on its line. */
const NUMBERED_HEADING = new RegExp(
  `^${DECORATION}(?:${PROBLEM_NAMES})\\s{0,3}#?\\s{0,3}\\d{1,3}${DECORATION}$`,
  'iu',
);
/** A turn of a chat whose template lost its tokens. */
export const BARE_ROLE = /^\s*(?:user|assistant|human|model|system)\s*$/i;
/** `2. Tom has 9 pens.` */
export const NUMBERED_LINE = /^[\s*(]{0,6}(\d{1,3})[.)][\s*]{1,4}\p{Lu}/u;
/** A question with a number may be the next sub-question of this problem; a problem or an exercise is none. */
export const NUMBERED = new RegExp(
  `^${DECORATION}(?:question|q|input|query)${DECORATION}\\s*#?\\s*(\\d{1,3})`,
  'iu',
);
/** The same heading behind an answer on its line. */
export const IN_LINE =
  /(?:(?<=[\d.!?%)}\]>*"])|(?<=[\d.!?%)}\]>*"]\s{1,4})|(?<=(?:yes|no|true|false)[.!]?\s{0,4}))(?:(?:Human|User|Question|Problem|Instruction|Q|USER|QUESTION)\s{0,2}\d{0,2}\s{0,2}:|\[(?:Question|Problem|User|QUESTION|PROBLEM|USER)\s?\d{0,2}\])/;
/** A heading that names a part of this problem, not a new one. */
export const SUB_QUESTION = /^[\s#>*_-]*sub-?\s?(?:question|problem)/i;
/** A sub-question is one sentence; a problem tells a story first. */
const ONE_QUESTION = /^(?:[^.!?？]|\.(?=\d)){1,200}[?？][\s*_]*$/;

const ANOTHER =
  '(?: (?:this|these|the|following|another|one|next|new|similar|problems?|questions?|exercises?|yourself|on your own))';
/** `Now solve: A farmer has …`, `Try this one:`; behind an answer, since `Now solve: 3x = 9` may be a step. */
export const ASKS_ANOTHER = new RegExp(
  `^${DECORATION}(?:(?:now|next|then|also)(?:,? please)?,? (?:solve|answer|try|work out)${ANOTHER}{0,5}|(?:please |let's )?(?:solve|answer|try|work out)${ANOTHER}{1,5}|solve|your turn|practice(?: (?:problem|question|exercise)s?)?|bonus(?: (?:problem|question))?|here(?:'s| is) (?:another|a (?:similar|new|second))(?: (?:one|problem|question|example|exercise))?)${DECORATION}[:：!.]${DECORATION}(?:$|["']?\\p{L}[\\p{L}'’-]*(?:,? ["']?[\\p{L}\\p{N}$][\\p{L}\\p{N}'’.$-]*){3})`,
  'iu',
);
/** Behind a rule these words need no story: `Solve the following: 12 + 9`. */
const ASKS_ANYTHING = new RegExp(
  `^${DECORATION}(?:now |next |then |also )?,? ?(?:please |let's )?(?:solve|answer|try|work out|compute|calculate)${ANOTHER}{1,5}${DECORATION}[:：!.]`,
  'iu',
);
/** `Given: 9 vases with 5 roses. Find: the number of roses.` */
export const GIVEN = new RegExp(
  `^${DECORATION}given${DECORATION}[:：].{1,300}?\\b(?:find|asked|to find)${DECORATION}[:：]`,
  'iu',
);
/** `---` between two parts of a text. */
export const RULE_LINE = /^\s*(?:-{3,}|\*{3,}|_{3,}|={3,}|[—–]{2,}|(?:[-*_] ){2,}[-*_])\s*$/;

/** Whether the text behind a rule asks something else: its first paragraph has a question, or words that ask for another answer. */
export function asksAnother(rest: string): boolean {
  const [paragraph = ''] = rest
    .slice(0, LONGEST_HEAD)
    .trimStart()
    .split(/\n[ \t]*\n/, 1);
  return (
    ASKS_ANOTHER.test(paragraph) ||
    ASKS_ANYTHING.test(paragraph) ||
    /[\p{L}\d"'”)][?？](?:\s|$|\*)/u.test(paragraph)
  );
}

export const headsProblem = (line: string): boolean => PROBLEM.test(line) || NUMBERED_HEADING.test(line);

/** One sentence that asks, with at most one number: a problem gives two or more. */
const isSubQuestion = (text: string): boolean =>
  ONE_QUESTION.test(text) && (text.match(/\d[\d.,]*/g) ?? []).length < 2;

/**
 * Whether `rest`, which begins with a question, goes on with the sub-questions of this problem: it marks one answer, behind all its
 * questions. A model that runs on marks the answer of each problem in the same way, so the first one would have been marked too.
 * Only for numbers: a problem that asks for yes or no is one sentence itself.
 */
export function isOwnRest(rest: string, marksAnswer: (line: string) => boolean): boolean {
  const lines = rest
    .split('\n')
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
    .map((line) => line.slice(0, LONGEST_HEAD));
  const marked = lines.flatMap((line, index) => (marksAnswer(line) ? [index] : []));
  return (
    marked.length === 1 &&
    lines.every((line, index) => {
      if (ROLE.test(line)) return false;
      if (!headsProblem(line)) return true;
      const asked = line.replace(PROBLEM, '');
      return (
        index < (marked[0] ?? 0) && isSubQuestion(asked.trim() === '' ? (lines[index + 1] ?? '') : asked)
      );
    })
  );
}
