import { expect, test } from 'vitest';
import { checkLayers } from '../../../layers/check.ts';

/** One violation of each rule: the file that is planted and what it imports. */
const planted: Record<string, { path: string; text: string }> = {
  'core-stays-inside': {
    path: 'src/plan/planted-inside.ts',
    text: "import type { OperationCall } from '../../workflows/seam/contract.ts';\nexport type A = OperationCall;",
  },
  'time-and-errors-know-nobody': {
    path: 'src/time/planted.ts',
    text: "import type { Json } from '../operation/json.ts';\nexport type A = Json;",
  },
  'measuring-knows-no-languages': {
    path: 'src/samples/planted.ts',
    text: "import type { Verdict } from '../report/verdict.ts';\nexport type A = Verdict;",
  },
  'report-is-last': {
    path: 'src/plan/planted-report.ts',
    text: "import type { Report } from '../report/report.ts';\nexport type A = Report;",
  },
  'conditions-know-no-operation': {
    path: 'src/condition/planted.ts',
    text: "import type { Json } from '../operation/json.ts';\nexport type A = Json;",
  },
  'evidence-knows-no-process': {
    path: 'src/evidence/planted.ts',
    text: "import type { CompanionState } from '../companion/state.ts';\nexport type A = CompanionState;",
  },
  'faults-know-no-caller': {
    path: 'src/faults/planted.ts',
    text: "import type { Sweep } from '../sweep/sweep.ts';\nexport type A = Sweep;",
  },
  'seam-knows-neither-side': {
    path: 'workflows/seam/planted.ts',
    text: "import type { GuardianState } from '../guardian/state.ts';\nexport type A = GuardianState;",
  },
  'guardian-knows-no-drill': {
    path: 'workflows/guardian/planted.ts',
    text: "import type { Run } from '../drill/run.ts';\nexport type A = Run;",
  },
  'report-knows-no-judge': {
    path: 'src/report/planted.ts',
    text: "import type { Facts } from '../judge/facts.ts';\nexport type A = Facts;",
  },
  'operations-know-no-plan': {
    path: 'src/operation/planted.ts',
    text: "import type { Plan } from '../plan/plan.ts';\nexport type A = Plan;",
  },
  'providers-see-the-contract-only': {
    path: 'activities/http/planted.ts',
    text: "import type { Plan } from '../../src/plan/plan.ts';\nexport type A = Plan;",
  },
  'providers-are-strangers': {
    path: 'activities/http/planted-stranger.ts',
    text: "import { powerOff } from '../power/power-off.ts';\nexport const a = powerOff;",
  },
  'cli-asks-the-client': {
    path: 'src/cli/planted.ts',
    text: "import type { Client } from '@temporalio/client';\nexport type A = Client;",
  },
  'aws-services-are-strangers': {
    path: 'activities/aws/rds/planted.ts',
    text: "import type { RecordValue } from '../route53/record.ts';\nexport type A = RecordValue;",
  },
  'nobody-imports-infra-or-test': {
    path: 'src/worker/planted.ts',
    text: "import { waitFor } from '../../test/support/wait-for.ts';\nexport const a = waitFor;",
  },
  'infra-is-no-part-of-tests': {
    path: 'infra/lab/planted.ts',
    text: "import { waitFor } from '../../test/support/wait-for.ts';\nexport const a = waitFor;",
  },
  'nobody-imports-bench': {
    path: 'test/support/planted.ts',
    text: "import { medianOf } from '../../bench/spread.ts';\nexport const a = medianOf;",
  },
  'no-circles': {
    path: 'src/time/planted-circle.ts',
    text: "import { b } from './planted-back.ts';\nexport const a = () => b;",
  },
  'core-has-no-builtins': {
    path: 'src/judge/planted.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
  },
  'core-has-no-packages': {
    path: 'src/judge/planted-package.ts',
    text: "import { pino } from 'pino';\nexport const a = pino;",
  },
  'only-clients-load-sdks': {
    path: 'src/worker/planted-sdk.ts',
    text: "import { RDS } from '@aws-sdk/client-rds';\nexport const a = RDS;",
  },
  'workflows-take-core-values': {
    path: 'workflows/planted.ts',
    text: "import { readInstant } from '../src/host/clock.ts';\nexport const a = readInstant;",
  },
  'workflows-reach-no-zod': {
    path: 'workflows/planted-zod.ts',
    text: "import { NameRecord } from '../src/operation/name-record.ts';\nexport const a = NameRecord;",
  },
  'workflows-have-no-packages-but-temporal': {
    path: 'workflows/planted-package.ts',
    text: "import { pino } from 'pino';\nexport const a = pino;",
  },
  'workflows-have-no-builtins': {
    path: 'workflows/planted-builtin.ts',
    text: "import { join } from 'node:path';\nexport const a = join;",
  },
  'client-is-the-only-temporal-client': {
    path: 'src/companion/planted.ts',
    text: "import { Client } from '@temporalio/client';\nexport const a = Client;",
  },
};

/** The other half of the circle; the catalog rule is about one file, which is planted over. */
const companions = {
  'src/time/planted-back.ts': "import { a } from './planted-circle.ts';\nexport const b = () => a;",
  'activities/catalog.ts':
    "import { createClients } from './clients.ts';\nexport const catalog = createClients;",
};

test('each layer rule finds the violation that is planted for it, and the tree itself breaks none', () => {
  const files = Object.fromEntries(Object.values(planted).map(({ path, text }) => [path, text]));

  const { broken } = checkLayers({ ...files, ...companions });

  expect(broken.toSorted()).toEqual([...Object.keys(planted), 'catalog-loads-no-sdk'].toSorted());
  expect(checkLayers().broken).toEqual([]);
}, 60_000);
