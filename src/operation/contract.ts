import type { z } from 'zod';
import type { Component, SecretReference, Surroundings } from './surroundings.ts';
import type { Instant } from '../time/instant.ts';
import type { Clients } from './clients.ts';
import type { Measure } from '../condition/condition.ts';
import type { Json, JsonObject } from './json.ts';
import type { SampleReader } from './sample-reader.ts';

/** A thing that a mutating step touches, frozen in the plan and compared before acting. */
export interface Target {
  component: string;
  region: string | null;
  /** The provider's own id: an instance id, `zone/host/type`, a region name. */
  id: string;
}

/** One line of "what will change", for plan display and evidence. */
export interface Change {
  target: string;
  what: string;
  from: string;
  to: string;
}

/** Read-only answer of `preview`: what will change, the state before (all that undo or heal needs), and the targets. */
export interface Preview {
  changes: Change[];
  prior: JsonObject;
  targets: Target[];
  /** Fences only: what the recovery replaces and no heal may let back. */
  replaces?: Target[];
}

export interface DrillIdentity {
  /** Workflow id. */
  id: string;
  /** The drill key: short hash of workflow id and run id; names and tags carry it. */
  key: string;
  step: string;
}

/** What an operation may use. It reads no clock, environment variable or file by itself. */
export interface OperationContext {
  drill: DrillIdentity;
  surroundings: Surroundings;
  /** The component that the step targets; null for operations without one. */
  component: Component | null;
  clients: Clients;
  /** Fires when the attempt is cancelled, timed out or its worker stops: everything that waits ends soon after. */
  signal: AbortSignal;
  /** The one gate before every mutating call: asks whether this very attempt is still alive, then makes the call once. */
  mutate<T>(what: string, call: () => Promise<T>): Promise<T>;
  beat(progress: Json): void;
  log: { info(message: string, fields?: object): void; warn(message: string, fields?: object): void };
  /** This drill's recorded samples; operations with `needsSamples` run on the measuring host. */
  samples: SampleReader;
  secret(reference: SecretReference): Promise<string>;
  now(): Instant;
  /** Waits, or throws when the signal fires. */
  sleep(ms: number): Promise<void>;
}

/** Result of a check or an action: named values usable in conditions and references, and free details for the evidence. */
export interface Outcome {
  values: Record<string, number | string | boolean>;
  details: JsonObject;
}

interface OperationBase<With> {
  /** `provider.verb-noun`, also the Temporal activity type. */
  id: string;
  summary: string;
  /** Kinds of component that the step's `target` may have; empty: the operation takes no target. */
  componentKinds: string[];
  with: z.ZodType<With>;
  /** Names of `values`, and what each measures. */
  names: Record<string, Measure>;
  deadlineMs: number;
  attempts: number;
  /** IAM actions, for `drill iam`; empty when it calls no AWS. */
  aws: string[];
  /** Runs on the measuring host, because it reads recorded samples. Default false. */
  needsSamples?: boolean;
  /** Fields of `with` that hold component names: compile binds `$need` there and checks that they exist. */
  componentFields?: string[];
  /** Fields of `with` that hold region names. */
  regionFields?: string[];
}

/** Reads, changes nothing. */
export interface Check<With = JsonObject> extends OperationBase<With> {
  kind: 'check';
  run(ctx: OperationContext, input: With): Promise<Outcome>;
}

/** Changes something. Each phase may run more than once: describe first, act only if needed, read back. */
export interface Action<With = JsonObject> extends OperationBase<With> {
  kind: 'action';
  /** A sentence why it cannot be undone; null: `undo` takes it back. The first irreversible action starting is the seal. */
  irreversible: string | null;
  preview(ctx: OperationContext, input: With): Promise<Preview>;
  run(ctx: OperationContext, input: With, prior: JsonObject): Promise<Outcome>;
  undo(ctx: OperationContext, input: With, prior: JsonObject): Promise<Outcome>;
}

export interface Confirmation {
  confirmed: boolean;
  /** What was seen, from outside the target, in one sentence. */
  evidence: string;
}

/** Something of a fault that is still in force, found by its ownership mark. */
export interface Leftover {
  operation: string;
  target: string;
  /** `drillmaster:<drill key>/<step>`. */
  owner: string;
  /** What its heal needs, as far as the target itself tells. */
  with: JsonObject;
  prior: JsonObject;
}

/** Breaks something and heals it. */
export interface Fault<With = JsonObject> extends OperationBase<With> {
  kind: 'fault';
  preview(ctx: OperationContext, input: With): Promise<Preview>;
  inject(ctx: OperationContext, input: With, prior: JsonObject): Promise<Outcome>;
  confirm(ctx: OperationContext, input: With, prior: JsonObject): Promise<Confirmation>;
  /** `quarantine`: ids that must stay unreachable though the fault goes. */
  heal(ctx: OperationContext, fault: HealInput<With>): Promise<Outcome>;
  /** Read-back that nothing of the fault is left (but the quarantine). */
  healed(ctx: OperationContext, fault: HealInput<With>): Promise<Confirmation>;
  find(ctx: OperationContext): Promise<Leftover[]>;
}

export interface HealInput<With> {
  with: With;
  prior: JsonObject;
  quarantine: Target[];
}

/** One attempt of a sampler. `label` is one of its labels; times are added by the sampling loop. */
export interface Attempt {
  label: string;
  /** Region that answered, where known. */
  region: string | null;
  /** Address that was used, where known. */
  address: string | null;
  /** True when a new connection was opened. */
  fresh: boolean;
  /** Row number of a ledger write, gauge value, or null. */
  value: number | null;
  /** Why it failed, for people; null when ok. */
  note: string | null;
}

/** Measures continuously. `open` prepares connections and tables; the loop calls `attempt` at fixed instants, concurrently if the target is slow. */
export interface Sampler<With = JsonObject> extends OperationBase<With> {
  kind: 'sampler';
  /** Labels that an attempt can get with this component and input; `ok` is always one of them. */
  labels(component: Component, input: With): string[];
  /** Milliseconds after which an attempt ends by itself. */
  timeoutMs(component: Component, input: With): number;
  open(ctx: OperationContext, input: With): Promise<SamplingSession>;
}

export interface SamplingSession {
  attempt(number: number, intendedAt: number): Promise<Attempt>;
  close(): Promise<void>;
}

export type Operation = Check | Action | Fault | Sampler;
export type OperationKind = Operation['kind'];

/** Checks an operation literal against its contract and forgets its input type, so that a catalog can hold it. */
export function defineCheck<With>(check: Check<With>): Check {
  return check as unknown as Check;
}
export function defineAction<With>(action: Action<With>): Action {
  return action as unknown as Action;
}
export function defineFault<With>(fault: Fault<With>): Fault {
  return fault as unknown as Fault;
}
export function defineSampler<With>(sampler: Sampler<With>): Sampler {
  return sampler as unknown as Sampler;
}

/** A kind of component: the schema of its settings in an environment, and the targets that a component stands for. */
export interface ComponentKind {
  kind: string;
  settings: z.ZodType<JsonObject>;
  /** Field names of `settings` that make up the frozen target list, resolved without any call. */
  targets(component: Component): Target[];
}

/** The registry: every operation and component kind, passed into compile, worker and companion as data. */
export interface Catalog {
  operations: Operation[];
  kinds: ComponentKind[];
}
