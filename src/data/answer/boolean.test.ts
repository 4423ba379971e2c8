// Yes and no: a clear opening word is the answer, whatever words the explanation uses.
import { describe, expect, test } from 'vitest';
import { checkRows } from './check-rows.fixture.ts';
import { extractAnswer } from './extract.ts';

describe('a clear opening word', () => {
  checkRows('boolean', [
    ['No, even though many think it is true.', 'no', 'opening'],
    ['Yes, since it is false that whales are fish.', 'yes', 'opening'],
    ['No. Some people would answer yes.', 'no', 'opening'],
    ['Yes. Both Paris and Lyon lie in France.', 'yes', 'opening'],
    ['No. Neither of them has wings.', 'no', 'opening'],
    ['No. Either way, it is too cold.', 'no', 'opening'],
    ['Yes. The price depends on the season.', 'yes', 'opening'],
    ['Yes. The exact date is unknown.', 'yes', 'opening'],
    ['No, it is unclear why he left.', 'no', 'opening'],
    ['Yes\n\nThe statement that owls swim is false.', 'yes', 'opening'],
    ['True. It would be false for bats.', 'yes', 'opening'],
    ['«Yes»', 'yes'],
    ['“No”', 'no'],
    ['❌ No', 'no'],
    ['✔️ Yes.', 'yes'],
    ['* Yes', 'yes'],
    ['> No', 'no'],
    ['1. Yes', 'yes'],
    ['A: No, owls do not.', 'no'],
    ['Answer: Yes, both do.', 'yes'],
    ['YES!', 'yes'],
    ['Nope, they cannot.', 'no'],
    ['**Yes** — neither is a fish.', 'yes'],
  ]);
});

describe('a word that is taken back', () => {
  checkRows('boolean', [
    ['Yes... no, actually no.', 'no'],
    ['No. Wait, yes.', 'yes'],
    ['Yes. Actually, no.', 'no'],
    ['No at first glance. However, on reflection: yes.', 'yes'],
    ['Yes, it seems. But therefore, no.', 'no'],
    ['Yes. So the answer is no.', 'no'],
    ['The answer is yes. Wait, no.', 'no'],
    ['The answer is not yes.', 'no'],
  ]);
});

describe('stated places', () => {
  checkRows('boolean', [
    ['The answer is no, neither of them.', 'no'],
    ['The answer is yes, it depends on nothing else.', 'yes'],
    ['#### yes, either will do', 'yes'],
    ['So the answer is no; both are false.', 'no'],
    ['\\boxed{\\text{Yes, both}}', 'yes'],
    ['The answer is clear: no.', 'no'],
    ['The answer is both.', null],
    ['The answer is neither yes nor no.', null],
    ['The answer is unknown.', null],
    ['#### it depends', null],
    ['Yes and no.', null],
    ['The answer is yes/no.', null],
    ['Owls are birds. It is true that birds fly.', null],
    ['Owls have eyes. So, true.', 'yes'],
  ]);
});

test.each([
  "That can't be true.",
  'That cannot be true.',
  'That could not possibly be true.',
  'The answer cannot be yes.',
  'There is no way that is true.',
  'It is not the case that this is true.',
  'It would be wrong to say yes.',
  'It is false to say yes.',
])('a denied word is not the answer: %s', (output) => {
  expect(extractAnswer(output, 'boolean')?.value).not.toBe('yes');
});

test.each([
  ['He did not live to see it, so no.', 'no'],
  ['It is not far, so the answer is yes.', 'yes'],
  ['It cannot fly because it is a fish. So the answer is no.', 'no'],
  ['The claim is not true.', 'no'],
])('a denial in another clause is no denial of the answer: %s', (output, answer) => {
  expect(extractAnswer(output, 'boolean')?.value).toBe(answer);
});

