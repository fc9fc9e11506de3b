import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import type { LabDescription } from '../../infra/lab/lab-directory.ts';
import { isRunning } from '../../infra/lab/processes/process-identity.ts';
import type { LabProcess } from '../support/lab-process.ts';
import {
  endLabProcess,
  listChildren,
  runLabCommand,
  startLabProcess,
  waitForExit,
} from '../support/lab-process.ts';

const started: LabProcess[] = [];

afterAll(async () => {
  await Promise.all(started.map(endLabProcess));
});

async function start(): Promise<LabProcess> {
  const lab = await startLabProcess();
  started.push(lab);
  return lab;
}

function canConnect(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function listLeftovers(lab: LabDescription, children: ReturnType<typeof listChildren>) {
  const ports = [lab.control, lab.temporal.ui, `http://${lab.temporal.address}`];
  const open = await Promise.all(ports.map(canConnect));
  return {
    processes: children.filter(isRunning),
    ports: ports.filter((_, index) => open[index]),
    directory: existsSync(lab.dir),
  };
}

const nothing = { processes: [], ports: [], directory: false };

test('two labs live side by side, and the one that ends takes nothing of the other with it', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  const printed = await runLabCommand(['status']);
  expect(printed).toContain(first.description.id);
  expect(printed).toContain(second.description.id);

  const children = listChildren(first.description);
  first.supervisor.kill('SIGINT');
  expect(await waitForExit(first.supervisor)).toBe(0);

  expect(children.length).toBeGreaterThanOrEqual(7);
  expect(await listLeftovers(first.description, children)).toEqual(nothing);
  expect(listChildren(second.description).every(isRunning)).toBe(true);
  expect((await fetch(`${second.description.control}/status`)).status).toBe(200);
});

test('a lab whose supervisor was killed is cleaned by the next start', async () => {
  const killed = await start();
  const children = listChildren(killed.description);
  killed.supervisor.kill('SIGKILL');
  await waitForExit(killed.supervisor);
  expect(children.some(isRunning)).toBe(true);

  const next = await start();

  // A freed port may belong to another lab by now.
  const { processes, directory } = await listLeftovers(killed.description, children);
  expect({ processes, directory }).toEqual({ processes: [], directory: false });
  expect(listChildren(next.description).every(isRunning)).toBe(true);
});

test('a lab goes down without a trace when its owner goes away', async () => {
  const lab = await start();
  const children = listChildren(lab.description);
  expect(await endLabProcess(lab)).toBe(0);
  expect(await listLeftovers(lab.description, children)).toEqual(nothing);
});

test('the command "down" ends a lab by its id', async () => {
  const lab = await start();
  const children = listChildren(lab.description);
  await runLabCommand(['down', lab.description.id]);
  expect(await listLeftovers(lab.description, children)).toEqual(nothing);
});
