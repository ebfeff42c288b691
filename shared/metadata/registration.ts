// What a client asked for at registration, beside what the server says it registered.

import type { JsonObject } from '../protocol/json.ts';
import { compareValues } from './differences.ts';

export interface RegisteredField {
  readonly name: string;
  readonly requested: unknown;
  readonly registered: unknown;
  /**
   * `issued`: an identifier or credential that registration is for. `added`: a setting nobody asked for.
   * `left-out`: asked for and not in the answer, so whether it was registered is not known.
   */
  readonly change: 'same' | 'altered' | 'added' | 'left-out' | 'issued';
}

/** What the server makes itself (RFC 7591 §3.2.1, RFC 7592 §3). */
const ISSUED: ReadonlySet<string> = new Set([
  'client_id',
  'client_secret',
  'client_id_issued_at',
  'client_secret_expires_at',
  'registration_access_token',
  'registration_client_uri',
]);

const scopes = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : value;

/**
 * Field by field; altered ones first, for a server may replace what was asked (RFC 7591 §3.2.1) and a client must look.
 * The order of lists, and of the scopes in `scope`, does not count.
 */
export function compareRegistration(requested: JsonObject, registered: JsonObject): RegisteredField[] {
  const names = new Set([...Object.keys(requested), ...Object.keys(registered)]);
  const rows = [...names].map((name): RegisteredField => {
    const [asked, got] = [requested[name], registered[name]];
    const row = { name, requested: asked, registered: got };
    if (!Object.hasOwn(registered, name)) return { ...row, change: 'left-out' };
    if (!Object.hasOwn(requested, name)) return { ...row, change: ISSUED.has(name) ? 'issued' : 'added' };
    const read = name === 'scope' ? scopes : (value: unknown) => value;
    return { ...row, change: compareValues(read(asked), read(got)).kind === 'same' ? 'same' : 'altered' };
  });
  const order: readonly RegisteredField['change'][] = ['altered', 'left-out', 'added', 'issued', 'same'];
  return rows.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
}
