// SPDX-License-Identifier: Apache-2.0
// The order in which a server is offered proofs of identity: agent, key files, the server's own questions, a password.
// Follows the server's list of methods and its partial successes (a key, then a one-time code).

import { existsSync } from 'node:fs';
import type { AnyAuthMethod, Prompt } from 'ssh2';
import { messageOf, WeftError } from '../net/error';
import type { ResolvedHost } from './host';
import { agentKeys, loadKey } from './identity';
import type { Prompter } from './prompter';

type Method = 'publickey' | 'keyboard-interactive' | 'password';
const QUESTION_ROUNDS = 3;

interface Attempt {
  readonly method: Method;
  /** Undefined when the attempt turns out to be impossible. */
  prepare(): Promise<AnyAuthMethod | undefined>;
}

export class Authenticator {
  /** What was offered and refused, in words. */
  readonly tried: string[] = [];
  /** What could not be offered, and why. */
  readonly notes: string[] = [];
  offered: readonly string[] = [];
  /** The failure of a prompt: the real reason when authentication fails after it. */
  promptError: unknown;

  private attempts: Attempt[] | undefined;
  private readonly title: string;

  constructor(
    private readonly host: ResolvedHost,
    private readonly prompter: Prompter,
  ) {
    this.title = `${host.user}@${host.hostName}`;
  }

  /** The next proof to offer, false when there is none left. */
  async next(methodsLeft: readonly string[] | null): Promise<AnyAuthMethod | false> {
    if (methodsLeft === null) return { type: 'none', username: this.host.user };
    this.offered = methodsLeft;
    this.attempts ??= await this.plan();
    for (;;) {
      const index = this.attempts.findIndex((attempt) => methodsLeft.includes(attempt.method));
      const attempt = this.attempts.splice(index === -1 ? this.attempts.length : index, 1)[0];
      if (attempt === undefined) return false;
      const method = await attempt.prepare();
      if (method !== undefined) return method;
    }
  }

  failure(): WeftError {
    if (this.promptError instanceof WeftError) return this.promptError;
    const offered = this.offered.length > 0 ? this.offered.join(', ') : 'nothing';
    const tried = this.tried.length > 0 ? `tried ${this.tried.join(', ')}` : 'no key or agent was there to try';
    const notes = this.notes.length > 0 ? `; ${this.notes.join('; ')}` : '';
    return new WeftError(
      'WEFT443',
      `${this.title} refused the login: ${tried}; the server accepts ${offered}${notes}`,
      `check with \`ssh ${this.host.alias}\`, then set IdentityFile for this host in ~/.ssh/config or add the key to your agent`,
    );
  }

  private async plan(): Promise<Attempt[]> {
    const attempts: Attempt[] = [];
    const agent = await agentKeys(this.host);
    const known: Buffer[] = [];
    if (agent !== undefined && 'note' in agent) this.notes.push(agent.note);
    else if (agent !== undefined && agent.keys.length > 0) {
      known.push(...agent.keys.map((key) => key.getPublicSSH()));
      attempts.push({
        method: 'publickey',
        prepare: async () => {
          this.tried.push(`agent (${agent.keys.length} key${agent.keys.length === 1 ? '' : 's'})`);
          return { type: 'agent', username: this.host.user, agent: agent.agent };
        },
      });
    }
    for (const file of this.host.identityFiles) {
      if (existsSync(file)) attempts.push({ method: 'publickey', prepare: () => this.prepareKey(file, known) });
      else if (this.host.hasOwnIdentityFiles) this.notes.push(`key ${file} does not exist`);
    }
    for (let round = 0; round < QUESTION_ROUNDS; round++) {
      attempts.push({ method: 'keyboard-interactive', prepare: async () => this.questions() });
    }
    for (let round = 0; round < QUESTION_ROUNDS; round++) {
      attempts.push({ method: 'password', prepare: () => this.password(round) });
    }
    const preferred = this.host.preferredMethods;
    if (preferred === undefined) return attempts;
    return preferred.flatMap((method) => attempts.filter((attempt) => attempt.method === method));
  }

  private async prepareKey(file: string, known: readonly Buffer[]): Promise<AnyAuthMethod | undefined> {
    const key = await loadKey(file, this.title, this.prompter);
    if ('note' in key) {
      this.notes.push(key.note);
      return undefined;
    }
    if (known.some((blob) => blob.equals(key.getPublicSSH()))) return undefined;
    this.tried.push(`key ${file}`);
    return { type: 'publickey', username: this.host.user, key };
  }

  private questions(): AnyAuthMethod | undefined {
    if (this.promptError !== undefined) return undefined;
    this.note('keyboard-interactive');
    return {
      type: 'keyboard-interactive',
      username: this.host.user,
      prompt: (
        name: string,
        instructions: string,
        _language: string,
        prompts: Prompt[],
        finish: (answers: string[]) => void,
      ) => {
        const words = [name, instructions].filter((part) => part !== '').join('\n');
        const lines = prompts.map(({ prompt, echo }) => ({ text: prompt, echo: echo ?? false }));
        this.prompter.ask({ title: this.title, instructions: words, lines }).then(
          (answers) => finish([...answers]),
          (error: unknown) => {
            this.promptError = error;
            finish(prompts.map(() => ''));
          },
        );
      },
    };
  }

  private async password(round: number): Promise<AnyAuthMethod | undefined> {
    if (this.promptError !== undefined) return undefined;
    try {
      const instructions = round === 0 ? '' : 'Permission denied, please try again';
      const [password] = await this.prompter.ask({
        title: this.title,
        instructions,
        lines: [{ text: `${this.title}'s password: `, echo: false }],
      });
      this.note('password');
      return { type: 'password', username: this.host.user, password: password ?? '' };
    } catch (error) {
      this.promptError = error;
      this.notes.push(messageOf(error));
      return undefined;
    }
  }

  private note(method: string): void {
    if (!this.tried.includes(method)) this.tried.push(method);
  }
}
