// A question behind a given answer begins another problem, whatever stands before it: it asks for something new, or tells a story of its own.
// Questions of the same problem look alike: `Is that right?`, `How many are left?`, `She has 6 rows. How many muffins is that?`

const LONGEST_PROBLEM = 800; // characters up to its question mark
/** Before a problem: a list number, decoration, a label such as `Student:` or `The next question is:`. */
const LEAD =
  /^[\s#>*_~=|([-]{0,12}(?:\d{1,3}[.)\]][\s*]{1,4})?(?:\p{L}[\p{L}'’-]{0,20}(?: [\p{L}'’-]{1,20}){0,3} ?\d{0,3}[\])]?[*_]{0,3}\s?[:：\]][*_]{0,3}\s?)?["“*_]{0,3}/u;
const QUESTION_END = /[\p{L}\p{N}%)"'”’][?？](?=[\s*_"”)<[]|$)/u;
const SENTENCE_END = /(?<=[\p{L}\p{N}%)"”][.!])\s+/u;
const ASKS =
  /^(?:[^,]{1,120}, )?(?:how|what|which|who|whom|whose|when|where|do|does|did|is|are|was|were|can|could|will|would|has|have|had|if|find)\b/i;
/** A question about the answer, to the reader, or one that goes on. */
const RHETORICAL =
  /^(?:so|but|and|now|then|next|wait|hmm+|ok|okay|well|right|why|really|also|first|(?:is|was|are|were|does|did|isn['’]t|doesn['’]t) (?:that|this|it|these|there)\b|(?:do|does|did|can|could|should|shall|would|will|may|are|have|am) (?:you|we|i)\b|what (?:about|if|does (?:that|this|it)|do (?:we|i|you)|did (?:we|i)|(?:is|was) (?:that|this|it|left|next|the (?:final |correct )?answer))|how (?:about|come|do (?:we|i|you)|did (?:we|i|you)|can (?:we|i|you)|many (?:is|are|was|were) (?:that|this|it|left|there)\b|much is (?:that|this|it|left)))\b|\b(?:correct|right|make sense|makes sense|answer|explanation|double-?check|mistake|sure|help)\b[^?]*$/i;
/** The task of a problem that asks no question: `If she worked 50 hours, calculate her income.` */
const TASK =
  /(?:^|[.!?]\s+|,\s)(?:calculate|find|determine|compute|work out)\s[^.!?\n]{8,160}[\p{L}\d][.!](?=\s|$)/iu;
/** The first sentence goes on with the solution. */
const GOES_ON =
  /^(?:so|thus|therefore|hence|wait|actually|but|however|now|next|then|first|second|also|because|since|this|that|these|let|note|check|i|we|to|the answer|finally|in total|altogether)\b/i;
/** Anywhere: it solves or checks. */
const SOLVES =
  /[=≈]|####|\\boxed|\b(?:the|my|our) (?:final )?answer\b|\blet(?:['’]s| me)\b|(?:^|[.!?] )(?:wait|actually|therefore|hence|thus)\b/i;
/** What follows the question takes the answer back. */
const CORRECTS =
  /\b(?:wait|oops|scratch that|my mistake|(?:i|we) (?:made|was|were|forgot|missed)|let(?:['’]s| me) (?:re|check|double|try again|see))/i;
/** The beginning of a story about somebody or something new. */
const NEW_SUBJECT =
  /^(?:an?|there (?:is|are|was|were)|(?:in|on|at|during) (?:an?|\p{Lu}\p{L}+['’]s)|if an?|\d+|one|two|three|four|five|six|seven|eight|nine|ten|every|some|suppose|imagine|consider)\b/iu;
const NAME =
  /^(?!(?:The|This|That|These|Those|He|She|It|They|We|You|I|His|Her|Their|Its|Our|My|Your|Each|All|Both|So|Total|Step|Now|Since|After|Before|For|With|From|Then|There|As|And|But|Thus|Hence|Also|To|By|Of|If|When|Because|How|What)\b)(?:(?:Mr|Mrs|Ms|Dr)\.? )?\p{Lu}\p{L}+/u;

/** What has been said before the question. */
export interface Before {
  /** An answer that nothing of the same problem follows. */
  readonly strong: boolean;
  /** An answer that is stated as such; it may be that of a part. */
  readonly weak: boolean;
  /** The output asked a question before its answer. */
  readonly asked: boolean;
  /** Yes, no or a text is asked for: a problem is one question. */
  readonly oneQuestion: boolean;
  /** The end of the output up to here. */
  readonly text: string;
  /** The question that the output answers, where it is known; it may be repeated. */
  readonly question: string;
}

/** Whether `rest`, behind an answer, begins with another problem. */
export function beginsProblem(rest: string, before: Before): boolean {
  const head = rest.slice(0, LONGEST_PROBLEM);
  const lead = LEAD.exec(head)?.[0].length ?? 0;
  const mark = QUESTION_END.exec(head);
  const task = before.strong && mark === null ? TASK.exec(head) : null;
  const end = mark !== null ? mark.index + 1 : task !== null ? task.index + task[0].length : -1;
  if (end < 0) return false;
  const problem = head.slice(lead, end).replace(/\s+/g, ' ');
  const sentences = problem.split(SENTENCE_END);
  const question = sentences.at(-1) ?? '';
  const story = sentences.slice(0, -1).join(' ');
  const words = question.split(/\p{L}+/u).length - 1;
  const asks = task !== null || (ASKS.test(question) && !RHETORICAL.test(question));
  if (!asks || GOES_ON.test(problem) || SOLVES.test(problem)) return false;
  if (CORRECTS.test(head.slice(end, end + 200))) return false;
  if (words < 3) return story !== '' && before.strong;
  if (before.strong) return true;
  if (before.asked) return false;
  if (story !== '') return isNewStory(story, before);
  if (!before.weak) return false;
  return before.oneQuestion || question.split(/\d[\d.,]*/).length > 2; // more than one number
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function isNewStory(story: string, { text, question }: Before): boolean {
  if (plain(question).includes(plain(story).slice(0, 40))) return false;
  if (NEW_SUBJECT.test(story)) return true;
  const name = NAME.exec(story)?.[0];
  return name !== undefined && !text.toLowerCase().includes(name.toLowerCase());
}

/** Where a sentence begins behind an answer on one line. */
const BEHIND_ANSWER = /(?<=[.!])\s+(?=[\p{Lu}\d])|(?<=####\s{0,3}[-$€£]?\d[\d.,]{0,12})\s+(?=\p{Lu})/gu;

/** The places on `line` at which a sentence begins that may be another problem; a few, since each is looked at. */
export function sentenceStarts(line: string): number[] {
  const starts: number[] = [];
  for (const match of line.matchAll(BEHIND_ANSWER)) {
    starts.push(match.index + match[0].length);
    if (starts.length === 12) break;
  }
  return starts;
}
