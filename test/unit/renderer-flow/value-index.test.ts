import { describe, expect, it } from 'vitest';
import { subjectOf, findingsOf, issuerRefuted } from '../../../renderer/features/flow/details/subject.ts';
import { indexValues } from '../../../renderer/features/flow/details/value-index.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import type { EventOf } from '../../../shared/trace/session.ts';
import { honestTrace, issuerMismatchTrace, pendingTrace, signInTrace } from '../../fixtures/traces/traces.ts';

const session = foldTrace(honestTrace().events).session();
const values = indexValues(session);
const exchange = (step: string): EventOf<'exchange'> => {
  const found = session.exchanges.find((event) => event.step === step);
  if (!found) throw new Error(`the fixture has no ${step}`);
  return found;
};

describe('where values come from and go to', () => {
  it('says where an endpoint was learnt and which request used it', () => {
    const [facts] = values.learntAt(exchange('as-oauth-path').id, {
      in: 'response-body',
      path: '/token_endpoint',
    });
    expect(facts?.name).toBe('token_endpoint');
    expect(facts?.uses).toEqual([{ event: exchange('token-code').id, at: { in: 'request-url' } }]);
  });

  it('finds the values of a header whatever its case', () => {
    const names = values
      .learntAt(exchange('mcp-probe').id, { in: 'response-header', name: 'WWW-Authenticate' })
      .map((facts) => facts.name);
    expect(names).toEqual(['resource_metadata', 'challenge_scope']);
  });

  it('follows a value into every request that carries it', () => {
    const [token] = values.learntAt(exchange('token-code').id, {
      in: 'response-body',
      path: '/access_token',
    });
    expect(token?.uses.map((use) => use.event)).toEqual([
      exchange('mcp-discover').id,
      exchange('mcp-list-tools').id,
    ]);
  });

  it('names the values that a part of a draft was made of, and its note', () => {
    const opened = session.events.find((event) => event.kind === 'browser-opened');
    if (opened?.kind !== 'browser-opened') throw new Error('fixture changed');
    const at = { in: 'request-url', parameter: 'code_challenge' } as const;
    expect(values.usedAt(opened.draft, at).map((facts) => facts.from)).toEqual([
      { kind: 'made', how: 'SHA-256', from: ['code_verifier'] },
    ]);
    const method = { in: 'request-url', parameter: 'code_challenge_method' } as const;
    expect(values.partsAt(opened.draft, method)).toEqual([
      { at: method, from: [], note: 'part.pkce-method' },
    ]);
  });
});

describe('the subject behind a row', () => {
  it('reads a draft through to the exchange that it became', () => {
    const sent = exchange('register');
    expect(subjectOf(session, sent.draft)).toMatchObject({ kind: 'exchange', event: { id: sent.id } });
  });

  it('shows the pending draft as a draft, and one that the browser has as opened', () => {
    const pending = foldTrace(pendingTrace().events).session();
    expect(subjectOf(pending, pending.draft?.event.id ?? 0)).toMatchObject({ kind: 'draft', edited: false });
    const waiting = foldTrace(signInTrace().events).session();
    expect(subjectOf(waiting, waiting.draft?.event.id ?? 0)).toMatchObject({ kind: 'opened' });
  });

  it('tells findings of its own from findings that only point at it', () => {
    const refused = foldTrace(issuerMismatchTrace().events).session();
    const at = (step: string) => {
      const found = refused.exchanges.find((event) => event.step === step);
      const subject = found && subjectOf(refused, found.id);
      if (!subject) throw new Error('fixture changed');
      return findingsOf(refused, subject);
    };
    expect(at('as-oauth-path').own.map((finding) => finding.ruleId)).toEqual([
      'server-metadata/issuer-matches',
      'server-metadata/pkce-s256',
    ]);
    expect(at('prm-from-challenge').mentioning.map((finding) => finding.ruleId)).toEqual([
      'server-metadata/issuer-matches',
    ]);
  });

  it('believes a callback until its issuer is refuted', () => {
    const trace = foldTrace(honestTrace().events);
    const [callback] = trace.session().callbacks;
    if (!callback) throw new Error('fixture changed');
    expect(issuerRefuted(trace.session(), callback.id)).toBe(false);
    trace.append({
      id: trace.events.length + 1,
      parent: trace.events.length,
      at: 0,
      identity: 'default',
      kind: 'finding',
      ruleId: 'authorization-response/iss',
      verdict: 'fail',
      severity: 'error',
      stage: 'authorization-response',
      message: 'The answer comes from another issuer.',
      evidence: [{ event: callback.id, at: { in: 'callback-url', parameter: 'iss' } }],
    });
    expect(issuerRefuted(trace.session(), callback.id)).toBe(true);
  });
});
