import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fence } from '../../activities/aws/rds/fence.ts';
import { isWriter } from '../../activities/aws/rds/is-writer.ts';
import { promoteReplica } from '../../activities/aws/rds/promote-replica.ts';
import { replicaLag } from '../../activities/aws/rds/replica-lag.ts';
import { swap } from '../../activities/aws/route53/swap.ts';
import { powerOff } from '../../activities/power/power-off.ts';
import { createLabBench, EAST, HOSTS, WEST, type LabBench } from '../support/lab-bench.ts';
import { endLabProcess, startLabProcess, type LabProcess } from '../support/lab-process.ts';
import { createOperationBench, type OperationBench } from '../support/operation-bench.ts';
import { asAction, asCheck, asFault } from '../unit/activities/operation-kinds.ts';

/** One failover in order: each test goes on where the one before ended. */
describe('operations against a lab', () => {
  let lab: LabProcess;
  let outside: LabBench;
  let bench: OperationBench;

  beforeAll(async () => {
    lab = await startLabProcess();
    outside = createLabBench(lab.description);
    bench = createOperationBench(lab.description);
  });

  afterAll(async () => {
    await bench.close();
    await endLabProcess(lab);
  });

  const quarantine = [{ component: 'database', region: WEST, id: 'shop-west' }];
  const west = { region: WEST };
  const east = { region: EAST };
  const fenceWest = { region: WEST, through: ['checkout'] };

  test('measures the lag of a streaming replica on both servers', async () => {
    const { values } = await asCheck(replicaLag).run(bench.makeContext('database'), east);
    expect(values['streaming']).toBe(true);
    expect(values['lag']).toBeLessThan(5_000);
  });

  test('sees a frozen replication as a lag beyond its patience', async () => {
    await outside.control('PUT', '/replication/shop-east', { frozen: true });
    await outside.writeOrder(WEST);
    const { values } = await asCheck(replicaLag).run(bench.makeContext('database'), east);
    await outside.control('PUT', '/replication/shop-east', { frozen: false });
    expect(values['lag']).toBeGreaterThanOrEqual(10_000);
  });

  test('tells the writer from the replica', async () => {
    const check = asCheck(isWriter);
    expect((await check.run(bench.makeContext('database'), west)).values).toEqual({ writer: true });
    expect((await check.run(bench.makeContext('database'), east)).values).toEqual({ writer: false });
  });

  test('previews everything without one change', async () => {
    const database = bench.makeContext('database');
    await asFault(powerOff).preview(bench.makeContext(null), west);
    await asAction(fence).preview(database, fenceWest);
    await asAction(promoteReplica).preview(database, east);
    const { prior } = await asAction(swap).preview(database, { to: EAST });
    expect(prior).toEqual({ value: 'shop-west.us-west-2.rds.shop.test', ttl: 1, type: 'CNAME' });
    expect(bench.calls.filter((call) => call.mutating)).toEqual([]);
  });

  test('refuses to fence a writer that is up', async () => {
    const running = asAction(fence).run(bench.makeContext('database'), fenceWest, {});
    await expect(running).rejects.toMatchObject({ kind: 'CutNotSupported' });
  });

  test('swaps the name of a service and takes it back', async () => {
    const ctx = bench.makeContext('checkout');
    const { prior } = await asAction(swap).preview(ctx, { to: EAST });
    const { values } = await asAction(swap).run(ctx, { to: EAST }, prior);
    expect(values['value']).toBe(HOSTS[EAST].service);
    expect(await outside.resolveEverywhere('checkout.shop.test')).toEqual([HOSTS[EAST].service]);
    await asAction(swap).undo(ctx, { to: EAST }, prior);
    expect(await outside.resolveEverywhere('checkout.shop.test')).toEqual([HOSTS[WEST].service]);
  });

  test('does not confirm a power-off that the control acknowledged and did not do', async () => {
    const ctx = bench.makeContext(null, 'lose-region');
    const { prior } = await asFault(powerOff).preview(ctx, west);
    await outside.control('PUT', `/regions/${WEST}/power-control`, { mode: 'ignore' });
    await asFault(powerOff).inject(ctx, west, prior);
    const { confirmed, evidence } = await asFault(powerOff).confirm(ctx, west, prior);
    await outside.control('PUT', `/regions/${WEST}/power-control`, { mode: 'obey' });
    expect({ confirmed, evidence }).toMatchObject({
      confirmed: false,
      evidence: expect.stringContaining('answers'),
    });
  });

  test('switches a region off and confirms it from outside', async () => {
    const ctx = bench.makeContext(null, 'lose-region');
    const { prior } = await asFault(powerOff).preview(ctx, west);
    await asFault(powerOff).inject(ctx, west, prior);
    await asFault(powerOff).inject(ctx, west, prior);
    expect(await asFault(powerOff).confirm(ctx, west, prior)).toMatchObject({ confirmed: true });
    expect(await asFault(powerOff).find(ctx)).toMatchObject([
      { operation: 'region.power-off', target: WEST, owner: 'drillmaster:k1/lose-region' },
    ]);
  });

  test('proves the fence of a dark region by every path', async () => {
    const { values, details } = await asAction(fence).run(bench.makeContext('database'), fenceWest, {});
    expect(values).toEqual({ attempts: 18, paths: 6 });
    expect(details['api']).toContain('no answer');
  });

  test('promotes the replica once, also when the step runs again', async () => {
    const ctx = bench.makeContext('database', 'promote');
    const { prior } = await asAction(promoteReplica).preview(ctx, east);
    const { values } = await asAction(promoteReplica).run(ctx, east, prior);
    expect(await asAction(promoteReplica).run(ctx, east, prior)).toMatchObject({ values });
    expect(bench.calls.filter((call) => call.operation === 'PromoteReadReplica')).toHaveLength(1);
    expect((await asCheck(isWriter).run(ctx, east)).values).toEqual({ writer: true });
  });

  test('refuses an instance that another drill has promoted', async () => {
    const ctx = { ...bench.makeContext('database'), drill: { id: 'drill-2', key: 'k2', step: 'promote' } };
    await expect(asAction(promoteReplica).preview(ctx, east)).rejects.toMatchObject({
      kind: 'AlreadyPromoted',
    });
  });

  test('lets the region come back without the instance that was replaced', async () => {
    const ctx = bench.makeContext(null, 'lose-region');
    const fault = { with: west, prior: { on: true, owner: null, keptOff: [] }, quarantine };
    await asFault(powerOff).heal(ctx, fault);
    expect(await asFault(powerOff).healed(ctx, fault)).toMatchObject({ confirmed: true });
    expect(await asFault(powerOff).find(ctx)).toEqual([]);
  });
});
