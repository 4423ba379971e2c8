// Where a configuration says rotary positions twice, `transformers` takes one of them: the same here.
import { expect, test } from 'vitest';
import { parseRotary } from './rotary.ts';

const size = { headSize: 8, contextLength: 64 };
const read = (json: object) => parseRotary(json, size, 'x', 'Llama');
const same = (a: object, b: object) => expect(read(a).frequencies).toEqual(read(b).frequencies);

test('rope_scaling goes before rope_parameters, whose base then does not count', () => {
  same(
    {
      rope_theta: 500,
      rope_scaling: { rope_type: 'linear', factor: 4 },
      rope_parameters: { rope_type: 'default', rope_theta: 7 },
    },
    { rope_theta: 500, rope_scaling: { rope_type: 'linear', factor: 4 } },
  );
  same(
    { rope_theta: 500, rope_scaling: {}, rope_parameters: { rope_theta: 7 } },
    { rope_parameters: { rope_theta: 7 } },
  );
});

test('the base among the parameters goes before the one beside them', () => {
  same({ rope_theta: 500, rope_parameters: { rope_theta: 7, rope_type: 'default' } }, { rope_theta: 7 });
});

test('original_max_position_embeddings beside the parameters goes before the one among them', () => {
  const yarn = { rope_type: 'yarn', factor: 4 };
  same(
    { original_max_position_embeddings: 16, rope_scaling: { ...yarn, original_max_position_embeddings: 32 } },
    { rope_scaling: { ...yarn, original_max_position_embeddings: 16 } },
  );
  same({ rope_scaling: yarn }, { rope_scaling: { ...yarn, original_max_position_embeddings: 64 } });
});

test('rope_type goes before its older name', () => {
  same(
    { rope_scaling: { type: 'default', rope_type: 'linear', factor: 2 } },
    { rope_scaling: { rope_type: 'linear', factor: 2 } },
  );
});

test('parameters for each kind of layer are refused where a model has one kind', () => {
  const nested = { rope_parameters: { full_attention: { rope_type: 'linear', factor: 2 } } };
  expect(() => read(nested)).toThrow(/rotary parameters for each kind of layer \(full_attention\)/);
});
