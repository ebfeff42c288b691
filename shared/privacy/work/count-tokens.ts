// How many tokens a text costs, about: the models that read it differ, and each has its own tokenizer.

/** The tokenizer that the numbers are of. */
export const TOKENIZER = 'o200k_base';

/** Beyond this the beginning stands for the whole. */
const SAMPLE = 256 * 1024;
/** A tokenizer takes the square of an unbroken run's length: Chinese without spaces, Base64, minified JSON. */
const RUN = /\S{200}(?=\S)/g;

/** Loads the tokenizer, which is several megabytes: only for who asks for numbers. */
export async function loadTokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => {
    const sample = text.slice(0, SAMPLE);
    const tokens = sample
      .replaceAll(RUN, '$&\u0000')
      .split('\u0000')
      .reduce((sum, part) => sum + countTokens(part, options), 0);
    return text.length === sample.length ? tokens : Math.round((tokens * text.length) / sample.length);
  };
}
