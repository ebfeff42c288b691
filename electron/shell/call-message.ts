// The shape of a call, checked where it enters the privileged process. The engine checks the input's own schema.

import { KeyholeError, methods } from '../../shared/contract.ts';
import type { MethodInput, MethodName } from '../../shared/contract.ts';

/** The longest input in UTF-16 units, as JSON text: an imported trace is the only long one. */
export const MAX_INPUT_LENGTH = 64 * 1024 * 1024;

export interface CallMessage {
  readonly method: MethodName;
  /** An object as the page sent it, still to be checked against `methods[method]`. */
  readonly input: MethodInput<MethodName>;
}

/**
 * Reads a call. The input travels as text because text has a length that can be judged before anything is built from it.
 * Throws `KeyholeError` `bad-input`.
 */
export function readCall(method: unknown, text: unknown): CallMessage {
  if (typeof method !== 'string' || !Object.hasOwn(methods, method)) {
    const name =
      typeof method === 'string' ? JSON.stringify(method.slice(0, 100)) : `of type ${typeof method}`;
    throw new KeyholeError('bad-input', `The engine has no method ${name}.`);
  }
  if (typeof text !== 'string') {
    throw new KeyholeError('bad-input', `${method}: the input must be JSON text.`);
  }
  if (text.length > MAX_INPUT_LENGTH) {
    throw new KeyholeError(
      'bad-input',
      `${method}: the input is longer than ${MAX_INPUT_LENGTH / 1024 / 1024} MiB. Open a smaller file.`,
    );
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw new KeyholeError('bad-input', `${method}: the input must be JSON text.`);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new KeyholeError('bad-input', `${method}: the input must be an object.`);
  }
  return { method: method as MethodName, input: input as MethodInput<MethodName> };
}
