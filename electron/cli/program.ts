import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { REVISIONS } from '../../shared/protocol/revision.ts';
import type { Revision } from '../../shared/protocol/revision.ts';
import type { CompatArguments } from './compat-command.ts';
import type { FlowArguments } from './flow/flow-arguments.ts';
import type { MatrixArguments } from './matrix/matrix-command.ts';
import type { PrivacyArguments } from './privacy/privacy-command.ts';
import type { ProbeArguments } from './probe-command.ts';
import { UsageError } from './usage-error.ts';
import { packageVersion } from './version.ts';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

function integer(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

const choice = (flags: string, description: string, choices: readonly string[], preset?: string): Option => {
  const option = new Option(flags, description).choices(choices);
  return preset === undefined ? option : option.default(preset);
};

const EXIT_CODES = `
Exit codes:
  0  completed, and no finding of severity error
  1  refused by a rule, or completed with an error finding
  2  the command line asks for something that cannot be done
  3  the transport failed, or there was nothing left to try`;

function addServe(program: Command, run: Run): void {
  program
    .command('serve')
    .description('serve the interface to a browser on this machine, until interrupted')
    .option('--port <n>', 'port on 127.0.0.1; any free one when left out', integer(0, 65_535))
    .option('--json', 'print {"url": "…"} as the first and only line')
    .action((options: { port?: number; json?: true }) =>
      run(async () => (await import('../host/serve.ts')).runServe(options)),
    );
}

function addLab(program: Command, run: Run): void {
  program
    .command('lab')
    .description('run the lab alone: an authorization server and MCP servers to inspect, until interrupted')
    .option('--fault <id>', 'switch this fault on; may be repeated', collect)
    .option('--list', 'list every fault with what it teaches, and start nothing')
    .option('--json', 'print one line of JSON')
    .addHelpText(
      'after',
      `
Examples:
  keyhole lab
  keyhole lab --fault as-issuer-mismatch --json
  keyhole lab --list`,
    )
    .action((options: { fault?: string[]; list?: true; json?: true }) =>
      run(async () => {
        if (options.list) return (await import('./list-faults.ts')).listFaults(options.json === true);
        return (await import('./lab-command.ts')).runLab(options.fault ?? [], options.json === true);
      }),
    );
}

function addFlow(program: Command, run: Run): void {
  program
    .command('flow')
    .argument('<url>', 'the MCP server')
    .description('run the authorization flow of an MCP server and judge every step of it')
    .addOption(choice('--revision <r>', 'revision of MCP to follow', ['auto', ...REVISIONS], 'auto'))
    .addOption(
      choice(
        '--registration <way>',
        'how to get a client_id',
        ['auto', 'preregistered', 'cimd', 'dcr'],
        'auto',
      ),
    )
    .option('--client-id <id>', 'a client that is registered already')
    .option(
      '--client-secret <secret>',
      'its secret; better in the environment variable KEYHOLE_CLIENT_SECRET',
    )
    .addOption(
      choice('--client-auth <method>', 'how the client proves itself at the token endpoint', [
        'none',
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
      ]),
    )
    .option('--private-key <file>', 'private key for private_key_jwt: PKCS#8 PEM or JWK')
    .option('--client-metadata-url <url>', 'https URL of a hosted client-ID metadata document')
    .option('--authorization-server <issuer>', 'which one, where the metadata names several')
    .addOption(
      choice(
        '--grant <grant>',
        'how to come to a token: token takes one from KEYHOLE_ACCESS_TOKEN, none goes without',
        ['authorization_code', 'client_credentials', 'token', 'none'],
        'authorization_code',
      ),
    )
    .option('--scope <scope>', 'ask for this scope instead of what the revision says')
    .addOption(
      choice(
        '--login <how>',
        'browser opens one; print prints the address and waits; auto follows redirects, for servers that ask nobody',
        ['browser', 'print', 'auto'],
        'browser',
      ),
    )
    .option(
      '--as <identity>',
      'sign in as this person: sends login_hint in the authorization request, which the lab answers',
    )
    .option('--redirect-port <n>', 'port of the redirect URI on 127.0.0.1', integer(0, 65_535))
    .option('--redirect-path <path>', 'path of the redirect URI (default: "/callback")')
    .option('--param <name=value>', 'add a parameter to the authorization request; may be repeated', collect)
    .option(
      '--header <line>',
      "add a header to every MCP request, as 'Name: value'; may be repeated",
      collect,
    )
    .option('--timeout <ms>', 'give up an exchange after so long without progress', integer(100, 600_000))
    .option('--ca <file>', 'PEM certificates of authorities to trust besides the known ones')
    .option('--call <tool>', 'call this tool at the end; more scope is asked for when needed')
    .option('--args <json>', 'its arguments, a JSON object')
    .option('--refresh', 'then refresh the access token, before the call')
    .option('--introspect', 'then ask the authorization server about it (RFC 7662), before the call')
    .option('--revoke', 'last of all revoke it, and see whether the next request is refused')
    .option('--override <rule>', 'go on where this rule says refuse; may be repeated', collect)
    .option('--trace <file>', 'save the trace, secrets masked')
    .option('--all-findings', 'show the rules that passed, too')
    .option('--json', 'print one JSON document instead of the account')
    .addHelpText(
      'after',
      `${EXIT_CODES}

Examples:
  keyhole flow https://mcp.example.com/mcp
  keyhole flow http://127.0.0.1:4000/modern/mcp --as alice --login auto --call list_orders
  keyhole flow https://mcp.example.com/mcp --login print --trace run.keyhole --json`,
    )
    .action((url: string, options: FlowArguments) =>
      run(async () => (await import('./flow/flow-command.ts')).runFlowCommand(url, options)),
    );
}

function addProbe(program: Command, run: Run): void {
  program
    .command('probe')
    .argument('<url>', 'the MCP server')
    .description('ask every well-known location for a metadata document, and say what stands there')
    .addOption(choice('--revision <r>', 'say what a client of this revision would use', REVISIONS))
    .option('--timeout <ms>', 'give up a location after so long without progress', integer(100, 600_000))
    .option('--ca <file>', 'PEM certificates of authorities to trust besides the known ones')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Sends GET requests only, without credentials. A client never asks all of these.

Exit codes:
  0  nothing there misleads a client
  1  something does: an HTML page, a document in the wrong place or of another server, …
  2  the command line asks for something that cannot be done
  3  nothing answered

Example:
  keyhole probe https://mcp.example.com/mcp`,
    )
    .action((url: string, options: ProbeArguments) =>
      run(async () => (await import('./probe-command.ts')).runProbeCommand(url, options)),
    );
}

