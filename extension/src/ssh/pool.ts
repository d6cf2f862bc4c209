// SPDX-License-Identifier: Apache-2.0
// One SSH connection for each user, host and port, shared by every target that lies there, closed with its last user.

import type { ConnectOptions, SshConnection } from './connection';
import type { ResolvedHost } from './host';

interface Shared {
  connection: Promise<SshConnection>;
  users: number;
}

export interface Lease {
  readonly connection: SshConnection;
  release(): void;
}

export class SshPool {
  private readonly shared = new Map<string, Shared>();

  async acquire(host: ResolvedHost, options: ConnectOptions): Promise<Lease> {
    const key = `${host.user}@${host.hostName}:${host.port} ${host.jumps.map((jump) => jump.hostName).join(',')}`;
    let entry = this.shared.get(key);
    if (entry !== undefined && (await isUsable(entry.connection)) === false) entry = undefined;
    // Awaiting above may have let another caller renew the entry: the map is asked again.
    const renewed = this.shared.get(key);
    if (entry === undefined && renewed !== undefined && (await isUsable(renewed.connection))) entry = renewed;
    if (entry === undefined) {
      entry = { connection: connect(host, options), users: 0 };
      this.shared.set(key, entry);
    }
    const mine = entry;
    mine.users++;
    try {
      const connection = await mine.connection;
      return { connection, release: () => this.release(key, mine, connection) };
    } catch (error) {
      if (this.shared.get(key) === mine) this.shared.delete(key);
      throw error;
    }
  }

  private release(key: string, entry: Shared, connection: SshConnection): void {
    entry.users--;
    if (entry.users > 0) return;
    if (this.shared.get(key) === entry) this.shared.delete(key);
    connection.close();
  }
}

/** The SSH library is loaded with the first connection: a run on this machine does without it. */
async function connect(host: ResolvedHost, options: ConnectOptions): Promise<SshConnection> {
  const { SshConnection } = await import('./connection');
  return SshConnection.connect(host, options);
}

/** A connection in the making counts as usable. */
async function isUsable(connection: Promise<SshConnection>): Promise<boolean> {
  const pending = Symbol('pending');
  const settled = await Promise.race([connection.catch(() => undefined), Promise.resolve(pending)]);
  return typeof settled === 'symbol' || settled?.isOpen === true;
}