describe('an opening under a condition is not clear', () => {
  checkRows('boolean', [
    ['Yes if he is alive, otherwise no.', null],
    ['Yes, if he is alive; otherwise no.', null],
    ['Yes, unless he is dead.', null],
    ['No, unless he is alive.', null],
    ['Yes, provided that it rains.', null],
    ['Yes, but only if it rains.', null],
    ['Yes, as long as it rains.', null],
    ['Yes, assuming he is alive.', null],
    ['The answer is yes if he is alive, otherwise no.', null],
    ['#### yes if he is alive', null],
    ['Yes, if he is alive. He is dead. So the answer is no.', 'no'],
    ['Yes, if he is alive. He is. So, yes.', 'yes'],
    ['Yes, even if he is dead.', 'yes', 'opening'],
    ['Yes, because if he were dead, he would not.', 'yes', 'opening'],
    ['Yes. If he had not, he would be dead.', 'yes', 'opening'],
    ['No, if it were true he would be rich.', 'no', 'opening'],
    ['Yes, since he is alive.', 'yes', 'opening'],
    ['The answer is yes, since he is alive.', 'yes'],
  ]);
});

describe('a word that is asked is no answer', () => {
  checkRows('boolean', [
    ['True? Not quite.', null],
    ['True? Not really.', null],
    ['Yes? Not quite.', null],
    ['So, is it true? Not quite.', null],
    ['Could it be yes? Hardly.', null],
    ['Is it false? No.', null],
    ['The answer is yes? No.', null],
    ['True? No.', 'no'],
    ['Is it true? No.', 'no'],
    ['Is it true? Yes.', 'yes'],
    ['Yes? No.', 'no'],
    ['No? Yes, it is.', 'yes'],
    ['Did he live? Yes.', 'yes'],
    ['Is it possible? No, it is not.', 'no'],
    ['Yes! Is that not clear?', 'yes'],
  ]);
});

describe('no, true and false in a sentence correct nothing', () => {
  checkRows('boolean', [
    ['The answer is yes. In fact, no one doubts it.', 'yes'],
    ['Yes. In fact, no bird can do that.', 'yes', 'opening'],
    ['Answer: Yes, in fact no one else did.', 'yes', 'label'],
    ['#### Yes (actually no-one doubts it)', 'yes', 'marker'],
    ['Yes, it can. Actually, no other bird can.', 'yes', 'opening'],
    ['No. Actually, true north differs.', 'no', 'opening'],
    ['The answer is no: in fact, true owls sleep by day.', 'no'],
    ['Yes. In fact, false teeth were known by then.', 'yes', 'opening'],
    ['Yes. Actually, no, it cannot.', 'no'],
    ['Answer: yes, wait, no because it has no wings', 'no'],
    ['The answer is no, I mean true.', 'yes'],
    ['No. Wait, yes they can.', 'yes'],
  ]);
});

describe('words that stress a yes or no', () => {
  checkRows('boolean', [
    ['The answer is without doubt yes.', 'yes', 'phrase'],
    ['The answer is without a doubt no.', 'no', 'phrase'],
    ['The answer is, no doubt, yes.', 'yes', 'phrase'],
    ['The answer is of course yes.', 'yes', 'phrase'],
    ['The answer is almost certainly no.', 'no', 'phrase'],
    ['The answer is an emphatic no.', 'no', 'phrase'],
    ['So it is without doubt yes.', 'yes'],
    ['I doubt that it is yes.', null],
    ['The answer is no doubt known.', null],
  ]);
});

describe('what others say, what would be otherwise, how sure the writer is', () => {
  checkRows('boolean', [
    ['I would say yes, though some say no.', 'yes'],
    ['I think yes, even though many people say no.', 'yes'],
    ['I think no, even if some would say yes.', 'no'],
    ['Many would say yes.', 'yes'],
    ['Thus no. If penguins could fly, it would be yes.', 'no'],
    ['So yes. If it were otherwise, the answer would be no.', 'yes'],
    ['No. 1 song was by Queen, so yes.', 'yes'],
    ['No. 5 is odd.', 'no'],
    ['It is not true that yes is the answer; penguins cannot fly, so no.', 'no'],
    ['Since penguins cannot fly the answer is no.', 'no'],
    ['Probably yes.', 'yes'],
    ['Most likely no, since owls do not swim.', 'no'],
    ['Definitely yes!', 'yes'],
    ['Unfortunately, no.', 'no'],
    ['I believe yes.', 'yes'],
    ['That is a no.', 'no'],
    ['It would be a clear yes.', 'yes'],
    ['The answer is, surprisingly, yes.', 'yes'],
    // no answer
    ['1. Yes\n2. No', null],
    ['a) yes\nb) no', null],
    ['- Yes\n- No', null],
    ['Probably yes or no.', null],
    ['That is a no-go area.', null],
    ['The answer is unlikely yes.', null],
  ]);
});
