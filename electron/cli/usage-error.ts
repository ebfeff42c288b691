/** The command line asks for something that cannot be done: exit 2, and one sentence that names input, place and remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