function addCompat(program: Command, run: Run): void {
  program
    .command('compat')
    .argument('<url>', 'the MCP server')
    .description(
      'run every revision with every way to get a client_id, one after the other, and show the grid',
    )
    .option('--client-id <id>', 'a client that is registered already, to try that way too')
    .option(
      '--client-secret <secret>',
      'its secret; better in the environment variable KEYHOLE_CLIENT_SECRET',
    )
    .option(
      '--client-metadata-url <url>',
      'https URL of a hosted client-ID metadata document, to try that too',
    )
    .option('--authorization-server <issuer>', 'which one, where the metadata names several')
    .option('--scope <scope>', 'ask for this scope instead of what each revision says')
    .addOption(
      choice(
        '--login <how>',
        'as for flow; without auto, each cell of the grid asks to sign in',
        ['browser', 'print', 'auto'],
        'auto',
      ),
    )
    .option('--as <identity>', 'sign in as this person: sends login_hint, which the lab answers')
    .option('--timeout <ms>', 'give up an exchange after so long without progress', integer(100, 600_000))
    .option('--ca <file>', 'PEM certificates of authorities to trust besides the known ones')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Up to twelve flows; each of the four dynamic registrations leaves a client at the authorization server.

Exit codes:
  0  something works or is offered, and nothing is refused or fails
  1  something is refused or fails
  2  the command line asks for something that cannot be done
  3  nothing works

Example:
  keyhole compat http://127.0.0.1:4000/dual/mcp --as alice`,
    )
    .action((url: string, options: CompatArguments) =>
      run(async () => (await import('./compat-command.ts')).runCompatCommand(url, options)),
    );
}

