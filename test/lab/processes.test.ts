import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cleanAbandonedLabs } from '../../infra/lab/processes/abandoned-labs.ts';
import { findFreePort } from '../../infra/lab/processes/free-port.ts';
import { createProcesses } from '../../infra/lab/processes/owned-processes.ts';
import type { OwnedProcess } from '../../infra/lab/processes/owned-processes.ts';
import { identifyProcess, isRunning } from '../../infra/lab/processes/process-identity.ts';
import { holdLock } from '../../infra/lab/tools/install-lock.ts';
import { waitUntil } from './rds-regions.ts';

/** Starts two children of its own, then writes all three pids and waits. */
const family = `sleep 300 & first=$!; sh -c 'sleep 300; true' & second=$!; echo $$ $first $second; wait`;

test('a child is in the journal, with pid, start time and name, when spawn returns', () => {
  const { dir, run } = makeDirectory();
  const owned = run('sleep 300');
  const [line] = readFileSync(path.join(dir, 'processes.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line ?? '')).toEqual({ ...owned.identity, name: 'child' });
  expect(identifyProcess(owned.identity.pid)).toEqual(owned.identity);
});

test('a kill ends a process with its children and grandchildren', async () => {
  const { run } = makeDirectory();
  const owned = run(family);
  const pids = await readPids(owned);
  await owned.kill();
  expect(pids.map(identifyProcess)).toEqual([null, null, null]);
  await expect(owned.exited).resolves.toBe('ended by SIGKILL');
});

test('a stop lets a process end in order, and kills one that does not within the grace time', async () => {
  const { run } = makeDirectory();
  const orderly = run(`trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done`);
  const deaf = run(`trap '' TERM; echo ready; while :; do sleep 0.01; done`);
  await Promise.all([orderly, deaf].map((owned) => waitUntil(() => readLog(owned) !== '', 'it has begun')));
  await Promise.all([orderly.stop(), deaf.stop(50)]);
  await expect(orderly.exited).resolves.toBe('exited with code 7');
  await expect(deaf.exited).resolves.toBe('ended by SIGKILL');
});

test('a command that does not exist is told by how its process ended', async () => {
  const { dir } = makeDirectory();
  const request = {
    name: 'child',
    command: '/does/not/exist',
    args: [],
    logFile: path.join(dir, 'child.log'),
  };
  const owned = createProcesses(dir).spawn(request);
  await expect(owned.exited).resolves.toContain('ENOENT');
  await owned.stop();
  await owned.kill();
});

test('an abandoned lab loses its processes and its directory, one whose owner runs keeps both', async () => {
  const base = makeDirectory().dir;
  const [dead, alive] = [path.join(base, 'lab-dead'), path.join(base, 'lab-alive')];
  const [left, kept] = [startIn(dead), startIn(alive)];
  const pids = await readPids(left);
  await writeOwner(dead, await findDeadProcess());
  await writeOwner(alive, identifyProcess(process.pid));
  await expect(cleanAbandonedLabs(base)).resolves.toEqual([dead]);
  expect(pids.map(identifyProcess)).toEqual([null, null, null]);
  expect(existsSync(dead)).toBe(false);
  expect(isRunning(kept.identity)).toBe(true);
});

test('a process that has the pid of a dead child, but another start time, survives the clean-up', async () => {
  const { dir: base, run } = makeDirectory();
  const stranger = run('sleep 300');
  const dead = path.join(base, 'lab-dead');
  mkdirSync(dead);
  await writeOwner(dead, await findDeadProcess());
  const journaled = { ...stranger.identity, startTicks: '1', name: 'child' };
  appendFileSync(path.join(dead, 'processes.jsonl'), `${JSON.stringify(journaled)}\n{"pid": 12`);
  await expect(cleanAbandonedLabs(base)).resolves.toEqual([dead]);
  expect(isRunning(stranger.identity)).toBe(true);
});

test('a directory without an owner is left alone while it is young, and removed when it is old', async () => {
  const { dir: base } = makeDirectory();
  const [young, old] = [path.join(base, 'lab-young'), path.join(base, 'lab-old')];
  [young, old].forEach((dir) => mkdirSync(dir));
  utimesSync(old, new Date(0), new Date(0));
  await expect(cleanAbandonedLabs(base)).resolves.toEqual([old]);
  expect(existsSync(young)).toBe(true);
});

test('a free port is free on all the addresses asked for, and never handed out twice', async () => {
  const addresses = ['127.0.1.1', '127.0.2.1'];
  const ports = await Promise.all(Array.from({ length: 20 }, () => findFreePort(addresses)));
  expect(new Set(ports).size).toBe(20);
  for (const address of addresses) {
    const server = createServer().listen(ports[0], address);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
  }
});

test('without a port that is free on all addresses the choice fails and names them', async () => {
  // 192.0.2.0/24 is for documentation: no machine has such an address.
  await expect(findFreePort(['127.0.0.1', '192.0.2.1'])).rejects.toThrow('free on 127.0.0.1, 192.0.2.1');
});

test('of two that want the install lock the second waits for the first', async () => {
  const order: string[] = [];
  const name = `drillmaster-test ${process.pid}`;
  const release = Promise.withResolvers<void>();
  const first = holdLock(
    name,
    () => order.push('first waits'),
    async () => {
      order.push('first');
      await release.promise;
    },
  );
  const onWait = () => {
    order.push('second waits');
    release.resolve();
  };
  await Promise.all([first, holdLock(name, onWait, async () => order.push('second'))]);
  expect(order.toSorted()).toEqual(['first', 'second', 'second waits']);
  expect(order.at(-1)).toBe('second');
});

function makeDirectory() {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'processes-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return { dir, run: (script: string) => runIn(dir, script) };
}

function startIn(dir: string): OwnedProcess {
  mkdirSync(dir);
  return runIn(dir, family);
}

let started = 0;

function runIn(dir: string, script: string): OwnedProcess {
  const logFile = path.join(dir, `child-${(started += 1)}.log`);
  const owned = createProcesses(dir).spawn({ name: 'child', command: 'sh', args: ['-c', script], logFile });
  onTestFinished(() => owned.kill());
  return owned;
}

async function readPids(owned: OwnedProcess): Promise<number[]> {
  await waitUntil(() => readLog(owned).trim().split(' ').length === 3, 'all three run');
  return readLog(owned).trim().split(' ').map(Number);
}

function readLog(owned: OwnedProcess): string {
  return readFileSync(owned.logFile, 'utf8');
}

/** The identity of a process that ran a moment ago. */
async function findDeadProcess(): Promise<unknown> {
  const child = spawn('sleep', ['300']);
  const identity = identifyProcess(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return identity;
}

async function writeOwner(dir: string, owner: unknown): Promise<void> {
  writeFileSync(path.join(dir, 'owner.json'), JSON.stringify(owner));
}
