import { expect, test } from 'vitest';
import { InterruptedError, SocraticError, usingOption } from './errors.ts';
import { option, say } from './message.ts';

test('an error has the fault of its code, or the one that it was given', () => {
  expect(new SocraticError('out-exists', 'x').fault).toBe('input');
  expect(new SocraticError('engine-died', 'x').fault).toBe('environment');
  expect(new SocraticError('engine-died', 'x', { fault: 'internal' }).fault).toBe('internal');
});

test('the message of an error names options as the library does', () => {
  const error = new SocraticError('out-exists', say`Use ${option('force')}.`, { subject: { path: 'a' } });
  expect(error.message).toBe('Use `force`.');
  expect(error.subject).toEqual({ path: 'a' });
});

test('an error about what an option named is input, and says which option', async () => {
  const unreadable = () => {
    throw new SocraticError('file-unreadable', 'a.csv', { subject: { path: 'a.csv', line: 3 } });
  };
  const expected = { fault: 'input', subject: { path: 'a.csv', line: 3, option: 'data' } };
  expect(() => usingOption('data', unreadable)).toThrow(expect.objectContaining(expected));
  await expect(usingOption('data', async () => unreadable())).rejects.toMatchObject(expected);
  expect(() => usingOption('out', () => usingOption('data', unreadable))).toThrow(
    expect.objectContaining(expected),
  );
});

test('an error about nothing that was named passes as it is, a bug stays a bug', () => {
  const died = new SocraticError('engine-died', 'x');
  const bug = new SocraticError('graph-refused', 'x', { subject: { path: 'a' } });
  const stopped = new InterruptedError('x', { subject: { path: 'a' } });
  for (const error of [died, bug, stopped]) {
    const { fault } = error;
    expect(() =>
      usingOption('student', () => {
        throw error;
      }),
    ).toThrow(error);
    expect(error.fault).toBe(fault);
  }
  expect(died.subject.option).toBeUndefined();
  expect(usingOption('data', () => 3)).toBe(3);
});
