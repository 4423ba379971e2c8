// What a model says between the marks of its chat template.
import { describe, expect, test } from 'vitest';
import { spokenText, templateMarkIn } from './index.ts';

describe('what is said', () => {
  test.each([
    ['plain text', 'She keeps 18.', 'She keeps 18.'],
    ['behind thoughts', '<think>17?\nno</think>\nShe keeps 18.', 'She keeps 18.'],
    ['behind thoughts of Mistral', '[THINK]17?[/THINK]She keeps 18.', 'She keeps 18.'],
    ['behind thoughts of Gemma', '<thought>\n17?\n</thought>\nShe keeps 18.', 'She keeps 18.'],
    [
      'behind thoughts without an opening tag',
      '17? The answer is 17.\n</think>\nShe keeps 18.',
      'She keeps 18.',
    ],
    ['behind two blocks of thoughts', '<think>a</think><think>b</think>She keeps 18.', 'She keeps 18.'],
    [
      'in the final channel',
      '<|channel|>analysis<|message|>17?<|end|><|start|>assistant<|channel|>final<|message|>She keeps 18.<|return|>',
      'She keeps 18.',
    ],
    [
      'in a channel without its tokens',
      'analysisThe user wants steps.assistantfinalShe keeps 18.',
      'She keeps 18.',
    ],
    ['behind thoughts of MiniMax', '<mm:think>17?</mm:think>She keeps 18.', 'She keeps 18.'],
    [
      'behind thoughts within thoughts',
      '<think><think>17?</think>Or 19?</think>She keeps 18.',
      'She keeps 18.',
    ],
    [
      'behind a mark of thoughts that thoughts speak of',
      'I must not write `</think>` yet.\n</think>\nShe keeps 18.',
      'She keeps 18.',
    ],
    [
      'in a final channel that is kept to JSON',
      '<|channel|>analysis<|message|>17?<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a": 18}<|return|>',
      '{"a": 18}',
    ],
    ['in a channel of the assistant', '<|channel|>assistant<|message|>She keeps 18.<|end|>', 'She keeps 18.'],
    ['before an end token', 'She keeps 18.<|im_end|>\n<|im_start|>user\nThanks', 'She keeps 18.'],
    ['before an end of sequence', 'She keeps 18.</s>', 'She keeps 18.'],
    ['behind the header of its turn', '<|im_start|>assistant\nShe keeps 18.<|im_end|>', 'She keeps 18.'],
    ['before thoughts that do not end', 'She keeps 18.\n<think>Is that', 'She keeps 18.'],
    ['nothing behind thoughts', '<think>She keeps 18.</think>', ''],
    ['nothing behind thoughts without an opening tag', 'She keeps 18.\n</think>\n', ''],
    ['nothing', '  ', ''],
  ])('%s', (_name, output, text) => expect(spokenText(output)).toEqual({ text, unfinished: false }));

  test.each([
    '<think>\nShe keeps 18.',
    'analysisThe user wants steps. She keeps 18.',
  ])('thoughts that do not end are not told from the answer: %j', (output) =>
    expect(spokenText(output).unfinished).toBe(true));
});

test.each([
  ['<thinking>', 'so <thinking> on'],
  ['</think>', 'so </think>'],
  ['[THINK]', '[THINK]'],
  ['◁think▷', '◁think▷ a'],
  ['assistantfinal', 'done.assistantfinal She'],
  ['<|im_end|>', 'a<|im_end|>'],
  ['<|made_up_token|>', 'a <|made_up_token|>'],
  ['<|channel|>', '<|channel|>other'],
  ['</s>', 'a</s>'],
])('%s is a mark of a template', (mark, text) => expect(templateMarkIn(text)).toBe(mark));

test.each([
  '6 < 7 and 8 > 5',
  'The final analysis: 18',
  '<<6*3=18>>18',
  'a|b',
  '[1, 2]',
  'I think 18',
])('%j has no mark', (text) => expect(templateMarkIn(text)).toBeNull());
