import type { z } from 'zod';
import type { Component, SecretReference, Surroundings } from './surroundings.ts';
import type { Instant } from '../time/instant.ts';
import type { Clients } from './clients.ts';
import type { Measure } from '../condition/condition.ts';
import type { ComponentKind } from './component-kind.ts';
import type { Json, JsonObject } from './json.ts';
import type { ActionMark, Fields, RowProof, TakesAway } from './meaning.ts';
import type { SampleReader } from './sample-reader.ts';
import type { Target } from './target.ts';
import type { Trait } from './traits.ts';

export type { Target } from './target.ts';

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

/** One execution of a drill. */
export interface DrillRef {
  /** Workflow id. */
  id: string;
  /** The drill key: short hash of workflow id and run id; names and tags carry it. */
  key: string;
}

/** The step of a drill for which an operation runs. */
export interface DrillIdentity extends DrillRef {
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
  /** This drill's recorded samples, for operations with a field that holds a watch: those run on the measuring host. */
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
  /** What the step's `target` must offer, all of it; empty: the operation takes no target. */
  on: Trait[];
  with: z.ZodType<With>;
  /** The kinds of those fields of `with` that hold a region, a component, a watch or a duration: compile checks them. */
  fields?: Fields<NoInfer<With>>;
  /** IAM actions, for `drill iam`; empty when it calls no AWS. */
  aws: string[];
}

/** What an operation of a step has and a sampler has not: an end. */
interface StepOperationBase<With> extends OperationBase<With> {
  /** Names of `values`, and what each measures. */
  names: Record<string, Measure>;
  deadlineMs: number;
  attempts: number;
}

/** Reads, changes nothing. */
export interface Check<With = JsonObject> extends StepOperationBase<With> {
  kind: 'check';
  /** Rows on which an rpo rests. */
  proves?: RowProof<NoInfer<With>>;
  run(ctx: OperationContext, input: With): Promise<Outcome>;
}

/** Changes something. Each phase may run more than once: describe first, act only if needed, read back. */
export interface Action<With = JsonObject> extends StepOperationBase<With> {
  kind: 'action';
  /** A sentence why it cannot be undone; null: `undo` takes it back. The first irreversible action starting is the seal. */
  irreversible: string | null;
  /** The instant of the drill that its end is. */
  marks?: ActionMark;
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
export interface Fault<With = JsonObject> extends StepOperationBase<With> {
  kind: 'fault';
  takesAway: TakesAway<NoInfer<With>>;
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
  /** Labels that an attempt can get whatever the component; `ok` is always one of them. */
  labels: readonly string[];
  /** Labels that the component's settings add. They come before the others. */
  ownLabels?(component: Component, input: With): string[];
  /** Milliseconds after which an attempt ends by itself. */
  timeoutMs(component: Component, input: With): number;
  open(ctx: OperationContext, input: With): Promise<SamplingSession>;
}

export interface SamplingSession {
  attempt(number: number, intendedAt: number): Promise<Attempt>;
  close(): Promise<void>;
}

interface Operations {
  check: Check;
  action: Action;
  fault: Fault;
  sampler: Sampler;
}
export type OperationKind = keyof Operations;
export type Operation = Operations[OperationKind];
/** What a step can run: whatever has an end. */
export type StepOperation = Check | Action | Fault;
export type OperationOf<Kind extends OperationKind> = Operations[Kind];

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

/** Every label that an attempt of a sampler can get with this component and input. */
export function labelsOf(sampler: Sampler, component: Component, input: JsonObject): string[] {
  return [...new Set([...(sampler.ownLabels?.(component, input) ?? []), ...sampler.labels])];
}

/** The registry: every operation and component kind, passed into compile, worker and companion as data. */
export interface Catalog {
  operations: Operation[];
  kinds: ComponentKind[];
}
