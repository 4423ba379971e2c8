// Lines and sentences behind the answer that say something of it, or to the reader.
import { describe } from 'vitest';
import { checkRows, type Row } from './check-rows.fixture.ts';

const reads48 = (outputs: readonly string[]) =>
  checkRows(
    'number',
    outputs.map((output): Row => [output, '48']),
  );

describe('remarks behind the answer', () =>
  reads48(
    [
      ' (Confidence 9/10)',
      ' [confidence 90%]',
      '\n\n100% sure.',
      '\n\nDifficulty: 2/5',
      '\n\n(Grade level: 4)',
      '\n\nGrade 4',
      '\nLevel: 3',
      '\n\nTopic: multiplication (grade 3)',
      '\n\n© 2023 MathHelp',
      '\n\n(c) 2024 MathHelp',
      '\n\n5 stars for you!',
      '\n\nThis problem is from Chapter 7, Exercise 12.',
      '\n\nThis question was taken from Unit 3, Lesson 12.',
      '\n\nLearn more in Chapter 3.',
      ' I hope that helps! Rate this answer from 1 to 5.',
      ' Please rate my answer from 1 to 5!',
      ' Need help with 2 more problems? Just ask.',
      '\n\nSteps: 3\nTime: 12s',
      '\n\nTotal steps: 2\nTime taken: 12 seconds',
      '\n\nPosted on 12 May 2023',
      '\n\nAnswered by Tom on 5/6/2023',
    ].map((remark) => `48 muffins.${remark}`),
  ));

describe('an explanation, a list or advice behind the answer', () => {
  reads48([
    'So there are 48 muffins.\n\nExplanation: She bakes 6 rows of 8.',
    'So there are 48 muffins.\n\nReasoning: 6 rows with 8 muffins each.',
    'So there are 48 muffins.\n\nKey takeaways:\n1. Multiply rows by columns.\n2. Check your result.',
    '48 muffins.\n\n**Key points:**\n- 6 rows\n- 8 columns',
    '48 muffins.\n\nSummary:\n1. Count rows.\n2. Multiply.',
    // it works the answer out, or nothing else does
    'So each box has 6 muffins.\n\nExplanation: 6 * 8 = 48 muffins in all.',
    'There are 6 rows.\nReasoning: 6 rows of 8 muffins give 48 muffins.',
    'Explanation: She bakes 48 muffins.',
    '6 rows of 8.\n\nKey points:\n- 6 * 8 = 48',
    '6 rows.\n1. One row has 8.\n2. The total is 48.',
    'Steps: 3\n48 muffins',
  ]);
});
