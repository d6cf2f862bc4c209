// SPDX-License-Identifier: Apache-2.0

export interface VscodeServer {
  readonly url: string;
  readonly token: string;
  readonly log: string;
  stop(): void;
}

export function startVscodeServer(options: {
  readonly install: string;
  readonly data: string;
  readonly vsix?: string;
  readonly hasTestDriver?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}): Promise<VscodeServer>;

export function workbenchUrl(server: Pick<VscodeServer, 'url' | 'token'>, folder: string, file?: string): string;
