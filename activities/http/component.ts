import { z } from 'zod';
import { defineKind, offers } from '../../src/operation/component-kind.ts';
import { NameRecord } from '../../src/operation/name-record.ts';
import { nameTarget } from '../../src/operation/kit/names.ts';
import { HeaderValue, Port, TtlSeconds } from '../../src/operation/kit/shapes.ts';
import { http, listening, named, UserRequest } from '../../src/operation/traits.ts';
import { parseDurationMs } from '../../src/time/duration.ts';
import { parseStatusCondition, reservedLabels } from './labels.ts';

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
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

const WrittenRequest = z
  .strictObject({
    ...Object.fromEntries(methods.map((method) => [method, Path.optional()])),
    timeout: z.string().transform(readDurationMs).default(2_000),
    ...requestFields,
  })
  .transform(nameMethod);

type Settings = z.infer<typeof Settings>;
const Settings = z.strictObject({
  name: NameRecord.extend({ ttl: TtlSeconds }),
  port: Port,
  requests: z.record(z.string(), WrittenRequest),
});

/** An HTTP service that is reached by a name of its own. */
export const service = defineKind({
  kind: 'service',
  settings: Settings,
  is: [
    offers(named, ({ name }: Settings) => name),
    offers(listening, ({ name, port }: Settings) => ({ hosts: name.values, port })),
    offers(http, (settings: Settings) => settings),
  ],
  targets: (component, { name }) => [nameTarget(component, name)],
});

function readDurationMs(text: string, ctx: z.RefinementCtx): number {
  const ms = parseDurationMs(text);
  if (ms !== null && ms > 0) return ms;
  ctx.addIssue({ code: 'custom', message: `expected a duration such as 500ms, got ${text}` });
  return z.NEVER;
}

/** `get: /orders/0` is stored as method and path. */
function nameMethod(written: Record<string, unknown>, ctx: z.RefinementCtx): UserRequest {
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
  return UserRequest.parse({ method, path, timeoutMs: timeout, headers, body, region, labels });
}
