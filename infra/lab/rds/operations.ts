import { findInstance, listRegion, listReplicas, placeCluster, show } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import { arnOf, listTags, makeInstance } from './instance.ts';
import type { Instance, InstanceState } from './instance.ts';
import { createReplica, promoteInstance, startInstance, stopInstance } from './lifecycle.ts';
import type { CallParameters } from './parameters.ts';
import { RdsRefusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

/** One call that reached a region's endpoint. */
export interface Call {
  fleet: Fleet;
  region: string;
  parameters: CallParameters;
}

export interface Operation {
  mutating: boolean;
  /** The parameter that names what the call is about. */
  targetParameter: string;
  /** Answers the call's result (null: an empty answer); the change itself goes on in the background. */
  run(call: Call): Promise<XmlFields | null>;
}

export const operations: Record<string, Operation> = {
  DescribeDBInstances: { mutating: false, targetParameter: 'DBInstanceIdentifier', run: describeInstances },
  CreateDBInstanceReadReplica: {
    mutating: true,
    targetParameter: 'DBInstanceIdentifier',
    run: createReadReplica,
  },
  PromoteReadReplica: { mutating: true, targetParameter: 'DBInstanceIdentifier', run: promoteReadReplica },
  StopDBInstance: { mutating: true, targetParameter: 'DBInstanceIdentifier', run: stop },
  StartDBInstance: { mutating: true, targetParameter: 'DBInstanceIdentifier', run: start },
  AddTagsToResource: { mutating: true, targetParameter: 'ResourceName', run: addTags },
  ListTagsForResource: { mutating: false, targetParameter: 'ResourceName', run: listTagsOf },
  RemoveTagsFromResource: { mutating: true, targetParameter: 'ResourceName', run: removeTags },
};

/** All of a region fit on one page: page size and marker are accepted, and no marker is ever answered. */
async function describeInstances({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const id = parameters.text('DBInstanceIdentifier');
  parameters.number('MaxRecords', 100);
  parameters.refuseUnread();
  const found = id === null ? listRegion(fleet, region) : [findInstance(fleet, region, id)];
  const items = found.map((instance) => show(fleet, instance));
  return { DBInstances: { element: 'DBInstance', items } };
}

async function createReadReplica({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const id = checkIdentifier(parameters.requiredText('DBInstanceIdentifier'));
  const sourceName = parameters.requiredText('SourceDBInstanceIdentifier');
  const instanceClass = parameters.text('DBInstanceClass');
  const tags = parameters.tags('Tags.Tag');
  // Both are needed in GovCloud and China only; elsewhere AWS ignores them.
  parameters.text('SourceRegion');
  parameters.text('PreSignedUrl');
  parameters.refuseUnread();
  refuseTaken(fleet, region, id);
  const source = findInstance(fleet, region, sourceName);
  refuseUnfitSource(source);
  const { database } = source;
  const cluster = await placeCluster(fleet, { id, region });
  // Another call may have taken the name while a port was sought.
  refuseTaken(fleet, region, id);
  const instance = makeInstance({
    id,
    region,
    database,
    tags,
    cluster,
    instanceClass: instanceClass ?? source.instanceClass,
    backupRetentionDays: 0,
    replicaOf: source,
  });
  fleet.instances.add(instance);
  void createReplica(fleet, instance, source);
  return { DBInstance: show(fleet, instance) };
}

async function promoteReadReplica({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const id = parameters.requiredText('DBInstanceIdentifier');
  const backupRetentionDays = parameters.number('BackupRetentionPeriod', 35) ?? 1;
  parameters.refuseUnread();
  const instance = findInstance(fleet, region, id);
  const { server } = requireAvailable(instance);
  if (instance.replicaOf === null) {
    throw new RdsRefusal('InvalidDBInstanceState', `DB Instance ${instance.id} is not a read replica`);
  }
  void promoteInstance(fleet, instance, { server, backupRetentionDays });
  return { DBInstance: show(fleet, instance) };
}

async function stop({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const id = parameters.requiredText('DBInstanceIdentifier');
  parameters.refuseUnread();
  const instance = findInstance(fleet, region, id);
  const { server } = requireAvailable(instance);
  if (instance.replicaOf !== null || listReplicas(fleet, instance).length > 0) {
    throw new RdsRefusal('InvalidDBInstanceState', `Cannot stop ${instance.id}: it is or has a read replica`);
  }
  void stopInstance(fleet, instance, server);
  return { DBInstance: show(fleet, instance) };
}

async function start({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const id = parameters.requiredText('DBInstanceIdentifier');
  parameters.refuseUnread();
  const instance = findInstance(fleet, region, id);
  if (instance.state.status !== 'stopped') {
    throw wrongState(instance, 'stopped');
  }
  void startInstance(fleet, instance);
  return { DBInstance: show(fleet, instance) };
}

async function addTags({ fleet, region, parameters }: Call): Promise<null> {
  const arn = parameters.requiredText('ResourceName');
  const tags = parameters.tags('Tags.Tag');
  parameters.refuseUnread();
  Object.assign(findTagged(fleet, region, arn).tags, tags);
  return null;
}

async function listTagsOf({ fleet, region, parameters }: Call): Promise<XmlFields> {
  const arn = parameters.requiredText('ResourceName');
  parameters.refuseUnread();
  return { TagList: { element: 'Tag', items: listTags(findTagged(fleet, region, arn).tags) } };
}

async function removeTags({ fleet, region, parameters }: Call): Promise<null> {
  const arn = parameters.requiredText('ResourceName');
  const keys = parameters.list('TagKeys.member');
  parameters.refuseUnread();
  const instance = findTagged(fleet, region, arn);
  instance.tags = Object.fromEntries(Object.entries(instance.tags).filter(([key]) => !keys.includes(key)));
  return null;
}

/** AWS takes tags by ARN only, and at the endpoint of the ARN's own region. */
function findTagged(fleet: Fleet, region: string, arn: string): Instance {
  if (!arn.startsWith(arnOf(fleet.options.account, { region, id: '' }))) {
    throw new RdsRefusal(
      'InvalidParameterValue',
      `The specified resource name does not match an RDS resource in this region.`,
    );
  }
  return findInstance(fleet, region, arn);
}

function checkIdentifier(id: string): string {
  if (!/^[a-z](-?[a-z0-9])*$/i.test(id) || id.length > 63) {
    throw new RdsRefusal(
      'InvalidParameterValue',
      `The parameter DBInstanceIdentifier is not a valid identifier: ${id}`,
    );
  }
  return id.toLowerCase();
}

function refuseTaken(fleet: Fleet, region: string, id: string): void {
  if (listRegion(fleet, region).some((instance) => instance.id === id)) {
    throw new RdsRefusal('DBInstanceAlreadyExists', 'DB Instance already exists');
  }
}

/** A replica has no backups unless it was promoted, so that this refuses a replica of a replica too. */
function refuseUnfitSource(source: Instance): void {
  requireAvailable(source);
  if (source.backupRetentionDays === 0) {
    throw new RdsRefusal(
      'InvalidDBInstanceState',
      `Automated backups are not enabled for DB Instance ${source.id}`,
    );
  }
}

function requireAvailable(instance: Instance): Extract<InstanceState, { status: 'available' }> {
  const { state } = instance;
  if (state.status !== 'available') {
    throw wrongState(instance, 'available');
  }
  return state;
}

function wrongState({ id, state }: Instance, needed: string): RdsRefusal {
  return new RdsRefusal(
    'InvalidDBInstanceState',
    `Instance ${id} is not in ${needed} state. Its state is ${state.status}.`,
  );
}
