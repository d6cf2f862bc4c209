// SPDX-License-Identifier: Apache-2.0
// A real one-machine Slurm (slurmctld, slurmd, munged) as root, without systemd, on loopback ports of its own. The system-wide
// munge and any other Slurm are left alone; everything is stopped by the pid files it wrote.

import { randomFillSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { freePort, hasTool, type Resources, runTool, stopByPidFile, until } from './resources';

export interface Slurm {
  readonly folder: string;
  /** Pass this to every process that talks to this Slurm. */
  readonly env: { readonly SLURM_CONF: string };
  /** Runs a Slurm program against this instance. */
  run(command: string, args: readonly string[]): string;
}

export function hasSlurm(): boolean {
  return process.getuid?.() === 0 && hasTool('slurmctld') && hasTool('slurmd') && hasTool('munged');
}

export async function startSlurm(
  resources: Resources,
  options: { readonly nodes?: number; readonly cpus?: number } = {},
): Promise<Slurm> {
  const nodes = options.nodes ?? 1;
  const cpus = options.cpus ?? 2;
  const folder = resources.folder('slurm');
  const inside = (...parts: string[]): string => path.join(folder, ...parts);
  for (const name of ['state', 'spool', 'log', 'run', 'munge', 'tmp']) mkdirSync(inside(name), { mode: 0o755 });
  // munged refuses a socket folder that others cannot enter, and a key that others can read.
  runTool('chmod', ['711', folder, inside('munge')]);
  writeFileSync(inside('munge', 'key'), randomFillSync(Buffer.alloc(1024)), { mode: 0o600 });
  const host = hostname().split('.')[0] ?? 'localhost';
  const port = await freePort(nodes + 1);
  const names = Array.from({ length: nodes }, (_, index) => `weft${index + 1}`);

  writeFileSync(
    inside('slurm.conf'),
    `ClusterName=weft
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${port}
AuthType=auth/munge
AuthInfo=socket=${inside('munge', 'sock')}
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=${inside('state')}
SlurmdSpoolDir=${inside('spool')}/%n
SlurmctldPidFile=${inside('run')}/slurmctld.pid
SlurmdPidFile=${inside('run')}/slurmd.%n.pid
SlurmctldLogFile=${inside('log')}/slurmctld.log
SlurmdLogFile=${inside('log')}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
TmpFS=${inside('tmp')}/%n
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=30
InactiveLimit=0
KillWait=2
MinJobAge=600
PropagateResourceLimits=NONE
NodeName=weft[1-${nodes}] NodeHostname=${host} NodeAddr=127.0.0.1 Port=[${port + 1}-${port + nodes}] CPUs=${cpus} Boards=1 SocketsPerBoard=1 CoresPerSocket=${cpus} ThreadsPerCore=1 RealMemory=2000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
`,
  );
  // Slurm 22.05's slurmd does not start without a loadable cgroup plugin; 'disabled' exists only from 23.02.
  const cgroup = existsSync('/sys/fs/cgroup/freezer') ? 'v1' : 'v2';
  writeFileSync(
    inside('cgroup.conf'),
    `CgroupPlugin=cgroup/${cgroup}\nCgroupAutomount=no\nIgnoreSystemd=yes\nIgnoreSystemdOnFailure=yes\n`,
  );

  const env = { SLURM_CONF: inside('slurm.conf') };
  const run = (command: string, args: readonly string[]): string =>
    runTool(command, args, { env: { ...process.env, ...env } });
  resources.defer(async () => {
    try {
      run('scancel', ['--quiet', '--full', '-u', 'root']);
      await until('jobs end', () => run('squeue', ['-h']).trim() === '', 5000);
    } catch {
      // The daemons below are stopped anyway, and their jobs with them.
    }
    for (const name of names) await stopByPidFile(inside('run', `slurmd.${name}.pid`));
    await stopByPidFile(inside('run', 'slurmctld.pid'));
    await stopByPidFile(inside('munge', 'pid'));
  });

  runTool('munged', [
    '--force',
    `--socket=${inside('munge', 'sock')}`,
    `--key-file=${inside('munge', 'key')}`,
    `--pid-file=${inside('munge', 'pid')}`,
    `--seed-file=${inside('munge', 'seed')}`,
    `--log-file=${inside('log', 'munged.log')}`,
    '--num-threads=2',
  ]);
  run('slurmctld', ['-f', inside('slurm.conf'), '-c']);
  for (const name of names) {
    mkdirSync(inside('spool', name));
    mkdirSync(inside('tmp', name));
    run('slurmd', ['-N', name, '-f', inside('slurm.conf')]);
  }
  await until(
    'all Slurm nodes are idle',
    () => {
      try {
        return run('sinfo', ['-h', '-t', 'idle', '-o', '%D']).trim() === String(nodes);
      } catch {
        return false; // slurmctld does not answer yet.
      }
    },
    30_000,
  );
  return { folder, env, run };
}
