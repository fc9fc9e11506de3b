import { z } from 'zod';
import {
  defineAction,
  defineCheck,
  defineFault,
  defineSampler,
  type Catalog,
  type ComponentKind,
  type Fault,
  type Operation,
} from '../../src/operation/contract.ts';
import type { Measure } from '../../src/condition/condition.ts';
import { NameRecord } from '../../src/operation/name-record.ts';
import { parseDurationMs } from '../../src/time/duration.ts';

/** A catalog with the names of the real one whose operations only declare; running one of them throws. */
export function createFakeCatalog(): Catalog {
  return {
    operations: [
      fakeCheck('rds.replica-lag', { lag: 'duration', streaming: 'boolean' }),
      fakeCheck('rds.is-writer', { writer: 'boolean' }),
      fakeCheck('postgres.snapshot', { snapshot: 'text', tables: 'count', rows: 'count' }, ['standby']),
      fakeCheck('postgres.integrity', { damaged: 'count', tables: 'count' }, ['baseline', 'region']),
      fakeAudit(),
      fakeAction('rds.fence', {
        with: { region: z.string(), through: z.array(z.string()) },
        kinds: ['rds-postgres'],
      }),
      fakeAction('rds.promote-replica', {
        with: { region: z.string() },
        kinds: ['rds-postgres'],
        irreversible: 'a promoted replica never follows its source again',
      }),
      fakeAction('route53.swap', { with: { to: z.string() }, kinds: ['rds-postgres', 'service'] }),
      fakePowerOff(),
      fakeSampler('http.request', { with: { request: z.string() }, kinds: ['service'] }),
      fakeSampler('postgres.ledger', { with: {}, kinds: ['rds-postgres'] }),
    ],
    kinds: [fakeDatabase(), fakeService()],
  };
}

const limits = { deadlineMs: 30_000, attempts: 3, aws: [] };

function never(): never {
  throw new Error('a fake operation does not run');
}

function fakeCheck(id: string, names: Record<string, Measure>, fields = ['region']): Operation {
  const shape = Object.fromEntries(fields.map((field) => [field, z.string()]));
  const regionFields = fields.filter((field) => field !== 'baseline');
  return defineCheck({
    kind: 'check',
    id,
    summary: `Fake ${id}`,
    componentKinds: ['rds-postgres'],
    with: z.strictObject(shape),
    regionFields,
    names,
    ...limits,
    run: never,
  });
}

function fakeAudit(): Operation {
  const counts = ['acknowledged', 'present', 'lost', 'phantom', 'duplicate', 'unexplained'];
  return defineCheck({
    kind: 'check',
    id: 'ledger.audit',
    summary: 'Fake audit',
    componentKinds: ['rds-postgres'],
    with: z.strictObject({ watch: z.string() }),
    names: Object.fromEntries(counts.map((name): [string, Measure] => [name, 'count'])),
    needsSamples: true,
    ...limits,
    run: never,
  });
}

function fakeAction(
  id: string,
  options: { with: z.ZodRawShape; kinds: string[]; irreversible?: string },
): Operation {
  const fields = Object.keys(options.with);
  return defineAction({
    kind: 'action',
    id,
    summary: `Fake ${id}`,
    componentKinds: options.kinds,
    with: z.strictObject(options.with),
    regionFields: fields.filter((field) => field !== 'through'),
    componentFields: fields.filter((field) => field === 'through'),
    names: { value: 'text', propagation: 'duration' },
    irreversible: options.irreversible ?? null,
    ...limits,
    preview: never,
    run: never,
    undo: never,
  });
}

function fakePowerOff(): Operation {
  const fault: Fault<{ region: string }> = {
    kind: 'fault',
    id: 'region.power-off',
    summary: 'Fake power-off',
    componentKinds: [],
    with: z.strictObject({ region: z.string() }),
    regionFields: ['region'],
    names: { region: 'text' },
    ...limits,
    preview: never,
    inject: never,
    confirm: never,
    heal: never,
    healed: never,
    find: never,
  };
  return defineFault(fault);
}

function fakeSampler(id: string, options: { with: z.ZodRawShape; kinds: string[] }): Operation {
  return defineSampler({
    kind: 'sampler',
    id,
    summary: `Fake ${id}`,
    componentKinds: options.kinds,
    with: z.strictObject(options.with),
    names: {},
    ...limits,
    labels: ({ name, settings }, input) => {
      const { request } = input;
      if (typeof request === 'string' && !Object.hasOwn(Object(settings['requests']), request)) {
        throw new Error(`expected a request of ${name}, got "${request}"`);
      }
      return ['ok', 'clear-error', 'hang', 'refused', 'error'];
    },
    timeoutMs: () => 500,
    open: never,
  });
}

const Instances = z.record(z.string(), z.string());
const Ttl = z
  .string()
  .transform((text) => (parseDurationMs(text) ?? 0) / 1_000)
  .refine((seconds) => Number.isSafeInteger(seconds) && seconds > 0);
const Secret = z.union([z.strictObject({ env: z.string() }), z.strictObject({ file: z.string() })]);
const Name = NameRecord.extend({ ttl: Ttl });

function fakeDatabase(): ComponentKind {
  return {
    kind: 'rds-postgres',
    settings: z.strictObject({
      instances: Instances,
      endpoint: Name,
      port: z.number().int(),
      name: z.string(),
      user: z.string(),
      password: Secret,
      ledger: z.strictObject({ schema: z.string() }),
    }),
    targets: ({ name, settings }) =>
      Object.entries(Instances.parse(settings['instances'])).map(([region, id]) => ({
        component: name,
        region,
        id,
      })),
  };
}

function fakeService(): ComponentKind {
  return {
    kind: 'service',
    settings: z.strictObject({
      name: Name,
      port: z.number().int(),
      requests: z.record(z.string(), z.json()),
    }),
    targets: ({ name, settings }) => {
      const { zone, host, type } = NameRecord.parse(settings['name']);
      return [{ component: name, region: null, id: `${zone}/${host}/${type}` }];
    },
  };
}
