import { z } from 'zod';
import {
  defineAction,
  defineCheck,
  defineFault,
  defineSampler,
  type Catalog,
  type Fault,
  type Operation,
} from '../../src/operation/contract.ts';
import { defineKind, offers, type ComponentKind } from '../../src/operation/component-kind.ts';
import { nameTarget } from '../../src/operation/kit/names.ts';
import { requireTrait } from '../../src/operation/kit/require-target.ts';
import { SecretReference, TtlSeconds } from '../../src/operation/kit/shapes.ts';
import type { ActionMark, FieldKind } from '../../src/operation/meaning.ts';
import { http, named, postgres, type Trait } from '../../src/operation/traits.ts';
import type { Measure } from '../../src/condition/condition.ts';
import type { Json, JsonObject } from '../../src/operation/json.ts';
import { NameRecord } from '../../src/operation/name-record.ts';

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
        on: postgres,
        marks: 'fenced',
      }),
      fakeAction('rds.promote-replica', {
        with: { region: z.string() },
        on: postgres,
        marks: 'data',
        irreversible: 'a promoted replica never follows its source again',
      }),
      fakeAction('route53.swap', { with: { to: z.string() }, on: named, marks: 'traffic' }),
      fakePowerOff(),
      fakeSampler('http.request', { with: { request: z.string() }, on: http }),
      fakeSampler('postgres.ledger', { with: {}, on: postgres }),
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
  const regions = fields.filter((field) => field !== 'baseline');
  return defineCheck<JsonObject>({
    kind: 'check',
    id,
    summary: `Fake ${id}`,
    on: [postgres],
    with: z.strictObject(shape),
    fields: Object.fromEntries(regions.map((field): [string, FieldKind] => [field, 'region'])),
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
    on: [postgres],
    with: z.strictObject({ watch: z.string() }),
    fields: { watch: 'watch' },
    proves: { rowsOf: 'watch', in: 'presentRanges' },
    names: Object.fromEntries(counts.map((name): [string, Measure] => [name, 'count'])),
    ...limits,
    run: never,
  });
}

function fakeAction(
  id: string,
  options: { with: Record<string, z.ZodType<Json>>; on: Trait; marks: ActionMark; irreversible?: string },
): Operation {
  const fields = Object.keys(options.with).map((field): [string, FieldKind] => [
    field,
    field === 'through' ? 'component' : 'region',
  ]);
  return defineAction<JsonObject>({
    kind: 'action',
    id,
    summary: `Fake ${id}`,
    on: [options.on],
    marks: options.marks,
    with: z.strictObject(options.with),
    fields: Object.fromEntries(fields),
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
    on: [],
    takesAway: { region: 'region' },
    with: z.strictObject({ region: z.string() }),
    fields: { region: 'region' },
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

function fakeSampler(id: string, options: { with: Record<string, z.ZodType<Json>>; on: Trait }): Operation {
  return defineSampler<JsonObject>({
    kind: 'sampler',
    id,
    summary: `Fake ${id}`,
    on: [options.on],
    with: z.strictObject(options.with),
    aws: [],
    labels: ['ok', 'clear-error', 'hang', 'refused', 'error'],
    ownLabels: (component, { request }) => {
      if (typeof request !== 'string') return [];
      if (Object.hasOwn(requireTrait(component, http).requests, request)) return [];
      throw new Error(`expected a request of ${component.name}, got "${request}"`);
    },
    timeoutMs: () => 500,
    open: never,
  });
}

const Name = NameRecord.extend({ ttl: TtlSeconds });

type Database = z.infer<typeof Database>;
const Database = z.strictObject({
  instances: z.record(z.string(), z.string()),
  endpoint: Name,
  port: z.number().int(),
  name: z.string(),
  user: z.string(),
  password: SecretReference,
  ledger: z.strictObject({ schema: z.string() }),
});

function fakeDatabase(): ComponentKind {
  return defineKind({
    kind: 'rds-postgres',
    settings: Database,
    is: [
      offers(named, ({ endpoint }: Database) => endpoint),
      offers(postgres, (settings: Database) => {
        const { endpoint, port, name: database, user, password, ledger } = settings;
        return { endpoint, port, database, user, password, ledger };
      }),
    ],
    targets: (component, { instances }) =>
      Object.entries(instances).map(([region, id]) => ({ component, region, id })),
  });
}

type Service = z.infer<typeof Service>;
const Service = z.strictObject({
  name: Name,
  port: z.number().int(),
  requests: z.record(
    z.string(),
    z.object({ headers: z.record(z.string(), SecretReference).default({}) }).catchall(z.json()),
  ),
});

function fakeService(): ComponentKind {
  return defineKind<Service>({
    kind: 'service',
    settings: Service,
    is: [
      offers(named, ({ name }: Service) => name),
      offers(http, ({ requests, ...place }: Service) => ({
        ...place,
        requests: Object.fromEntries(
          Object.entries(requests).map(([name, { headers }]) => [name, { ...fakeRequest, headers }]),
        ),
      })),
    ],
    targets: (component, { name }) => [nameTarget(component, name)],
  });
}

const fakeRequest = {
  method: 'get',
  path: '/',
  timeoutMs: 500,
  body: null,
  region: null,
  labels: { ok: ['status = 200'] },
};
