// Header lines exactly as they are on the wire, both ways.

import { describe, expect, test } from 'vitest';

import { httpResponse } from '../../support/raw-server.ts';
import { serve, startRecorder } from '../../support/recorder.ts';

describe('response headers', () => {
  test('keep their order, their case, their duplicates and their bytes', async () => {
    const server = await serve((_request, socket) =>
      socket.write(
        httpResponse(
          '{}',
          'HTTP/1.1 401 Who Goes There\r\nX-b: 2\r\nWWW-Authenticate: Bearer realm="a"\r\nx-B: 1\r\n' +
            'www-authenticate: DPoP\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\nX-Latin: caf\u00e9',
        ),
      ),
    );
    const { response, failure } = await startRecorder().send({ url: server.origin });
    expect(failure).toBeUndefined();
    expect(response).toMatchObject({ status: 401, statusText: 'Who Goes There' });
    expect(response?.headers).toEqual([
      ['X-b', '2'],
      ['WWW-Authenticate', 'Bearer realm="a"'],
      ['x-B', '1'],
      ['www-authenticate', 'DPoP'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Empty', ''],
      ['X-Latin', 'caf\u00e9'],
      ['Content-Length', '2'],
    ]);
  });

  test('of interim responses are not taken for the answer', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n');
      socket.write(httpResponse('done', 'HTTP/1.1 200 OK\r\nX-Final: yes'));
    });
    const { response, bodyText } = await startRecorder().send({ url: server.origin });
    expect(response?.headers[0]).toEqual(['X-Final', 'yes']);
    expect(bodyText).toBe('done');
  });

  test('of a cookie are not remembered for the next request', async () => {
    const server = await serve((_request, socket) =>
      socket.write(httpResponse('', 'HTTP/1.1 200 OK\r\nSet-Cookie: sid=1; Path=/')),
    );
    const recorder = startRecorder();
    await recorder.send({ url: server.origin });
    await recorder.send({ url: server.origin });
    expect(server.requests[1]?.headers.some(([name]) => name.toLowerCase() === 'cookie')).toBe(false);
  });
});

describe('request headers', () => {
  test.each([
    ['GET', undefined],
    ['GET', 'a body all the same'],
    ['POST', undefined],
    ['POST', ''],
    ['POST', 'grant_type=authorization_code&code=h\u00e9'],
    ['PUT', '{}'],
    ['PATCH', undefined],
    ['DELETE', undefined],
    ['DELETE', '{}'],
    ['OPTIONS', undefined],
    ['QUERY', undefined],
  ])('of a %s with body %j are recorded as the server sees them', async (method, body) => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const captured = await startRecorder().send({
      method,
      url: `${server.origin}/p/a?q=%20x&q=2`,
      headers: [
        ['X-Second-First', '2'],
        ['accept', 'application/json, text/event-stream'],
        ['AUTHORIZATION', 'Bearer t'],
        ['x-second-first', '1'],
      ],
      ...(body === undefined ? {} : { body }),
    });
    expect(captured.failure).toBeUndefined();
    const [request] = server.requests;
    expect(request?.line).toBe(`${method} /p/a?q=%20x&q=2 HTTP/1.1`);
    expect(request?.body).toBe(body ?? '');
    expect(captured.wireHeaders).toEqual(request?.headers);
    expect(request?.headers.slice(2, 6)).toEqual([
      ['X-Second-First', '2'],
      ['accept', 'application/json, text/event-stream'],
      ['AUTHORIZATION', 'Bearer t'],
      ['x-second-first', '1'],
    ]);
  });

  test('may name another host, and a length that is right', async () => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const captured = await startRecorder().send({
      method: 'POST',
      url: server.origin,
      headers: [
        ['Host', 'other.example'],
        ['Content-Length', '2'],
        ['Connection', 'close'],
      ],
      body: '{}',
    });
    expect(captured.wireHeaders).toEqual(server.requests[0]?.headers);
    expect(captured.wireHeaders).toEqual([
      ['host', 'other.example'],
      ['connection', 'close'],
      ['content-length', '2'],
    ]);
  });

  test.each([
    ['a line break', ['X-A', 'b\r\nX-C: d'] as const],
    ['a name that is no token', ['X A', 'b'] as const],
    ['a length that is wrong', ['Content-Length', '7'] as const],
    ['a transfer coding', ['Transfer-Encoding', 'chunked'] as const],
  ])('with %s are refused before anything is sent', async (_what, header) => {
    const server = await serve((_request, socket) => socket.write(httpResponse('ok')));
    const { failure } = await startRecorder().send({
      method: 'POST',
      url: server.origin,
      headers: [header],
      body: '{}',
    });
    expect(failure).toMatchObject({ code: 'protocol' });
    expect(failure?.message).toMatch(
      /^The request cannot be sent as HTTP: .*Correct its method, headers or body/,
    );
    expect(server.requests).toEqual([]);
  });

  test('of requests that run at the same time are never mixed up', async () => {
    const server = await serve((request, socket) => {
      const name = request.headers.find(([key]) => key === 'x-number')?.[1] ?? '';
      setTimeout(
        () => socket.write(httpResponse(name, `HTTP/1.1 200 OK\r\nX-Echo: ${name}`)),
        Number(name) % 7,
      );
    });
    const foreign = await serve((_request, socket) => socket.write(httpResponse('foreign')));
    const recorder = startRecorder();
    const numbers = Array.from({ length: 60 }, (_, index) => String(index));
    const [captures] = await Promise.all([
      Promise.all(
        numbers.map((number) =>
          recorder.send({
            method: 'POST',
            url: `${server.origin}/same`,
            headers: [['x-number', number]],
            body: `{"n":${number}}`,
          }),
        ),
      ),
      // The global fetch is another undici that publishes on the same diagnostics channel.
      Promise.all(
        numbers.map(async () => (await fetch(foreign.origin, { headers: { 'x-number': 'foreign' } })).text()),
      ),
    ]);
    for (const [index, { wireHeaders, response, bodyText }] of captures.entries()) {
      expect(wireHeaders).toContainEqual(['x-number', String(index)]);
      expect(response?.headers).toContainEqual(['X-Echo', String(index)]);
      expect(bodyText).toBe(String(index));
    }
  });
});
