import { makeClientMetadata } from '../../shared/protocol/client-metadata.ts';
import { isJsonObject, readJson } from '../../shared/protocol/json.ts';
import { readInput } from './input-file.ts';
import { plainJson } from './plain-text.ts';
import { UsageError } from './usage-error.ts';

/** Members of a JWK that are private (RFC 7518 §6). The document is public. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

function readKeys(file: string): unknown {
  const json = readJson(readInput('--jwks', file));
  const value = 'value' in json ? json.value : undefined;
  const keys = isJsonObject(value) ? value['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isJsonObject)) {
    throw new UsageError(
      `--jwks: ${file} is not a JWK set. Give a JSON object with a "keys" array (RFC 7517 §5).`,
    );
  }
  const found = keys.flatMap((key) => PRIVATE_MEMBERS.filter((member) => member in key));
  if (found.length > 0) {
    throw new UsageError(
      `--jwks: ${file} holds a private key (member "${found[0]}"), and the document is public. Leave only the public members.`,
    );
  }
  return value;
}

/** Prints the document. Returns the exit code. Throws `UsageError` when URL, redirect URI or keys cannot be used. */
export function printClientMetadata(options: {
  readonly url: string;
  readonly redirectUri?: readonly string[];
  readonly name?: string;
  readonly jwks?: string;
}): number {
  const { url, redirectUri, name, jwks } = options;
  const keys = jwks === undefined ? undefined : readKeys(jwks);
  try {
    const document = makeClientMetadata({
      url,
      ...(redirectUri === undefined ? {} : { redirectUris: redirectUri }),
      ...(name === undefined ? {} : { name }),
      ...(keys === undefined ? {} : { jwks: keys }),
    });
    process.stdout.write(`${plainJson(document, 2)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
