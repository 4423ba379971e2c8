// StrategyQA (Geva et al. 2021): yes-or-no questions with facts and a decomposition into sub-questions.
import type { Problem } from '../problem.ts';
import { booleanField, objectOf, textField, textListField } from './fields.ts';
import { readJsonArray } from './json-array.ts';
import { type Reading, type ReadingReport, readRecords } from './reading.ts';
import { sourceFile } from './source-folder.ts';

/**
 * The first `#k` that does not refer to an earlier sub-question, as `sub-question 2 refers to #3`; null when all
 * references can be resolved.
 */
export function unresolvedReference(decomposition: readonly string[]): string | null {
  for (const [index, text] of decomposition.entries()) {
    for (const [reference, k] of text.matchAll(/#(\d+)/g)) {
      if (Number(k) < 1 || Number(k) > index) return `sub-question ${index + 1} refers to ${reference}`;
    }
  }
  return null;
}

function readSplit(source: string, name: string, report: ReadingReport): Problem[] {
  const file = sourceFile(source, name, 'strategyqa');
  const { values, skipped } = readJsonArray(file);
  for (const line of skipped) report.skipped.push(line);
  return readRecords(file, values, report, (value, line): Problem => {
    const fields = objectOf(value);
    const question = textField(fields, 'question').trim();
    const answer = booleanField(fields, 'answer') ? 'yes' : 'no';
    const facts = textListField(fields, 'facts') ?? [];
    const decomposition = textListField(fields, 'decomposition') ?? [];
    const unresolved = unresolvedReference(decomposition);
    if (unresolved !== null) {
      const reason = `its decomposition is left out: ${unresolved}, which is no earlier one`;
      report.withoutSteps.push({ file, line, reason });
    }
    return {
      id:
        fields.qid === undefined
          ? `strategyqa-${name.replace('.json', '')}-${line}`
          : textField(fields, 'qid'),
      question,
      answer,
      answerType: 'boolean',
      ...(facts.length > 0 && { facts }),
      ...(decomposition.length > 0 && unresolved === null && { decomposition }),
    };
  });
}

/** Reads `train.json` as train and `dev.json` as test (the answers of the official test set are not public). */
export function readStrategyQa(source: string, report: ReadingReport): Reading {
  const reading = {
    train: readSplit(source, 'train.json', report),
    test: readSplit(source, 'dev.json', report),
  };
  report.notes.push('StrategyQA: Geva et al. 2021, MIT licence; dev.json serves as test');
  return reading;
}
