import { KeyholeError, type ErrorData } from '../../shared/keyhole-error.ts';

function isErrorData(value: unknown): value is ErrorData {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { code?: unknown }).code === 'string' &&
    typeof (value as { message?: unknown }).message === 'string'
  );
}

/** The error that a wire carried as data. */
export function errorFrom(data: unknown): KeyholeError {
  if (isErrorData(data)) return new KeyholeError(data.code, data.message, data.data);
  return new KeyholeError('internal', 'The engine answered with an error that has no words.', data);
}
