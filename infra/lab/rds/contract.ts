import type { AdminConnection } from '../postgres/admin-session.ts';
import type { PostgresInstallation } from '../postgres/server.ts';
import type { OwnedProcesses } from '../processes/owned-processes.ts';

/** Where an instance's own server listens, behind whatever the lab puts in front of it. */
export interface ServerAddress {
  host: string;
  port: number;
}

/** An instance as the rest of the lab needs it: to put an address in front of it and to show its status. */
export interface InstanceSummary {
  id: string;
  region: string;
  status: string;
  /** Id of the instance that this one replicates from, null for a writer. */
  replicaOf: string | null;
  server: ServerAddress;
}

export interface RdsControlPlaneOptions {
  account: string;
  regions: Record<string, { postgresHost: string; endpointPort: number }>;
  /** Endpoint names are `<instance id>.<region>.<domain>`. */
  domain: string;
  /** Data directories go below it; user `nobody` must be able to traverse it when the lab runs as root. */
  dir: string;
  postgres: PostgresInstallation;
  processes: OwnedProcesses;
  /** Makes an instance reachable at its endpoint name; called whenever its server has become ready (again). */
  publish(instance: InstanceSummary): Promise<void>;
  /** Takes the instance's endpoint away; called before a server is stopped by StopDBInstance, not at power loss. */
  unpublish(instance: InstanceSummary): Promise<void>;
  /** The address through which a replica streams from its source (a proxy in front of `source`). */
  openReplicationPath(replica: { id: string; region: string }, source: ServerAddress): Promise<ServerAddress>;
  log(line: string): void;
}

export interface WriterSeed {
  id: string;
  region: string;
  database: string;
  tags: Record<string, string>;
  backupRetentionDays: number;
  /** Fills the new, empty server; connects as superuser to `database`. */
  prepare(admin: AdminConnection): Promise<void>;
}

/** What one API call answers, with what the lab's ledger records of it. */
export interface RdsAnswer {
  status: number;
  body: string;
  requestId: string;
  operation: string;
  mutating: boolean;
  errorCode: string | null;
  /** The instance id or ARN that the call names. */
  target: string | null;
}

export interface RdsControlPlane {
  /** Creates the first instance of the lab; resolves when it is `available` and published. */
  seedWriter(seed: WriterSeed): Promise<void>;
  /** Answers one AWS query-protocol call (form parameters of the request's body) made to a region's endpoint. */
  handle(region: string, parameters: URLSearchParams): Promise<RdsAnswer>;
  /** Kills every server of the region at once; resolves when no process of theirs is left. */
  powerOff(region: string): Promise<void>;
  /** Starts what ran before, except `keepOff`, which become `stopped`; resolves when all are ready and published. */
  powerOn(region: string, keepOff: readonly string[]): Promise<void>;
  listInstances(): InstanceSummary[];
  /** Ends all servers and forgets all instances with their data. */
  clear(): Promise<void>;
  /** Stops all servers and releases what they hold outside the lab's directory. */
  close(): Promise<void>;
}
