import { expect, test } from 'vitest';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import { countCalls, readWestPower, startText, startWaitingDrill } from '../support/drill-processes.ts';
import { shortFailover, writeOutage } from '../support/short-runbook.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { waitFor } from '../support/wait-for.ts';

const live = useLiveLab();
const modes = ['throttle', 'error', 'garbage', 'slow', 'silent'] as const;

async function setEndpoint(endpoint: string, mode: (typeof modes)[number] | 'obey') {
  await live.control('PUT', `/endpoints/${endpoint}`, { mode });
}

/** What `drill status` says about a call that is tried again. */
async function readRetry(id: string): Promise<string> {
  return await waitFor(async () => {
    const { stdout } = await live.drill('status', id);
    return /^.* is tried again .*$/m.exec(stdout)?.[0] ?? null;
  });
}

function isDone(step: string) {
  return ({ steps }: DrillStatus) => steps.some((each) => each.step === step && each.status === 'done');
}

/** One swap after the other, to and fro, each after a person's word. */
const swaps = writeOutage(
  {
    name: 'hostile-aws',
    title: 'Move names while AWS misbehaves',
    purpose: 'Shows that a bad endpoint costs time and nothing else.',
  },
  `  - { step: lose-region, inject: region.power-off, with: { region: $from }, ttl: 2h }
${modes
  .map(
    (
      mode,
      index,
    ) => `  - { step: ask-${mode}, approve: { by: incident-commander, ask: Go on?, within: 10m, otherwise: undo } }
  - { step: ${mode}, do: route53.swap, target: services, with: { to: ${index % 2 === 0 ? '$to' : '$from'} }, within: 20s }`,
  )
  .join('\n')}
  - { step: enough, approve: { by: incident-commander, ask: Is it enough?, within: 5m, otherwise: undo } }`,
);

test('a Route 53 that throttles, fails, answers garbage, late or never only holds a drill up: each change is made once, and undone', async () => {
  const id = await startText(live, swaps);
  for (const [index, mode] of modes.entries()) {
    const { approval } = await live.until(id, (status) => status.approval?.step === `ask-${mode}`);
    await setEndpoint('global', mode);
    await live.drill('approve', approval!.code, '--name', 'alice');

    expect(await readRetry(id)).toMatch(saysOf[mode]);

    expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(index);
    await setEndpoint('global', 'obey');
    await live.until(id, isDone(mode));
    expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(index + 1);
  }
  const { approval } = await live.until(id, (status) => status.approval?.step === 'enough');
  await setEndpoint('global', 'error');
  await live.drill('decline', approval!.code, '--name', 'alice');
  expect(await readRetry(id)).toMatch(saysOf.error);
  await setEndpoint('global', 'obey');

  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'undone', clean: true });
  expect(report.undo.every(({ done }) => done)).toBe(true);
  expect(report.verdict).not.toBe('pass');
  expect(await countCalls(live, 'ChangeResourceRecordSets')).toBe(modes.length + 1);
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
});

const saysOf = {
  throttle: /Throttling with status 400/,
  error: /InternalFailure with status 500/,
  garbage: /expected an answer of AWS, got/,
  slow: /no answer/,
  silent: /no answer/,
};

/** Few tries: what a drill does about an endpoint that never comes back. */
const impatient = shortFailover
  .replace('runbook: short-failover', 'runbook: impatient')
  .replace(/ttl: \w+/, 'ttl: 2h')
  .replaceAll('within: 5s, attempts: 1', 'within: 8s, attempts: 2')
  .replace(
    '  - { step: fence',
    '  - { step: declare, approve: { by: incident-commander, ask: Go on?, within: 10m, otherwise: undo } }\n  - { step: fence',
  )
  .replace('within: 12s, attempts: 1', 'within: 12s, attempts: 2');

test.each(modes)(
  'an RDS that is bad for good (%s) ends the drill with a sentence: nothing is promoted, everything is healed, it is no pass',
  async (mode) => {
    const { id, code } = await startWaitingDrill(live, impatient);
    await setEndpoint('us-east-2', mode);
    await live.drill('approve', code, '--name', 'alice');

    const { report, exitCode } = await live.report(id);

    expect(report).toMatchObject({ outcome: 'undone', clean: true });
    expect(report.verdict).not.toBe('pass');
    expect(exitCode).not.toBe(0);
    expect(report.steps.find(({ step }) => step === 'promote')).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(report)).toMatch(saysOf[mode]);
    expect(await countCalls(live, 'PromoteReadReplica')).toBe(0);
    expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
    expect(await live.drill('sweep', '-e', 'lab')).toMatchObject({ stdout: 'nothing is left over\n' });
  },
);
