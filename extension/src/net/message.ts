// SPDX-License-Identifier: Apache-2.0
// Control messages in the generated object form, to and from the payload of a control frame.

import * as flatbuffers from 'flatbuffers';
import { Body } from '../../../language-server/src/wire/generated/weft/wire/body';
import { CancelT } from '../../../language-server/src/wire/generated/weft/wire/cancel';
import { DeleteJobT } from '../../../language-server/src/wire/generated/weft/wire/delete-job';
import { DescribeT } from '../../../language-server/src/wire/generated/weft/wire/describe';
import { FetchT } from '../../../language-server/src/wire/generated/weft/wire/fetch';
import { HelloT } from '../../../language-server/src/wire/generated/weft/wire/hello';
import { ListJobsT } from '../../../language-server/src/wire/generated/weft/wire/list-jobs';
import { Message, MessageT } from '../../../language-server/src/wire/generated/weft/wire/message';
import { PingT } from '../../../language-server/src/wire/generated/weft/wire/ping';
import { ShutdownT } from '../../../language-server/src/wire/generated/weft/wire/shutdown';
import { StatusT } from '../../../language-server/src/wire/generated/weft/wire/status';
import { SubmitT } from '../../../language-server/src/wire/generated/weft/wire/submit';
import { UnwatchT } from '../../../language-server/src/wire/generated/weft/wire/unwatch';
import { UploadT } from '../../../language-server/src/wire/generated/weft/wire/upload';
import { WatchT } from '../../../language-server/src/wire/generated/weft/wire/watch';
import { verifyMessage } from './message-verifier';

export type MessageBody = NonNullable<MessageT['body']>;

const REQUESTS: readonly (readonly [new () => MessageBody, Body])[] = [
  [HelloT, Body.Hello],
  [DescribeT, Body.Describe],
  [UploadT, Body.Upload],
  [SubmitT, Body.Submit],
  [ListJobsT, Body.ListJobs],
  [WatchT, Body.Watch],
  [UnwatchT, Body.Unwatch],
  [CancelT, Body.Cancel],
  [FetchT, Body.Fetch],
  [DeleteJobT, Body.DeleteJob],
  [PingT, Body.Ping],
  [StatusT, Body.Status],
  [ShutdownT, Body.Shutdown],
];

/** The union tag of a request. */
export function bodyTypeOf(body: MessageBody): Body {
  for (const [Request, type] of REQUESTS) if (body instanceof Request) return type;
  throw new TypeError(`${body.constructor.name} is not a request`);
}

export function encodeMessage(request: number, body: MessageBody, bodyType: Body = bodyTypeOf(body)): Uint8Array {
  const builder = new flatbuffers.Builder(1024);
  Message.finishMessageBuffer(builder, new MessageT(request, bodyType, body).pack(builder));
  return builder.asUint8Array();
}

/** Throws `WEFT456` when the payload is not a well-formed message. */
export function decodeMessage(payload: Uint8Array): MessageT {
  verifyMessage(payload);
  return Message.getRootAsMessage(new flatbuffers.ByteBuffer(payload)).unpack();
}

/** FlatBuffers strings decode to `string | Uint8Array | null`; this client only meets text. */
export function text(value: string | Uint8Array | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
}
