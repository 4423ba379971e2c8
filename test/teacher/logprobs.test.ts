// Log-probabilities: asked for, stored in short, and refused where there are none.
import { describe, expect, test } from 'vitest';
import { ResponseStore } from '../../src/teacher/index.ts';
import { annotateWorld } from './annotate-world.ts';
import { socratic, socraticJson } from './cli.ts';
import { goodChain } from './fixtures.ts';

const world = annotateWorld(6);

describe('log-probabilities', () => {
  const tokens = [
    {
      token: 'No',
      logprob: -0.123456789,
      bytes: [78, 111],
      top_logprobs: [{ token: 'No', logprob: -0.123456789 }],
    },
    {
      token: '\uFFFD',
      logprob: -2,
      bytes: [240, 159],
      top_logprobs: [{ token: '\uFFFD', logprob: -2, bytes: [240, 159] }],
    },
  ];
  const stored = async () => {
    const opened = await ResponseStore.open(world.store);
    const responses = [...opened.responses()];
    await opened.close();
    return responses;
  };

  test('are asked for and stored in short, once', async () => {
    world.plan = (call) => ({ do: 'answer', text: goodChain(call), logprobs: tokens });
    await socratic(...world.command('--limit', '1', '--logprobs', '1'));
    expect(world.server.log).toMatchObject([{ logprobs: true, topLogprobs: 1 }]);
    const [response, more] = await stored();
    expect(more).toBeUndefined();
    expect(response?.logprobs).toEqual([
      ['No', -0.12346, [['No', -0.12346]]],
      [[240, 159], -2, [[[240, 159], -2]]],
    ]);
    expect(response?.body).not.toContain('logprob');
    expect(response?.body).toContain('finds 100 pens');
  });

  test('that do not come are reported once; without them nothing else is asked', async () => {
    const { stderr } = await socratic(...world.command('--logprobs', '2'));
    expect(stderr.match(/answers without them/g)).toHaveLength(1);
    await socratic(...world.command('--force'));
    expect(world.server.log).toHaveLength(12); // asked with and without is not the same
    expect(world.server.log[11]).toMatchObject({ logprobs: undefined, topLogprobs: undefined });
    expect((await stored()).every((response) => !('logprobs' in response))).toBe(true);
  });

  test.each(['anthropic:claude-haiku-4-5', 'google:gemini-2.5-flash'])('%s has none', async (teacher) => {
    const argv = [
      'annotate',
      '--data',
      world.data,
      '--teacher',
      teacher,
      '--kind',
      'cot',
      '--out',
      world.out,
      '--logprobs',
      '5',
    ];
    const { exitCode, json } = await socraticJson(...argv, '--dry-run');
    expect(exitCode).toBe(2);
    expect(json.error).toMatchObject({ code: 'logprobs-unsupported' });
  });
});
