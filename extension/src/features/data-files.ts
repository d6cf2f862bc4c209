// SPDX-License-Identifier: Apache-2.0
// Answers the language server, which asks what the data files of open programs hold. This machine is asked at once. A
// target behind SSH is asked over a connection that is open already: typing never connects, and never asks for a password.

import * as vscode from 'vscode';
import type { FileDescription } from '../../../language-server/src/core/lower/signature';
import {
  DATA_FILES_NOTIFICATION,
  type DataFilesParams,
  DESCRIBE_FILES_REQUEST,
  type DescribeFilesParams,
  type DescribeFilesResult,
} from '../../../language-server/src/server/protocol';
import type { LanguageServer } from '../client/language-client';
import type { Describer, LocalAnswers } from '../cluster/data-files';
import type { WeftContext } from '../context';
import { messageOf } from '../net/error';
import type { ClusterSessions } from './cluster-sessions';

const DATA_FILES = '**/*.{npy,npz,h5,hdf5,nc,nc4,txt,csv,dat}';
/** Programs write many files at once. */
const SETTLE_MS = 300;

export function registerDataFiles(ctx: WeftContext, server: LanguageServer, sessions: ClusterSessions): void {
  let local: LocalAnswers | undefined;
  let isStarted = false;
  let settling: NodeJS.Timeout | undefined;

  /** Undefined when the target cannot be asked without more ado. */
  const reach = async (target: string): Promise<Describer | undefined> => {
    const isHere = sessions.target(target).host === undefined;
    return isHere ? sessions.with(target, (session) => session.connection()) : sessions.openConnection(target);
  };

  server.answer(DESCRIBE_FILES_REQUEST, async ({ places }: DescribeFilesParams): Promise<DescribeFilesResult> => {
    const { target } = ctx;
    try {
      const { describeFile, isRelative, LocalAnswers, RELATIVE_REASON } = await import('../cluster/data-files');
      const describer = await reach(target);
      if (describer === undefined) return { target, files: places.map(() => ({})) };
      local ??= new LocalAnswers();
      const answers = local;
      const isHere = sessions.target(target).host === undefined;
      const describe = (place: string): Promise<FileDescription> | FileDescription => {
        if (isRelative(place)) return { reason: RELATIVE_REASON };
        const ask = () => describeFile(describer, place, target);
        return isHere ? answers.find(place, ask) : ask();
      };
      return { target, files: await Promise.all(places.map(describe)) };
    } catch (error) {
      ctx.log.info(`data files on ${target}: ${messageOf(error)}`);
      return { target, files: places.map(() => ({})) };
    }
  });

  const tell = (isOther: boolean) => {
    if (!isStarted) return;
    const params: DataFilesParams = { startAtDocument: ctx.target === 'local', isOther };
    server
      .client()
      .then((client) => client.sendNotification(DATA_FILES_NOTIFICATION, params))
      .catch((error) => ctx.log.warn(`data files: ${messageOf(error)}`));
  };
  const tellSoon = () => {
    clearTimeout(settling);
    settling = setTimeout(() => tell(false), SETTLE_MS);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(DATA_FILES);
  ctx.own(
    watcher,
    watcher.onDidChange(tellSoon),
    watcher.onDidCreate(tellSoon),
    watcher.onDidDelete(tellSoon),
    { dispose: () => clearTimeout(settling) },
    ctx.onTargetChanged(() => tell(true)),
    ctx.onTargetStateChanged((target) => {
      if (target === ctx.target && ctx.stateOf(target).state === 'connected') tellSoon();
    }),
    ctx.onRunFinished(tellSoon),
    vscode.workspace.onDidGrantWorkspaceTrust(tellSoon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('weft.target.default')) tell(true);
    }),
    server.onStarted(() => {
      isStarted = true;
      tell(true);
    }),
  );
}
