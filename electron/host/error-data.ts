// A fault as data, where it crosses from the engine to a client.

import { KeyholeError, type ErrorData } from '../../shared/contract.ts';

/** What a client is told of a thrown error. Faults of ours carry their stack, so that a report can be copied. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof KeyholeError) return error.toData();
  if (error instanceof Error) {
    return { code: 'internal', message: error.message, data: { name: error.name, stack: error.stack } };
  }
  return { code: 'internal', message: String(error) };
}
