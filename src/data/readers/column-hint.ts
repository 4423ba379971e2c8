// What to do about a file in which not one problem could be read, from the reasons why its lines were left out.
import { command, type Message, option, say } from '../../common/index.ts';
import { nameAmong, stepNames } from './column-census.ts';
import { severalLists } from './json-records.ts';

/** Names under which datasets and tools, in several languages, keep a question and its answer, the more telling first. */
const questionNames =
  'problem prompt query instruction input_text input task user original_question original_text squestion problem_text question_text problem_statement exercise word_problem text body frage fragestellung aufgabe aufgabenstellung aufgabentext pregunta enunciado problema ejercicio énoncé enonce exercice problème probleme domanda esercizio quesito pergunta questão questao vraag opgave pytanie zadanie fråga uppgift spørgsmål opgave kysymys soru otázka вопрос задача 问题 題目 题目 質問 問題 질문 문제 سؤال प्रश्न'.split(
    ' ',
  );
const answerNames =
  'answer final_answer completion response output_text output target_text target expected_output solution label result gold correct_answer correct expected ans final_ans lsolutions answer_text answers answerkey chosen antwort lösung loesung ergebnis respuesta resultado solución solucion réponse reponse résultat resultat solution risposta risultato soluzione resposta antwoord odpowiedź odpowiedz wynik svar vastaus cevap odpověď ответ 答案 回答 解答 答え 답 정답 جواب उत्तर'.split(
    ' ',
  );

/** The column with the first of the known names, as a whole, otherwise as a word of it: `Frage (Text)`, `math_problem`. */
function columnAmong(names: readonly string[], known: readonly string[]): string | undefined {
  const whole = nameAmong(names, known);
  if (whole !== undefined) return whole;
  const wordsOf = (name: string): readonly string[] => name.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  return known.flatMap((word) => names.filter((name) => wordsOf(name).includes(word)))[0];
}

/** A sentence about the file `path` with a blank before it, or nothing. Columns are named where a dataset is made of a file, and only there. */
export function columnHint(path: string, reasons: readonly string[]): string | Message {
  if (reasons.some((reason) => /[\uFFFD\0]/.test(reason))) return ' Is the file UTF-8?';
  if (reasons.every((reason) => /^has \d+ fields, the header has 1$/.test(reason))) {
    return ' The first line must hold the names of the columns. Remove what stands above them.';
  }
  if (reasons.some((reason) => reason.startsWith(severalLists))) {
    return say` Name them train, validation and test, or save each as a file of its own: ${option('test')} names the file with the test problems.`;
  }
  const names = reasons.map(namesIn).find((found) => found !== null);
  if (names === undefined || names === null) return '';
  if (names.some((name) => /^column \d+ \(no name\)$/.test(name))) {
    return ' The first line must hold the names of the columns. Remove what stands above them.';
  }
  if (names.some(isCell)) {
    return ' The first line is taken for the names of the columns and looks like a problem: put a line with the names above it, for example question,answer.';
  }
  const question = names.includes('question')
    ? undefined
    : columnAmong(names, ['question', ...questionNames]);
  const remaining = names.filter((name) => name !== question);
  const answer = names.includes('answer') ? undefined : columnAmong(remaining, ['answer', ...answerNames]);
  const others = remaining.filter((name) => name !== answer);
  const steps = names.includes('steps') ? undefined : nameAmong(others, stepNames);
  const mapping = [
    ...(names.includes('question') ? [] : [`question=${question ?? 'NAME'}`]),
    ...(names.includes('answer') ? [] : [`answer=${answer ?? 'NAME'}`]),
    ...(steps === undefined ? [] : [`steps=${steps}`]),
  ].join(',');
  const isKnown = question !== undefined || answer !== undefined;
  const [perhaps, columns] = isKnown ? [', perhaps', mapping] : ['', 'question=NAME,answer=NAME'];
  const more = steps === undefined ? ' (and steps=NAME, if one holds the steps of the solution)' : '';
  const made = command('data', path, option('columns', columns), option('out', 'data/mine'));
  return say` Make a dataset of it and name the columns that hold them${more}${perhaps}: ${made}`;
}

/** The names that a line has, where it lacks a column; null for another reason. */
function namesIn(reason: string): readonly string[] | null {
  const names = /^(?:item \d+ )?has no "[^"]*" \(it has (.*)\)$/.exec(reason)?.[1];
  return names === undefined ? null : names.split(', ');
}

/** A number, or a sentence. */
function isCell(name: string): boolean {
  return /^[-+]?\d[\d.,]*$/.test(name) || /[?.!]$/.test(name) || name.length > 60;
}
