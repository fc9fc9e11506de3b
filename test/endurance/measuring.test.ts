import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findHealed, readJournal } from '../../src/evidence/journal.ts';
import { signalProcess } from '../../src/host/process-identity.ts';
import { readSeries } from '../../src/evidence/series-file.ts';
import { readInstant } from '../../src/host/clock.ts';
import { readBeat, readWestPower, startWaitingDrill } from '../support/drill-processes.ts';
import { faketimeVariables, findFaketime, setClock } from '../support/faketime.ts';
import { rto } from '../support/report-lookup.ts';
import { shortFailover, undoneOutage } from '../support/short-runbook.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { waitFor } from '../support/wait-for.ts';
import { patience } from '../support/patience.ts';

const hourMs = 3_600_000;
const faketime = await findFaketime();
const clockFile = join(mkdtempSync(join(tmpdir(), 'drillmaster-clock-')), 'offset');
setClock(clockFile, '+0');
const live = useLiveLab({
  variables: {
    ...(faketime === null ? {} : faketimeVariables(faketime, clockFile)),
    NODE_OPTIONS: `--import=${new URL('../support/block-on-signal.ts', import.meta.url).href}`,
    DRILL_TEST_BLOCK_MS: '8000',
  },
});

/** Sets the clock of everything that runs the drill, and waits until the companion of that folder lives in that time. */
async function stepClock(root: string, offset: string, aheadMs: number): Promise<void> {
  setClock(clockFile, offset);
  await waitFor(async () => {
    const { beatAt } = await readBeat(root);
    const straightAt = Date.now() + beatAt.monoMs - readInstant().monoMs;
    return Math.abs(beatAt.at - straightAt - aheadMs) < 60_000 ? true : null;
  });
}

async function countSamples(root: string): Promise<number> {
  return (await readSeries(root, 'reads')).samples.length;
}

async function findInjecting(root: string) {
  return (await readJournal(root)).find((entry) => entry.kind === 'injecting')!;
}

/** Asks before the way back and before the end. */
const askedTwice = undoneOutage
  .replace('runbook: undone-outage', 'runbook: asked-twice')
  .replace(
    '  - { step: swap',
    '  - { step: go, approve: { by: incident-commander, ask: Go on?, within: 5m, otherwise: undo } }\n  - { step: swap',
  );

test.skipIf(faketime === null)(
  'a wall clock that is set back and forth by hours delays no heal, brings none forward, ends no measuring, changes no figure, and is told of',
  async () => {
    const { id, root, code } = await startWaitingDrill(live, askedTwice);
    await stepClock(root, '-1h', -hourMs);
    await live.drill('approve', code, '--name', 'alice');
    const { approval } = await live.until(id, (status) => status.approval?.step === 'enough');

    await stepClock(root, '+2h', 2 * hourMs);
    const before = await countSamples(root);
    await waitFor(async () => ((await countSamples(root)) > before + 100 ? true : null));
    expect((await readBeat(root)).phase).toBe('sampling');
    expect(await readWestPower(live)).toMatchObject({ on: false });
    await live.drill('approve', approval!.code, '--name', 'alice');

    const { report } = await live.report(id);
    setClock(clockFile, '+0');
    expect(report).toMatchObject({ outcome: 'completed', clean: true });
    expect(report.faults[0]).toMatchObject({ healed: true, healedBy: 'guardian' });
    expect(report.checks.find(({ kind }) => kind === 'ttl')).toMatchObject({ verdict: 'pass' });
    const told = report.findings.filter(({ text }) => text.includes('clock of the measuring host'));
    expect(told.map(({ text }) => /stepped by ([+-]\d+ h)/.exec(text)?.[1])).toEqual(['-1 h', '+3 h']);
    expect(report.objectives[0]!.actualMs).toBeLessThan(120_000);
    expect(
      Object.values(report.marks).map((at) => Math.abs(Date.parse(at) - Date.now()) < hourMs / 2),
    ).toEqual(Object.values(report.marks).map(() => true));
  },
);

test.skipIf(faketime === null)(
  'with worker and Temporal dead and the clock set back by an hour the companion heals at the expiry all the same',
  async () => {
    const { id, root } = await startWaitingDrill(live, shortFailover);
    await live.killWorker();
    await live.control('PUT', '/temporal', { running: false });
    await stepClock(root, '-1h', -hourMs);

    const healed = await waitFor(
      async () => findHealed(await readJournal(root), 'lose-region'),
      patience.drillMs,
    );

    setClock(clockFile, '+0');
    const { at, expiresAt } = await findInjecting(root);
    const lastedMs = healed.healingAt.monoMs - at.monoMs;
    expect(healed.by).toBe('companion');
    expect(lastedMs).toBeGreaterThanOrEqual(expiresAt - at.at - 5);
    expect(lastedMs).toBeLessThan(expiresAt - at.at + 2_000);
    expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: ['shop-west'] });
    await live.control('PUT', '/temporal', { running: true });
    await live.startWorker();
    await live.until(id, ({ asked }) => asked !== null);
    await live.drill('give-up', id, '--name', 'alice', '--reason', 'the fault has expired');
    const { report } = await live.report(id);
    expect(report.faults[0]).toMatchObject({ healed: true, healedBy: 'companion' });
    expect(report.checks.find(({ kind }) => kind === 'ttl')).toMatchObject({ verdict: 'inconclusive' });
  },
);

const targetMs = 15_000;

test('a sampler that is kept busy while users come back, near the target, makes the recovery time inconclusive', async () => {
  const tight = askedTwice.replace('rto: 10m', 'rto: 15s').replace('asked-twice', 'tight');
  const { id, root, code } = await startWaitingDrill(live, tight);
  const { at } = await findInjecting(root);
  // From five seconds before the target to three after it nothing is measured, and users come back in between.
  await waitFor(async () => (readInstant().monoMs > at.monoMs + targetMs - 5_000 ? true : null));
  signalProcess((await readBeat(root)).samplers[0]!.process!, 'SIGUSR2');
  await live.drill('approve', code, '--name', 'alice');
  const { approval } = await live.until(id, (status) => status.approval?.step === 'enough');
  await waitFor(async () =>
    (await readSeries(root, 'reads')).gaps.some(({ why }) => why === 'the sampler stalled') ? true : null,
  );
  const before = await countSamples(root);
  await waitFor(async () => ((await countSamples(root)) > before + 100 ? true : null));
  await live.drill('approve', approval!.code, '--name', 'alice');

  const { report } = await live.report(id);

  expect(report.objectives[0]).toMatchObject({ verdict: 'inconclusive' });
  expect(rto(report, 'reads').errorMs).toBeGreaterThan(5_000);
  expect(report.verdict).not.toBe('pass');
  expect(report.gaps.map(({ why }) => why)).toContain('the sampler stalled');
});
