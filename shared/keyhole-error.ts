// Faults of ours and refusals of the engine, in a form that crosses every transport. Apart from the contract, so
// that the interface can raise and read them without loading its schemas.

/** Errors cross every transport as data. */
export interface ErrorData {
  readonly code: 'bad-input' | 'not-found' | 'not-now' | 'internal';
  /** One sentence that names the input, the place and the remedy. */
  readonly message: string;
  readonly data?: unknown;
}

/** An error of ours that crosses a transport: `bad-input`, `not-found`, `not-now` (wrong moment), or `internal`. */
export class KeyholeError extends Error {
  override readonly name = 'KeyholeError';
  readonly code: ErrorData['code'];
  readonly data: unknown;

  constructor(code: ErrorData['code'], message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toData(): ErrorData {
    return {
      code: this.code,
      message: this.message,
      ...(this.data === undefined ? {} : { data: this.data }),
    };
  }
}
