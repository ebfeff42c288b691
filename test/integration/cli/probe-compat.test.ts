import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type Lab } from '../../../electron/lab/lab.ts';
import { isJsonObject } from '../../../shared/protocol/json.ts';
import { httpResponse, startRawServer } from '../../support/raw-server.ts';
import { runTerminal } from '../../support/terminal.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

describe('keyhole probe', () => {
  test('of an honest server ends well and says what a client uses', async () => {
    const { code, stdout } = await runTerminal(['probe', lab.mcp['modern'] ?? '']);
    expect(code).toBe(0);
    expect(stdout).toContain('used by a client: The first document it finds.');
    expect(stdout).not.toContain('✕');
  });

  test('of a catch-all page ends with 1 and says so at every location, as one JSON document', async () => {
    const page = httpResponse('<html></html>', 'HTTP/1.1 200 OK\r\nContent-Type: text/html');
    const server = await startRawServer((_request, socket) => socket.write(page));
    const { code, stdout } = await runTerminal([
      'probe',
      `${server.origin}/mcp`,
      '--json',
      '--revision',
      '2025-06-18',
    ]);
    await server.close();
    expect(code).toBe(1);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({ target: `${server.origin}/mcp`, revision: '2025-06-18', omitted: [] });
    const results = isJsonObject(document) && Array.isArray(document['results']) ? document['results'] : [];
    expect(results).toHaveLength(5);
    for (const result of results) expect(result).toMatchObject({ status: 200, mark: 'bad' });
  });

  test('of nothing at all ends with 3, of no URL with 2', async () => {
    expect((await runTerminal(['probe', 'http://127.0.0.1:9/mcp', '--timeout', '2000'])).code).toBe(3);
    const wrong = await runTerminal(['probe', 'ftp://example.com']);
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('ftp') as unknown });
  });

  test('writes out the control characters of a server', async () => {
    const body = JSON.stringify({ resource: 'https://x.example/\u001b[2J' });
    const answer = httpResponse(body, 'HTTP/1.1 200 OK\r\nContent-Type: application/json');
    const server = await startRawServer((_request, socket) => socket.write(answer));
    const { stdout } = await runTerminal(['probe', `${server.origin}/mcp`]);
    await server.close();
    expect(stdout).toContain('\\u001b[2J');
    expect(stdout).not.toContain('\u001b');
  });
});

/** `dcr 2026-07-28 works`, for every cell but those that lack something on the command line. */
async function grid(variant: string): Promise<{ code: number | null; cells: string[] }> {
  const { code, stdout } = await runTerminal([
    'compat',
    lab.mcp[variant] ?? '',
    '--as',
    'alice',
    '--client-metadata-url',
    lab.clientMetadataUrl,
    '--json',
  ]);
  const document: unknown = JSON.parse(stdout);
  const cells = isJsonObject(document) && Array.isArray(document['cells']) ? document['cells'] : [];
  return {
    code,
    cells: cells
      .filter(isJsonObject)
      .filter(({ outcome }) => outcome !== 'not-tried')
      .map(
        ({ registration, revision, outcome }) =>
          `${String(registration)} ${String(revision)} ${String(outcome)}`,
      ),
  };
}

describe('keyhole compat', () => {
  test.each<[string, readonly string[]]>([
    ['modern', ['cimd 2026-07-28', 'dcr 2026-07-28']],
    ['legacy', ['dcr 2025-06-18', 'cimd 2025-11-25', 'dcr 2025-11-25']],
    ['dual', ['dcr 2025-06-18', 'cimd 2025-11-25', 'dcr 2025-11-25', 'cimd 2026-07-28', 'dcr 2026-07-28']],
  ])('%s: what works is what the server speaks; the rest is not offered', async (variant, works) => {
    const { code, cells } = await grid(variant);
    expect(code).toBe(0);
    expect(cells.filter((cell) => cell.endsWith(' works'))).toEqual(works.map((cell) => `${cell} works`));
    expect(cells.filter((cell) => !/ (?:works|not-offered)$/.test(cell))).toEqual([]);
  });

  test('2025-03-26: works in its own revision; later ones refuse a server without resource metadata', async () => {
    const { code, cells } = await grid('2025-03-26');
    expect(code).toBe(1);
    expect(cells.filter((cell) => cell.startsWith('dcr'))).toEqual([
      'dcr 2025-03-26 works',
      'dcr 2025-06-18 refused',
      'dcr 2025-11-25 refused',
      'dcr 2026-07-28 refused',
    ]);
  });

  test('names the rule that refuses, and shows the grid to a person', async () => {
    lab.setFault('as-issuer-mismatch', true);
    const { code, stdout } = await runTerminal(['compat', lab.mcp['modern'] ?? '', '--as', 'alice']);
    lab.setFault('as-issuer-mismatch', false);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^ +2025-03-26 +2025-06-18 +2025-11-25 +2026-07-28$/m);
    expect(stdout).toMatch(/^dcr 2026-07-28: .* \(server-metadata\/issuer-matches, RFC 8414 §3\.3\)$/m);
    expect(stdout).toMatch(/^preregistered 2026-07-28: .* Give --client-id to try it\.$/m);
  });

  test('says what is offered where nobody signs in', async () => {
    const { code, stdout } = await runTerminal(['compat', lab.mcp['modern'] ?? '']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dcr .* ◐ offered$/m);
    expect(stdout).toMatch(/^dcr 2026-07-28: Reaches a page .* that wants a person \(HTTP 200\)\.$/m);
  });

  test('sends nothing when the command line is wrong', async () => {
    const { code, stderr } = await runTerminal([
      'compat',
      lab.mcp['modern'] ?? '',
      '--client-metadata-url',
      'http://x/',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('--client-metadata-url');
  });
});
