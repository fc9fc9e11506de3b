import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { LabDescription } from '../../infra/lab/lab-directory.ts';
import { journalName } from '../../infra/lab/processes/owned-processes.ts';
import { ProcessIdentity } from '../../infra/lab/processes/process-identity.ts';

/** A supervisor process that the test owns, with the lab that it holds. */
export interface LabProcess {
  supervisor: ChildProcess;
  description: LabDescription;
}

const MAIN = path.join(import.meta.dirname, '../../infra/lab/main.ts');

/** Starts a lab as its users do; resolves when it is up, rejects with what it wrote when it ends before. */
export async function startLabProcess(): Promise<LabProcess> {
  const supervisor = spawn(process.execPath, [MAIN, 'up', '--owned'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  let line = '';
  supervisor.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for await (const chunk of supervisor.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  if (!line.includes('\n')) throw new Error(`the lab did not come up: ${said}`);
  return { supervisor, description: LabDescription.parse(JSON.parse(line)) };
}

/** Lets the lab notice that its owner is gone; resolves with its exit code. */
export async function endLabProcess({ supervisor }: LabProcess): Promise<number | null> {
  supervisor.stdin?.end();
  return waitForExit(supervisor);
}

export async function waitForExit(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** All processes that the lab has started so far. */
export function listChildren(description: LabDescription): ProcessIdentity[] {
  const lines = readFileSync(path.join(description.dir, journalName), 'utf8').trim().split('\n');
  return lines.map((line) => z.object(ProcessIdentity.shape).parse(JSON.parse(line)));
}

/** Runs `main.ts` with other arguments than `up`; resolves with what it printed on stdout. */
export async function runLabCommand(args: string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout) printed += String(chunk);
  await exited;
  return printed;
}
