// SPDX-License-Identifier: Apache-2.0
// The client's side of the protocol against a scripted daemon in the same process; the real one is met in test/e2e.

import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Body } from '../../../language-server/src/wire/generated/weft/wire/body';
import { EventT } from '../../../language-server/src/wire/generated/weft/wire/event';
import { FailureT } from '../../../language-server/src/wire/generated/weft/wire/failure';
import { FetchT } from '../../../language-server/src/wire/generated/weft/wire/fetch';
import { FetchReadyT } from '../../../language-server/src/wire/generated/weft/wire/fetch-ready';
import { HelloT } from '../../../language-server/src/wire/generated/weft/wire/hello';
import { OkT } from '../../../language-server/src/wire/generated/weft/wire/ok';
import { PongT } from '../../../language-server/src/wire/generated/weft/wire/pong';
import { UploadT } from '../../../language-server/src/wire/generated/weft/wire/upload';
import { UploadReadyT } from '../../../language-server/src/wire/generated/weft/wire/upload-ready';
import { WelcomeT } from '../../../language-server/src/wire/generated/weft/wire/welcome';
import { Connection } from './connection';
import { type Duplex, duplexPair } from './duplex-pair.testing';
import { encodeCredit, encodeFrame, FRAME_KIND, type Frame, FrameReader, INITIAL_CREDIT_BYTES } from './frame';
import { decodeMessage, encodeMessage, type MessageBody } from './message';

/** Answers as the test's `onMessage` says; counts what the client sends as data. */
class ScriptedDaemon {
  dataBytes = 0;
  readonly credits: number[] = [];
  readonly requests: string[] = [];
  onMessage: (request: number, body: MessageBody) => void = () => {};
  onData: (frame: Frame) => void = () => {};
  private readonly reader = new FrameReader();
  private readonly sequences = new Map<number, number>();

  constructor(readonly stream: Duplex) {
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      for (const frame of this.reader.push(chunk)) this.take(frame);
    });
  }

  private take(frame: Frame): void {
    if (frame.kind === FRAME_KIND.data) {
      this.dataBytes += frame.payload.length;
      this.onData(frame);
    } else if (frame.kind === FRAME_KIND.credit) this.credits.push(Buffer.from(frame.payload).readUInt32LE(0));
    else {
      const { request, body } = decodeMessage(frame.payload);
      if (body === null) throw new Error('no body');
      this.requests.push(body.constructor.name);
      if (body instanceof HelloT) {
        if (body.token === 'secret')
          this.answer(request, new WelcomeT(1, 0, '1.2', 'node', 9, '/root', ''), Body.Welcome);
        else this.answer(request, new FailureT('WEFT401', 'wrong token', 'connect again'), Body.Failure);
      } else this.onMessage(request, body);
    }
  }

  answer(request: number, body: MessageBody, type: Body): void {
    this.send(FRAME_KIND.control, 0, encodeMessage(request, body, type));
  }

  send(kind: Frame['kind'], channel: number, payload: Uint8Array): void {
    const sequence = this.sequences.get(channel) ?? 0;
    this.sequences.set(channel, sequence + 1);
    this.stream.write(encodeFrame({ kind, channel, sequence, payload }));
  }
}

let open: Connection | undefined;
afterEach(() => open?.close());

async function connect(token = 'secret'): Promise<{ connection: Connection; daemon: ScriptedDaemon }> {
  const [mine, theirs] = duplexPair();
  const daemon = new ScriptedDaemon(theirs);
  const connection = await Connection.open(mine, { token, client: 'test' });
  open = connection;
  return { connection, daemon };
}

const shaOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('a connection', () => {
  it('says hello and learns who answers', async () => {
    const { connection } = await connect();
    expect(connection.welcome).toMatchObject({ version: '1.2', host: 'node' });
  });

  it('passes on the failure of a wrong token', async () => {
    await expect(connect('guess')).rejects.toMatchObject({
      code: 'WEFT401',
      message: 'wrong token',
      help: 'connect again',
    });
  });

  it('pairs answers that come in another order', async () => {
    const { connection, daemon } = await connect();
    const asked: number[] = [];
    daemon.onMessage = (request) => {
      asked.push(request);
      if (asked.length < 3) return;
      for (const one of asked.reverse()) {
        if (one === asked[0]) daemon.answer(one, new FailureT('WEFT412', `no job ${one}`, ''), Body.Failure);
        else daemon.answer(one, new PongT(), Body.Pong);
      }
    };
    const results = await Promise.allSettled([connection.ping(), connection.ping(), connection.ping()]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('gives up on a daemon that does not answer', async () => {
    const { connection } = await connect();
    await expect(connection.ping(20)).rejects.toMatchObject({ code: 'WEFT455' });
    expect(connection.isOpen).toBe(true);
  });

  it('rejects everything that is open when the daemon goes away', async () => {
    const { connection, daemon } = await connect();
    const ping = connection.ping();
    daemon.stream.destroy();
    await expect(ping).rejects.toMatchObject({ code: 'WEFT454', exit: 4 });
    expect(await connection.closed).toMatchObject({ code: 'WEFT454' });
    await expect(connection.ping()).rejects.toMatchObject({ code: 'WEFT454' });
  });

  it('ends at a frame out of sequence', async () => {
    const { connection, daemon } = await connect();
    daemon.stream.write(
      encodeFrame({
        kind: FRAME_KIND.control,
        channel: 0,
        sequence: 7,
        payload: encodeMessage(1, new PongT(), Body.Pong),
      }),
    );
    expect(await connection.closed).toMatchObject({ code: 'WEFT456' });
  });
});

describe('uploads', () => {
  const data = randomBytes(3 * INITIAL_CREDIT_BYTES);
  const source = (offset: number) =>
    (async function* () {
      for (let at = offset; at < data.length; at += 1_000_000) yield data.subarray(at, at + 1_000_000);
    })();

  it('send no more than was granted', async () => {
    const { connection, daemon } = await connect();
    let channel = 0;
    const stalled = new Promise<void>((resolve) => {
      daemon.onMessage = (request) => {
        channel = request;
        daemon.answer(request, new UploadReadyT(0n, false), Body.UploadReady);
      };
      daemon.onData = () => {
        if (daemon.dataBytes === INITIAL_CREDIT_BYTES) resolve();
      };
    });
    const upload = connection.upload(shaOf(data), data.length, source);
    await stalled;
    await new Promise((resolve) => setImmediate(resolve));
    expect(daemon.dataBytes).toBe(INITIAL_CREDIT_BYTES);
    const received = new Promise<void>((resolve) => {
      daemon.onData = () => {
        if (daemon.dataBytes === data.length) resolve();
      };
    });
    for (let i = 0; i < 2; i++) daemon.send(FRAME_KIND.credit, channel, encodeCredit(INITIAL_CREDIT_BYTES));
    await received;
    daemon.answer(channel, new UploadReadyT(BigInt(data.length), true), Body.UploadReady);
    expect(await upload).toBe(data.length);
  });

  it('send nothing that is there already', async () => {
    const { connection, daemon } = await connect();
    daemon.onMessage = (request, body) =>
      daemon.answer(request, new UploadReadyT((body as UploadT).size, true), Body.UploadReady);
    expect(await connection.upload(shaOf(data), data.length, source)).toBe(0);
    expect(daemon.dataBytes).toBe(0);
  });

  it('resume where the daemon says', async () => {
    const { connection, daemon } = await connect();
    const parts: Buffer[] = [];
    daemon.onMessage = (request) => {
      daemon.answer(request, new UploadReadyT(BigInt(data.length - 1000), false), Body.UploadReady);
      daemon.onData = (frame) => {
        parts.push(Buffer.from(frame.payload));
        if (daemon.dataBytes === 1000)
          daemon.answer(request, new UploadReadyT(BigInt(data.length), true), Body.UploadReady);
      };
    };
    expect(await connection.upload(shaOf(data), data.length, source)).toBe(1000);
    expect(Buffer.concat(parts).equals(data.subarray(-1000))).toBe(true);
  });

  it("stop at the daemon's refusal in the middle", async () => {
    const { connection, daemon } = await connect();
    daemon.onMessage = (request) => {
      daemon.answer(request, new UploadReadyT(0n, false), Body.UploadReady);
      daemon.onData = () => {
        daemon.onData = () => {};
        daemon.answer(request, new FailureT('WEFT430', 'the disk is full', 'free some space'), Body.Failure);
      };
    };
    await expect(connection.upload(shaOf(data), data.length, source)).rejects.toMatchObject({ code: 'WEFT430' });
    daemon.onMessage = (request) => daemon.answer(request, new PongT(), Body.Pong);
    await connection.ping();
  });

  it('let a cancel pass while they wait for credit', async () => {
    const { connection, daemon } = await connect();
    daemon.onMessage = (request, body) => {
      if (body instanceof UploadT) daemon.answer(request, new UploadReadyT(0n, false), Body.UploadReady);
      else daemon.answer(request, new OkT(), Body.Ok);
    };
    const upload = connection.upload(shaOf(data), data.length, source);
    upload.catch(() => {});
    await connection.cancel('job');
    expect(daemon.requests).toContain('CancelT');
  });
});

describe('fetches', () => {
  it('grant credit as the bytes are written away, and never hold more than the window', async () => {
    const { connection, daemon } = await connect();
    const data = randomBytes(INITIAL_CREDIT_BYTES * 2);
    daemon.onMessage = (request, body) => {
      expect(body).toBeInstanceOf(FetchT);
      daemon.answer(request, new FetchReadyT(BigInt(data.length), shaOf(data)), Body.FetchReady);
      for (let at = 0; at < INITIAL_CREDIT_BYTES; at += 1 << 18)
        daemon.send(FRAME_KIND.data, request, data.subarray(at, at + (1 << 18)));
      let granted = 0;
      let sent = INITIAL_CREDIT_BYTES;
      const credits = daemon.credits;
      credits.push = (...values: number[]): number => {
        for (const value of values) granted += value;
        while (sent < data.length && sent + (1 << 18) <= INITIAL_CREDIT_BYTES + granted) {
          daemon.send(FRAME_KIND.data, request, data.subarray(sent, sent + (1 << 18)));
          sent += 1 << 18;
        }
        return values.length;
      };
    };
    const chunks: Uint8Array[] = [];
    const { size, sha256 } = await connection.fetch('job', 'results/return.npy', 0, (chunk) => void chunks.push(chunk));
    expect(size).toBe(data.length);
    expect(shaOf(Buffer.concat(chunks))).toBe(sha256);
  });

  it('end the connection when the daemon ignores the window', async () => {
    const { connection, daemon } = await connect();
    daemon.onMessage = (request) => {
      daemon.answer(request, new FetchReadyT(1n << 40n, ''), Body.FetchReady);
      for (let i = 0; i < 6; i++) daemon.send(FRAME_KIND.data, request, Buffer.alloc(1024 * 1024));
    };
    await expect(connection.fetch('job', 'big', 0, () => connection.closed.then(() => {}))).rejects.toMatchObject({
      code: 'WEFT456',
    });
  });
});

describe('watching', () => {
  it('delivers the events of its job until it stops', async () => {
    const { connection, daemon } = await connect();
    daemon.onMessage = (request) => {
      daemon.answer(request, new OkT(), Body.Ok);
      daemon.answer(0, new EventT('other', 1n, '{}'), Body.Event);
      daemon.answer(0, new EventT('job', 5n, '{"seq":5}'), Body.Event);
    };
    const seen: number[] = [];
    const both = new Promise<void>((resolve) => {
      void connection.watch('job', 5, ({ sequence }) => {
        seen.push(sequence);
        resolve();
      });
    });
    await both;
    expect(seen).toEqual([5]);
  });
});
