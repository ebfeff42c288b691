import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { run } from '../../../electron/launch/child.mjs';

const script = (text: string): string[] => ['-e', text];

test('both streams and the exit code of a program are kept', async () => {
  const result = await run(
    process.execPath,
    script("console.log('out'); console.error('err'); process.exit(3)"),
    {
      timeout: 20_000,
    },
  );
  expect(result).toMatchObject({ code: 3, timedOut: false, missing: false });
  expect(result.output.split('\n').sort().join(' ')).toBe(' err out');
});

test('a program that never ends is stopped at its limit, with all it started', async () => {
  // The helper is seen by the port it holds: a process number may stay behind for a while when nobody asks for it.
  const helper =
    "const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port))";
  const result = await run(
    process.execPath,
    script(`
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(helper)}], { stdio: 'inherit' });
      setInterval(() => {}, 1000);
    `),
    { timeout: 3000 },
  );
  expect(result).toMatchObject({ code: 1, timedOut: true });
  const port = Number(result.output);
  expect(port).toBeGreaterThan(0);
  await expect.poll(() => isOpen(port)).toBe(false);
});

test('a helper left behind with our pipes open does not hold us up', async () => {
  const result = await run(
    process.execPath,
    script(`
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref();
      process.exit(0);
    `),
    { timeout: 20_000 },
  );
  expect(result).toMatchObject({ code: 0, timedOut: false });
});

test('a program that does not exist is told apart from one that fails', async () => {
  expect(await run('keyhole-no-such-program', [], { timeout: 1000 })).toMatchObject({
    code: 1,
    missing: true,
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
