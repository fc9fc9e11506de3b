import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { RdsControlPlaneOptions, WriterSeed, RdsControlPlane } from './contract.ts';
import { releaseSharedMemory } from '../processes/abandoned-labs.ts';
import { answerCall } from './answer-call.ts';
import { placeCluster, summarize, type Fleet } from './fleet.ts';
import { makeInstance } from './instance.ts';
import { createWriter } from './lifecycle.ts';
import { cutPower, restorePower } from './power.ts';

/** AWS's RDS for the lab's regions, over real PostgreSQL servers; refuses what AWS refuses, with AWS's error codes. */
export function createRdsControlPlane(options: RdsControlPlaneOptions): RdsControlPlane {
  const fleet: Fleet = { options, instances: new Set(), adminPassword: randomBytes(16).toString('hex') };
  return {
    seedWriter: (seed) => seedWriter(fleet, seed),
    handle: (region, parameters) => answerCall(fleet, region, parameters),
    powerOff: (region) => cutPower(fleet, region),
    powerOn: (region, keepOff) => restorePower(fleet, region, keepOff),
    listInstances: () => [...fleet.instances].map(summarize),
    clear: () => clearFleet(fleet),
    close: () => closeFleet(fleet),
  };
}

async function seedWriter(fleet: Fleet, seed: WriterSeed): Promise<void> {
  const { id, region, database, tags, backupRetentionDays } = seed;
  const cluster = await placeCluster(fleet, { id, region });
  const instance = makeInstance({
    id,
    region,
    database,
    tags,
    backupRetentionDays,
    cluster,
    instanceClass: 'db.t4g.micro',
    replicaOf: null,
  });
  fleet.instances.add(instance);
  await createWriter(fleet, instance, seed);
  if (instance.state.status !== 'available') {
    throw new Error(
      `creating the writer ${id} failed: expected it to become available, got ${instance.state.status}\nHINT: its log is ${cluster.logFile}`,
    );
  }
}

async function clearFleet(fleet: Fleet): Promise<void> {
  await closeFleet(fleet);
  const dataDirs = [...fleet.instances].map(({ cluster }) => cluster.dataDir);
  fleet.instances.clear();
  await Promise.all(dataDirs.map((dataDir) => rm(dataDir, { recursive: true, force: true })));
}

/** Every server is ended as by power loss, which is quick: nothing of a lab is needed after it. */
async function closeFleet(fleet: Fleet): Promise<void> {
  await Promise.all(Object.keys(fleet.options.regions).map((region) => cutPower(fleet, region)));
  releaseSharedMemory(fleet.options.dir);
}
