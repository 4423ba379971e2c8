// A model that somebody named and that is broken, or not of a kind that is read, is bad usage: the same comes again until another is named.
// The same files in a run of our own are a failure.
import { SocraticError } from '../common/index.ts';

/** Codes of errors that say that a model's files cannot be used. */
const unusable =
  /^(chat-template-invalid|file-(too-large|unreadable)|(config|gguf|model-directory|safetensors|tensor|tokenizer|weights)-.*)$/;

/** Runs `use` of a model that was named; what says that its files cannot be used is thrown as SocraticError. */
export function usingNamedModel<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof SocraticError) || !unusable.test(error.code)) throw error;
    throw new SocraticError(error.code, error.message, { details: error.details, cause: error });
  }
}
