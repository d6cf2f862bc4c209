// SPDX-License-Identifier: Apache-2.0
// The `weft` command: reads the command line, runs one command, turns its end into an exit status. docs/cli.md is its manual.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, type Exit, errnoOf, messageOf, WeftError } from '../net/error';
import { check, graph } from './commands/check';
import { cancel, fetch, jobs, logs } from './commands/jobs';
import { profile } from './commands/profile';
import { run } from './commands/run';
import { targetAdd, targetDoctor, targetList, targetRemove } from './commands/target';
import { verify } from './commands/verify';
import { CliContext } from './context';
import { HELP, type Options, parseCommandLine } from './options';
import { errorText } from './report';

type Command = (context: CliContext, options: Options) => Promise<Exit>;

const COMMANDS: Readonly<Record<string, Command>> = {
  run,
  check,
  graph,
  verify,
  profile,
  jobs,
  logs,
  cancel,
  fetch,
  'target list': targetList,
  'target add': targetAdd,
  'target remove': targetRemove,
  'target doctor': targetDoctor,
  help: async (context) => {
    context.terminal.out(HELP);
    return EXIT.done;
  },
  version: async (context) => {
    context.terminal.out(context.version);
    return EXIT.done;
  },
};

function packageVersion(): string {
  for (const folder of [path.join(__dirname, '..'), path.join(__dirname, '..', '..', '..')]) {
    try {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'weft' && version !== undefined) return version;
    } catch {
      // Not there: the next place is tried.
    }
  }
  return 'unknown';
}

async function main(argv: readonly string[]): Promise<number> {
  const context = new CliContext(packageVersion());
  // Known before the command line is understood: whoever asked for JSON gets it for a wrong command line, too.
  const isJson = argv.includes('--json');
  const fail = (error: WeftError): Exit => {
    if (isJson) {
      const { code, message, help } = error;
      context.terminal.out(JSON.stringify({ state: 'error', error: { code, message, help } }));
    }
    return error.exit;
  };
  try {
    const { command, options } = parseCommandLine(argv);
    const action = COMMANDS[command];
    return action === undefined ? EXIT.usage : await action(context, options);
  } catch (error) {
    if (error instanceof WeftError) {
      context.terminal.note(errorText(error));
      return fail(error);
    }
    // A bug: the stack helps whoever reports it.
    context.terminal.note(
      `weft: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return fail(
      new WeftError('WEFT467', `internal error: ${messageOf(error)}`, 'report it with what is printed above'),
    );
  } finally {
    context.close();
  }
}

// A reader that has seen enough (`weft jobs | head`) is no failure.
process.stdout.on('error', (error) => process.exit(errnoOf(error) === 'EPIPE' ? EXIT.done : EXIT.unreachable));

main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
  // Streams are flushed by then; sockets that linger (an agent, a jump host) must not keep the process.
  process.stdout.write('', () => process.exit(status));
});
