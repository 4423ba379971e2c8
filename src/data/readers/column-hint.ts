// What to do about a file in which not one problem could be read, from the reasons why its lines were left out.
import { command, type Message, option, say } from '../../common/index.ts';

/** Names under which published datasets and tools keep a question and its answer, the more telling first. */
const questionNames =
  'problem prompt query instruction input task user original_question original_text squestion problem_text question_text text body'.split(
    ' ',
  );
const answerNames =
  'answer final_answer completion response output target solution label result gold expected ans final_ans lsolutions answer_text'.split(
    ' ',
  );

/** A sentence about the file `path` with a blank before it, or nothing. Columns are named where a dataset is made of a file, and only there. */
export function columnHint(path: string, reasons: readonly string[]): string | Message {
  if (reasons.some((reason) => /[\uFFFD\0]/.test(reason))) return ' Is the file UTF-8?';
  if (reasons.every((reason) => /^has \d+ fields, the header has 1$/.test(reason))) {
    return ' The first line must hold the names of the columns. Remove what stands above them.';
  }
  const names = reasons.map(namesIn).find((found) => found !== null);
  if (names === undefined || names === null) return '';
  const question = names.includes('question') ? undefined : nameAmong(names, questionNames);
  const answer = names.includes('answer') ? undefined : nameAmong(names, answerNames);
  const mapping = [
    ...(question === undefined ? [] : [`question=${question}`]),
    ...(answer === undefined ? [] : [`answer=${answer}`]),
  ].join(',');
  const [perhaps, columns] = mapping === '' ? ['', 'question=NAME,answer=NAME'] : [', perhaps', mapping];
  const made = command('data', path, option('columns', columns), option('out', 'data/mine'));
  return say` Make a dataset of it and name the columns that hold them${perhaps}: ${made}`;
}

/** The names that a line has, where it lacks a column; null for another reason. */
function namesIn(reason: string): readonly string[] | null {
  const names = /^(?:record \d+ )?has no "[^"]*" \(it has (.*)\)$/.exec(reason)?.[1];
  return names === undefined ? null : names.split(', ');
}

function nameAmong(names: readonly string[], known: readonly string[]): string | undefined {
  return known.flatMap((name) => names.filter((given) => given.toLowerCase() === name))[0];
}
