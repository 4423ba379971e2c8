// The readable view of markdown and LaTeX: its text, what the decoration marked, and where its characters come from.
import { describe, expect, test } from 'vitest';
import { cleanText } from './clean.ts';

test('a text without decoration stands for itself and marks nothing', () => {
  expect(cleanText('9 pens')).toEqual({
    text: '9 pens',
    origin: [0, 1, 2, 3, 4, 5],
    until: [1, 2, 3, 4, 5, 6],
    boxes: [],
    tags: [],
    bolds: [],
  });
});

describe('a star', () => {
  const long = ' and so on'.repeat(30);
  test.each([
    ['She got an A* in French.', 'She got an A* in French.'],
    [`She got an A* in French,${long}`, `She got an A* in French,${long}`],
    ['*Note*\nAnn got an A* in French.', ' Note \nAnn got an A* in French.'],
    // behind a word or a number with a letter, and where emphasis ends
    ['the boys* in class', 'the boys  in class'],
    ['room 3b* in class', 'room 3b  in class'],
    ['*for an A* in French', ' for an A  in French'],
  ])('%j reads %j', (source, text) => expect(cleanText(source).text).toBe(text));
});

describe('two stars between digits', () => {
  test.each([
    ['3**2 pens', '3^2 pens', []],
    ['**3 pens**2 cups', ' 3 pens 2 cups', ['3 pens']],
    ['**pens: 3**2 cups', ' pens: 3 2 cups', ['pens: 3']],
    ['**pens** 3**2 cups', ' pens  3^2 cups', ['pens']],
    ['<b>3**2 pens', ' 3 2 pens', ['3']],
  ])('%j reads %j', (source, text, marked) => {
    const view = cleanText(source);
    expect(view.text).toBe(text);
    expect(view.bolds.map(({ start, end }) => view.text.slice(start, end))).toEqual(marked);
  });
});
