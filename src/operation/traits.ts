import { z } from 'zod';
import type { JsonObject } from './json.ts';
import { HeaderValue, Port, SecretReference, SqlName } from './kit/shapes.ts';
import { NameRecord } from './name-record.ts';

/**
 * What a component can be for an operation: that it has a name, that it is a PostgreSQL database. An operation asks for traits,
 * a kind of component says how its settings give them. A provider's own traits live with the provider.
 */
export interface Trait<Offered extends JsonObject = JsonObject> {
  name: string;
  /** Reads what was frozen in the plan: it takes what it has given, so it transforms nothing. */
  shape: z.ZodType<Offered>;
}

/** It is reached by a DNS name, which can be pointed at another region. */
export const named: Trait<NameRecord> = { name: 'named', shape: NameRecord };

/** It listens in each of its regions, by an address or name of its own there. */
export type Listening = z.infer<typeof Listening>;
const Listening = z.strictObject({ hosts: z.record(z.string(), z.string()), port: Port });
export const listening: Trait<Listening> = { name: 'listening', shape: Listening };

/** It is a PostgreSQL database, whoever runs its servers; drills connect as `user`. */
export type Postgres = z.infer<typeof Postgres>;
const Postgres = z.strictObject({
  /** The name that clients use; its values are the servers of the regions. */
  endpoint: NameRecord,
  port: Port,
  database: z.string(),
  user: z.string(),
  password: SecretReference,
  /** Schema that the drill role owns. */
  ledger: z.strictObject({ schema: SqlName }),
});
export const postgres: Trait<Postgres> = { name: 'postgres', shape: Postgres };

/** One request as users send it. `labels`: the first of which all conditions hold is the attempt's. */
export type UserRequest = z.infer<typeof UserRequest>;
export const UserRequest = z.strictObject({
  /** In lower case. */
  method: z.string(),
  path: z.string(),
  timeoutMs: z.number().positive(),
  headers: z.record(z.string(), HeaderValue),
  /** Sent as JSON, a text as it is, null not at all. */
  body: z.json(),
  /** The header of the answer that names the region; null: the region follows from the address. */
  region: z.strictObject({ header: z.string() }).nullable(),
  labels: z.record(z.string(), z.array(z.string())),
});

/** It answers HTTP requests, at a name of its own. */
export type Http = z.infer<typeof Http>;
const Http = z.strictObject({
  name: NameRecord,
  port: Port,
  requests: z.record(z.string(), UserRequest),
});
export const http: Trait<Http> = { name: 'http', shape: Http };
