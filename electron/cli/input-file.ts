import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** Reads a file named by an option as text. Throws `UsageError` when it cannot be read. */
export function readInput(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${option}: the file ${file} cannot be read (${reason(error)}). Check its path and permissions.`,
    );
  }
}

/** The platform's word for what went wrong with a file, e.g. `ENOENT`. */
export function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
