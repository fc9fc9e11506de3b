import { describe, expect, test, vi } from 'vitest';
import { promoteReplica } from '../../../../../activities/aws/rds/promote-replica.ts';
import { codedError, fakeContext, guardrailTag } from '../../operation-context.ts';
import { asAction } from '../../operation-kinds.ts';

const action = asAction(promoteReplica);
const sourceArn = 'arn:aws:rds:west:123456789012:db:shop-west';
const drillTag = { Key: 'drillmaster:drill', Value: 'k1' };

interface Server {
  source: string;
  status: string;
  recovering: boolean;
  tags: object[];
  calls: string[];
  /** What happens after each Describe, so that states pass by. */
  tick: (server: Server) => void;
}

function serverOf(parts: Partial<Server>): Server {
  const tags = [guardrailTag, ...(parts.tags ?? [])];
  return {
    source: sourceArn,
    status: 'available',
    recovering: true,
    calls: [],
    tick: () => {},
    ...parts,
    tags,
  };
}

function contextOf(server: Server, gateRefuses = false) {
  const rds = {
    describeDBInstances: async () => {
      const { source, status, tags } = server;
      server.tick(server);
      const instance = {
        DBInstanceArn: 'arn:aws:rds:east:123456789012:db:shop-east',
        DBInstanceStatus: status,
        ReadReplicaSourceDBInstanceIdentifier: source,
        BackupRetentionPeriod: 0,
        Endpoint: { Address: 'shop-east.rds.test', Port: 5432 },
        TagList: tags,
      };
      return { DBInstances: [instance] };
    },
    addTagsToResource: async ({ Tags }: { Tags: object[] }) => {
      server.calls.push('tag');
      server.tags.push(...Tags);
    },
    promoteReadReplica: async ({ BackupRetentionPeriod }: { BackupRetentionPeriod: number }) => {
      server.calls.push(`promote with ${BackupRetentionPeriod} day of backups`);
      server.status = 'modifying';
      server.tick = finishPromotion;
      return { DBInstance: {} };
    },
  };
  return fakeContext({ rds, gateRefuses, clients: { postgres: async () => connectionTo(server) } });
}

/** The first look after the promotion still finds the server in recovery. */
function connectionTo(server: Server) {
  if (server.status === 'rebooting') throw codedError('ECONNREFUSED');
  const { recovering } = server;
  if (server.source === '') server.recovering = false;
  return {
    query: vi.fn().mockResolvedValue([{ recovering }]),
    end: async () => {},
  };
}

/** As RDS may show it: `available` and without a source while the server itself is still in recovery. */
function finishPromotion(server: Server): void {
  if (server.status === 'modifying') server.status = 'rebooting';
  else if (server.source !== '') Object.assign(server, { source: '', status: 'available' });
}

describe('rds.promote-replica', () => {
  test('tags the replica first, promotes it once with backups, and ends when the server itself is a writer', async () => {
    const server = serverOf({});
    const { values } = await action.run(contextOf(server), { region: 'east' }, {});
    expect(server.calls).toEqual(['tag', 'promote with 1 day of backups']);
    expect(server.recovering).toBe(false);
    expect(values).toEqual({ endpoint: 'shop-east.rds.test' });
  });

  test('takes an instance that this drill has promoted as success', async () => {
    const server = serverOf({ source: '', recovering: false, tags: [drillTag] });
    await action.run(contextOf(server), { region: 'east' }, {});
    expect(server.calls).toEqual([]);
  });

  test('waits, and does not call again, when an earlier attempt has begun the promotion', async () => {
    const server = serverOf({ status: 'modifying', tags: [drillTag], tick: finishPromotion });
    await action.run(contextOf(server), { region: 'east' }, {});
    expect(server.calls).toEqual([]);
  });

  test('promotes when an earlier attempt got no further than the tag', async () => {
    const server = serverOf({ tags: [drillTag] });
    await action.run(contextOf(server), { region: 'east' }, {});
    expect(server.calls).toEqual(['promote with 1 day of backups']);
  });

  test('refuses an instance that somebody else promoted earlier', async () => {
    const server = serverOf({ source: '', tags: [{ ...drillTag, Value: 'last-quarter' }] });
    const refusal = { kind: 'AlreadyPromoted', retryable: false };
    await expect(action.run(contextOf(server), { region: 'east' }, {})).rejects.toMatchObject(refusal);
    await expect(action.preview(contextOf(server), { region: 'east' })).rejects.toMatchObject(refusal);
    expect(server.calls).toEqual([]);
  });

  test('refuses a replica of a database that is not this one', async () => {
    const server = serverOf({ source: 'arn:aws:rds:west:123456789012:db:billing' });
    await expect(action.run(contextOf(server), { region: 'east' }, {})).rejects.toMatchObject({
      kind: 'WrongSource',
    });
  });

  test('refuses an instance without the tag of the guardrail', async () => {
    const server = { ...serverOf({}), tags: [] };
    await expect(action.preview(contextOf(server), { region: 'east' })).rejects.toMatchObject({
      kind: 'NotOurs',
    });
  });

  test.each(['storage-full', 'failed', 'incompatible-network'])(
    'fails at once when the instance is %s',
    async (status) => {
      const server = serverOf({ source: '', status, tags: [drillTag] });
      await expect(action.run(contextOf(server), { region: 'east' }, {})).rejects.toMatchObject({
        kind: 'PromotionFailed',
        retryable: false,
      });
    },
  );

  test('calls nothing when the gate refuses', async () => {
    const server = serverOf({});
    await expect(action.run(contextOf(server, true), { region: 'east' }, {})).rejects.toThrow('gate');
    expect(server.calls).toEqual([]);
  });

  test('previews the role change with the state before, and changes nothing', async () => {
    const server = serverOf({});
    expect(await action.preview(contextOf(server), { region: 'east' })).toEqual({
      changes: [
        { target: 'east/shop-east', what: 'role', from: `read replica of ${sourceArn}`, to: 'writer' },
      ],
      prior: { source: sourceArn, status: 'available' },
      targets: [{ component: 'database', region: 'east', id: 'shop-east' }],
    });
    expect(server.calls).toEqual([]);
  });
});