function addMatrix(program: Command, run: Run): void {
  program
    .command('matrix')
    .argument('<policy>', 'a policy file, such as shop.keyhole.yaml')
    .description(
      'call everything as every identity of a policy, and say what should have been refused or allowed',
    )
    .option('--target <url>', 'the MCP server, in place of the one the file names')
    .addOption(
      choice(
        '--login <how>',
        'how people sign in: in a browser, by a printed address, or auto where no person is needed',
        ['browser', 'print', 'auto'],
        'browser',
      ),
    )
    .option('--allow-changes', 'also call what changes something, where the file says consent: true')
    .option('--junit <file>', 'write a JUnit file: a test a cell, a failed rule, a privacy finding')
    .option('--markdown <file>', 'write a Markdown report')
    .option('--trace <file>', 'save the run, secrets masked, to open it in Keyhole')
    .option('--timeout <ms>', 'give up an exchange after so long without progress', integer(100, 600_000))
    .option('--ca <file>', 'PEM certificates of authorities to trust besides the known ones')
    .option('--json', 'print one JSON document instead of the grid')
    .addHelpText(
      'after',
      `
Secrets come from the environment variables that the file names, never from the file.

Exit codes:
  0  every cell that was decided is as expected
  1  a cell is over-permissive or over-restrictive, or a rule fails with an error, privacy rules included
  2  the file or the command line asks for something that cannot be done
  3  a caller could not sign in, or a cell was not answered
In the JUnit file, what makes it 1 is a failure, and a cell that was not answered is an error.

Examples:
  keyhole matrix shop.keyhole.yaml
  keyhole matrix shop.keyhole.yaml --target http://127.0.0.1:4000/open/mcp --login auto --allow-changes
  SHOP_TOKEN=… keyhole matrix shop.keyhole.yaml --junit matrix.xml`,
    )
    .action((policy: string, options: MatrixArguments) =>
      run(async () => (await import('./matrix/matrix-command.ts')).runMatrixCommand(policy, options)),
    );
}

function addClientMetadata(program: Command, run: Run): void {
  program
    .command('client-metadata')
    .description('print the client-ID metadata document to host at a URL of yours')
    .requiredOption(
      '--url <url>',
      'https URL, with a path, where the document will be; it becomes the client_id',
    )
    .option('--redirect-uri <uri>', 'a redirect URI; may be repeated (default: loopback, any port)', collect)
    .option('--name <name>', 'name shown when a person is asked to agree')
    .option('--jwks <file>', 'public keys as a JWK set, for private_key_jwt')
    .addHelpText(
      'after',
      `
Example:
  keyhole client-metadata --url https://example.com/keyhole.json > keyhole.json`,
    )
    .action((options: { url: string; redirectUri?: string[]; name?: string; jwks?: string }) =>
      run(async () => (await import('./client-metadata-command.ts')).printClientMetadata(options)),
    );
}

function addRules(program: Command, run: Run): void {
  program
    .command('rules')
    .description('list the rules by which everything is judged, and what cannot be observed')
    .addOption(choice('--revision <r>', 'only those of this revision of MCP', REVISIONS))
    .option('--json', 'print one line of JSON, with sources, reasons and the faults that prove each rule')
    .action((options: { revision?: Revision; json?: true }) =>
      run(async () =>
        (await import('./rules-command.ts')).printRules(options.json === true, options.revision),
      ),
    );
}

function addPrivacy(program: Command, run: Run): void {
  program
    .command('privacy')
    .argument('<trace>', 'a saved trace (.keyhole)')
    .description('tell from a saved trace who gets which sensitive data: the person, the model, logs')
    .option('--policy <file>', 'a policy (*.keyhole.yaml) whose privacy section says what may reach whom')
    .option('--json', 'print the report as one JSON document')
    .option('--sarif <file>', 'write the findings as SARIF 2.1.0')
    .addHelpText(
      'after',
      `
A saved trace holds names in the place of secrets, such as ⟦access token A⟧: a name tells what was hidden and where, and
whether two are the same, not what it was.

Exit codes:
  0  no finding of severity error
  1  something reaches whom it must not
  2  the trace or the policy cannot be used

Example:
  keyhole flow https://mcp.example.com/mcp --call get_order --args '{"orderId":"1001"}' --trace run.keyhole
  keyhole privacy run.keyhole --policy shop.keyhole.yaml`,
    )
    .action((trace: string, options: PrivacyArguments) =>
      run(async () => (await import('./privacy/privacy-command.ts')).runPrivacyCommand(trace, options)),
    );
}

type Run = (work: () => Promise<number>) => Promise<void>;

/** Runs the program with these arguments and resolves to its exit code. Nothing is thrown for a wrong command line. */
export async function runProgram(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command('keyhole')
    .description(
      'Steps through the OAuth flow of an MCP server and judges every exchange by the specification.',
    )
    .version(packageVersion())
    .showHelpAfterError('(keyhole --help, or keyhole <command> --help, shows what is possible)')
    .exitOverride();
  const run: Run = async (work) => {
    code = await work();
  };
  for (const add of [
    addServe,
    addLab,
    addFlow,
    addProbe,
    addCompat,
    addMatrix,
    addPrivacy,
    addRules,
    addClientMetadata,
  ]) {
    add(program, run);
  }
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
