import { randomBytes } from 'node:crypto';
import type { Cluster, PostgresServer } from '../postgres/server.ts';
import type { XmlFields } from './xml.ts';

/**
 * What an instance is doing, with the server it has while doing so. The status names are AWS's, except `unpowered`,
 * which no API call ever sees: the endpoint of its region is dead too.
 */
export type InstanceState =
  | { status: 'creating' | 'starting' | 'stopped' | 'failed' }
  | { status: 'available'; server: PostgresServer }
  | { status: 'modifying' | 'stopping'; server: PostgresServer }
  | { status: 'unpowered'; before: 'running' | 'stopped' | 'failed' };

export interface Instance {
  id: string;
  region: string;
  resourceId: string;
  instanceClass: string;
  database: string;
  backupRetentionDays: number;
  tags: Record<string, string>;
  createdAt: number;
  cluster: Cluster;
  /** The instance that it replicates from; null once it is a writer of its own. */
  replicaOf: Instance | null;
  state: InstanceState;
  /** Fires at power loss; renewed when power comes back. */
  power: AbortController;
  /** What runs in the background for this instance (create, start, stop, promote); never rejects. */
  work: Promise<void>;
}

export type NewInstance = Pick<
  Instance,
  'id' | 'region' | 'instanceClass' | 'database' | 'backupRetentionDays' | 'tags' | 'cluster' | 'replicaOf'
>;

export function makeInstance(made: NewInstance): Instance {
  return {
    ...made,
    resourceId: `db-${randomBytes(16).toString('hex').slice(0, 26).toUpperCase()}`,
    createdAt: Date.now(),
    state: { status: 'creating' },
    power: new AbortController(),
    work: Promise.resolve(),
  };
}

export interface Placing {
  account: string;
  domain: string;
  endpointPort: number;
  replicas: Instance[];
}

/** An instance as DescribeDBInstances shows it. Replicas in another region are named by ARN, as AWS does. */
export function describeInstance(instance: Instance, placing: Placing): XmlFields {
  const { id, region, replicaOf, state } = instance;
  const nameFromHere = (other: Instance) =>
    other.region === region ? other.id : arnOf(placing.account, other);
  return {
    DBInstanceIdentifier: id,
    DBInstanceArn: arnOf(placing.account, instance),
    DbiResourceId: instance.resourceId,
    DBInstanceClass: instance.instanceClass,
    DBInstanceStatus: state.status,
    Engine: 'postgres',
    EngineVersion: '18.4',
    DBName: instance.database,
    MasterUsername: 'postgres',
    Endpoint:
      state.status === 'creating'
        ? null
        : { Address: `${id}.${region}.${placing.domain}`, Port: placing.endpointPort },
    AllocatedStorage: 20,
    StorageType: 'gp3',
    StorageEncrypted: false,
    MultiAZ: false,
    PubliclyAccessible: false,
    DeletionProtection: false,
    AvailabilityZone: `${region}a`,
    InstanceCreateTime: new Date(instance.createdAt).toISOString(),
    BackupRetentionPeriod: instance.backupRetentionDays,
    ReadReplicaSourceDBInstanceIdentifier: replicaOf === null ? null : nameFromHere(replicaOf),
    ReadReplicaDBInstanceIdentifiers: {
      element: 'ReadReplicaDBInstanceIdentifier',
      items: placing.replicas.map(nameFromHere),
    },
    TagList: { element: 'Tag', items: listTags(instance.tags) },
  };
}

export function listTags(tags: Record<string, string>): XmlFields[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function arnOf(account: string, { region, id }: { region: string; id: string }): string {
  return `arn:aws:rds:${region}:${account}:db:${id}`;
}
