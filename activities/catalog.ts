import type { Catalog } from '../src/operation/contract.ts';
import { rdsPostgres } from './aws/rds/component.ts';
import { fence } from './aws/rds/fence.ts';
import { isWriter } from './aws/rds/is-writer.ts';
import { promoteReplica } from './aws/rds/promote-replica.ts';
import { replicaLag } from './aws/rds/replica-lag.ts';
import { swap } from './aws/route53/swap.ts';
import { service } from './http/component.ts';
import { httpRequest } from './http/request.ts';
import { ledgerAudit } from './postgres/audit.ts';
import { postgresIntegrity } from './postgres/integrity.ts';
import { postgresLedger } from './postgres/ledger.ts';
import { postgresSnapshot } from './postgres/snapshot.ts';
import { powerOff } from './power/power-off.ts';

/** Every operation and every kind of component. Nothing here loads an SDK: clients come with the context. */
export const catalog: Catalog = {
  operations: [
    fence,
    httpRequest,
    isWriter,
    ledgerAudit,
    postgresIntegrity,
    postgresLedger,
    postgresSnapshot,
    powerOff,
    promoteReplica,
    replicaLag,
    swap,
  ],
  kinds: [rdsPostgres, service],
};
