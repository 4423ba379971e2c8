// tokenizer.json to a tokenizer of any kind. A part that would change the ids and is not supported is an error that names it.
import { z } from 'zod';
import { unsupported } from '../tokenizer-errors.ts';
import { readAddedTokens, shorten, stagesOf } from '../tokenizer-file.ts';
import { endOfTextOf, type TokenizerSource } from '../tokenizer-source.ts';
import { readModel } from './models.ts';
import { readMovesStart, readNormalizers } from './normalizers.ts';
import { PipelineTokenizer } from './pipeline-tokenizer.ts';
import { readPreTokenizers } from './pre-tokenizers.ts';
import { readTokenBytes } from './token-bytes.ts';

/** Throws `tokenizer-invalid` for a malformed file, and `tokenizer-unsupported` for one with a part that is not computed here. */
export function readPipeline(source: TokenizerSource): PipelineTokenizer {
  const { file, path, config, options, fileBeside } = source;
  const model = readModel(file, path);
  const addedTokens = readAddedTokens(file, model.vocabulary, path);
  const ids = new Map(model.vocabulary);
  for (const { content, id } of addedTokens) ids.set(content, id);
  const eos = endOfTextOf(source, ids);
  const endOfText = ids.get(eos) ?? 0;
  const pipeline = {
    model,
    addedTokens,
    normalizer: readNormalizers(file.normalizer, path),
    movesStart: readMovesStart(file.normalizer, path),
    preTokenizer: readPreTokenizers(file.pre_tokenizer, path),
    tokenBytes: readTokenBytes(file.decoder, path),
  };
  const tokens = {
    endOfText,
    endOfTextIds: new Set([endOfText, ...(options.endOfTextIds ?? [])]),
    prefixIds: prefixOf(source, ids),
    namedTokens: { eos_token: eos, ...config.namedTokens },
    chatTemplate: config.chatTemplate ?? null,
    chatTemplateFile: fileBeside(config.chatTemplateFile),
  };
  return new PipelineTokenizer(pipeline, tokens, source.files);
}

const templateParts = z
  .array(
    z.union([
      z.object({ SpecialToken: z.looseObject({ id: z.string() }) }),
      z.object({ Sequence: z.looseObject({ id: z.string() }) }),
    ]),
  )
  .max(20);
const firstToken = z.tuple([z.string(), z.int()]);

/** What the post-processor puts before a text. What it puts behind one is left out: a prompt goes on. */
function prefixOf({ file, path }: TokenizerSource, ids: ReadonlyMap<string, number>): readonly number[] {
  return stagesOf(file.post_processor, 'processors', path).flatMap((stage) => {
    if (stage.type === 'ByteLevel') return [];
    const tokens = stage.type === 'TemplateProcessing' ? templatePrefix(stage.single) : pairPrefix(stage);
    const found = tokens?.map((token) => ids.get(token));
    if (found?.every((id) => id !== undefined)) return found;
    return unsupported(
      path,
      'post_processor',
      shorten(JSON.stringify(stage)),
      'ByteLevel, TemplateProcessing, BertProcessing or RobertaProcessing with known tokens',
    );
  });
}

function templatePrefix(single: unknown): readonly string[] | null {
  const parsed = templateParts.safeParse(single);
  if (!parsed.success) return null;
  const text = parsed.data.findIndex((part) => 'Sequence' in part);
  return parsed.data
    .slice(0, Math.max(0, text))
    .flatMap((part) => ('SpecialToken' in part ? [part.SpecialToken.id] : []));
}

function pairPrefix({ type, cls }: { readonly type: string; readonly [setting: string]: unknown }) {
  const parsed = firstToken.safeParse(cls);
  return (type === 'BertProcessing' || type === 'RobertaProcessing') && parsed.success
    ? [parsed.data[0]]
    : null;
}
