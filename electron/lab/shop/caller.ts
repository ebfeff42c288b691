/** Who stands behind a request: a person, or a machine that signed in for itself. */
export interface Caller {
  readonly subject: string;
  readonly role: 'customer' | 'admin' | 'service';
  readonly scopes: readonly string[];
}
