import type { Catalog } from '../src/operation/contract.ts';
import { rdsPostgres } from './aws/component.ts';
import { fence } from './aws/fence.ts';
import { isWriter } from './aws/is-writer.ts';
import { promoteReplica } from './aws/promote-replica.ts';
import { replicaLag } from './aws/replica-lag.ts';
import { swap } from './aws/swap.ts';
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
