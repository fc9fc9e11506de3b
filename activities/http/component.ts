import { z } from 'zod';
import type { ComponentKind } from '../../src/operation/contract.ts';
import { NameRecord } from '../../src/operation/name-record.ts';
import { parseDurationMs } from '../../src/time/duration.ts';
import { parseStatusCondition, reservedLabels } from './labels.ts';

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
const HeaderValue = z.union([
  z.string(),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);
const Path = z.string().regex(/^\/[^\s#]*$/, 'expected a path such as /orders/0');
const StatusCondition = z
  .string()
  .refine((text) => parseStatusCondition(text) !== null, 'expected a condition such as `status = 200`');
const Labels = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case words joined by dashes'),
    z.array(StatusCondition).min(1),
  )
  .refine((labels) => Object.keys(labels).every((label) => !(label in Object.prototype)), {
    error: 'expected labels other than the names that every object has',
  })
  .refine((labels) => 'ok' in labels, 'expected a label `ok`, got none')
  .refine((labels) => !reservedLabels.some((label) => label in labels), {
    error: `expected labels other than ${reservedLabels.join(', ')}, which mean failures without an answer`,
  });

const requestFields = {
  /** A header's value, or a reference to a secret that is one. */
  headers: z.record(z.string(), HeaderValue).default({}),
  /** Sent as JSON, a text as it is, null not at all. */
  body: z.json().default(null),
  /** The header of the answer that names the region; null: the region follows from the address. */
  region: z
    .strictObject({ header: z.string().min(1) })
    .nullable()
    .default(null),
  /** The first label of which all conditions hold is the attempt's; none: `error`. */
  labels: Labels,
};

/** One request of a service as it is stored. */
export const ServiceRequest = z.strictObject({
  method: z.enum(methods),
  path: Path,
  timeoutMs: z.number().positive(),
  ...requestFields,
});
export type ServiceRequest = z.infer<typeof ServiceRequest>;

/** Settings of a `service` component as they are stored: `name.ttl` is seconds. */
export const Service = z.strictObject({
  name: NameRecord,
  port: z.int().min(1).max(65_535),
  requests: z.record(z.string(), ServiceRequest),
});
export type Service = z.infer<typeof Service>;

const WrittenRequest = z
  .strictObject({
    ...Object.fromEntries(methods.map((method) => [method, Path.optional()])),
    timeout: z.string().transform(readDurationMs).default(2_000),
    ...requestFields,
  })
  .transform(nameMethod);

/** An HTTP service that is reached by a name of its own. */
export const service: ComponentKind = {
  kind: 'service',
  settings: Service.extend({
    name: NameRecord.extend({ ttl: z.string().transform(readTtlSeconds) }),
    requests: z.record(z.string(), WrittenRequest),
  }),
  targets: (component) => {
    const { zone, host, type } = Service.parse(component.settings).name;
    return [{ component: component.name, region: null, id: `${zone}/${host}/${type}` }];
  },
};

function readDurationMs(text: string, ctx: z.RefinementCtx): number {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0) return ms;
  ctx.addIssue({ code: 'custom', message: `expected a duration such as 500ms, got ${text}` });
  return z.NEVER;
}

/** The longest TTL that DNS knows: 31 bits of seconds. */
const maxTtlMs = 2_147_483_647_000;

function readTtlSeconds(text: string, ctx: z.RefinementCtx): number {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0 && ms <= maxTtlMs && ms % 1_000 === 0) return ms / 1_000;
  ctx.addIssue({ code: 'custom', message: `expected whole seconds such as 60s, got ${text}` });
  return z.NEVER;
}

/** `get: /orders/0` is stored as method and path. */
function nameMethod(written: Record<string, unknown>, ctx: z.RefinementCtx): ServiceRequest {
  const [method, ...others] = methods.filter((candidate) => written[candidate] !== undefined);
  if (method === undefined || others.length > 0) {
    const got = method === undefined ? 'none' : [method, ...others].join(' and ');
    ctx.addIssue({
      code: 'custom',
      message: `expected one of ${methods.join(', ')} with a path, got ${got}`,
    });
    return z.NEVER;
  }
  const { headers, body, region, labels, timeout } = written;
  const path = written[method];
  return ServiceRequest.parse({ method, path, timeoutMs: timeout, headers, body, region, labels });
}
