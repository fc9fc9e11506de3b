import { elapsedMs, type Instant } from '../time/instant.ts';
import type { ExpectationResult, TimelineEvent } from '../timeline/timeline.ts';

/** One line about an event of a running drill; null for what another line already says. */
export function describeEvent(event: TimelineEvent): string | null {
  // A worker of a newer version may tell more than this command knows.
  if (!(event.kind in describers)) return `${event.kind}: this version of drill does not know such events`;
  return describerOf(event.kind)(event);
}

type Kind = TimelineEvent['kind'];
type EventOf<Name extends Kind> = Extract<TimelineEvent, { kind: Name }>;
type Describers = { [Name in Kind]: (event: EventOf<Name>) => string | null };

function describerOf<Name extends Kind>(kind: Name): (event: EventOf<Name>) => string | null {
  return describers[kind];
}

const describers: Describers = {
  'drill-started': ({ occasion, by }) => `${occasion} started${byName(by)}`,
  'watches-started': ({ watches }) => `measuring ${watches.join(', ')}`,
  'expectations-checked': ({ phase, results }) =>
    `${phase}: ${results.map(describeExpectation).join('; ') || 'nothing to check'}`,
  'step-started': ({ step, operation }) => `${step}: started${operation === null ? '' : ` (${operation})`}`,
  previewed: describePreviewed,
  'step-finished': describeFinished,
  'step-asked': ({ step, failure }) =>
    `${step} ASKS: ${failure.message}; answer with: drill retry, drill skip or drill give-up`,
  'step-decided': ({ step, decision, name }) => `${step}: ${decision}${byName(name)}`,
  sealed: ({ step, why }) => `${step}: POINT OF NO RETURN (${why})`,
  mark: ({ name, how }) => `mark ${name} (${how})`,
  'approval-asked': ({ step, role, ask, code }) =>
    `${step} asks ${role}: ${ask}  ->  drill approve ${code} --name NAME`,
  'approval-answered': ({ step, decision, name, applied }) =>
    `${step}: ${decision}${byName(name)}${applied ? '' : ' (too late: recorded, not applied)'}`,
  'message-refused': ({ message, why }) => `message ${message} was refused: ${why}`,
  aborted: ({ name, reason }) => `ABORTED${byName(name)}${reason === null ? '' : `: ${reason}`}`,
  'calls-answered': () => null,
  guarded: () => null,
  'fault-injecting': () => null,
  'fault-injected': ({ step }) => `${step}: fault in force`,
  'fault-confirmed': ({ step, confirmed, evidence }) =>
    `${step}: ${confirmed ? 'confirmed' : 'NOT CONFIRMED'}: ${evidence}`,
  'fault-healing': ({ step, by }) => `${step}: healing (${by})`,
  'fault-healed': ({ step, healed, evidence }) => `${step}: ${healed ? 'healed' : 'NOT HEALED'}: ${evidence}`,
  undone: ({ step, evidence }) => `${step}: undone: ${evidence}`,
  'undo-failed': ({ step, failure }) => `${step}: UNDO FAILED: ${failure.message}`,
  kept: ({ step, why }) => `${step}: kept: ${why}`,
  'leftovers-found': ({ leftovers }) =>
    leftovers.length === 0 ? null : `left over: ${leftovers.join(', ')}`,
  'drill-finished': ({ outcome, clean }) => `finished: ${outcome}, ${clean ? 'clean' : 'NOT CLEAN'}; judging`,
};

/** Seconds since the drill started, as `+  12.3 s`; blank for what has no instant. */
export function describeOffset(startedAt: Instant | null, event: TimelineEvent): string {
  if (startedAt === null || event.at === null) return ' '.repeat(9);
  return `+${(elapsedMs(startedAt, event.at) / 1_000).toFixed(1).padStart(6)} s`;
}

const maxChanges = 2;

function describePreviewed({ step, changes }: EventOf<'previewed'>): string | null {
  const shown = changes
    .slice(0, maxChanges)
    .map(({ target, what, from, to }) => `${target}: ${what} ${from} -> ${to}`);
  if (changes.length > maxChanges) shown.push(`and ${changes.length - maxChanges} more`);
  return changes.length === 0 ? null : `${step}: will change ${shown.join('; ')}`;
}

function describeFinished(event: EventOf<'step-finished'>): string {
  const values = Object.entries(event.values).map(([name, value]) => `${name}=${formatValue(value)}`);
  const short = values.filter((value) => value.length <= 60);
  const shown = short.length === 0 ? '' : ` (${short.join(', ')})`;
  const failure = event.failure === null ? '' : `: ${event.failure.message}`;
  return `${event.step}: ${event.status}${shown}${failure}`;
}

/** Measured numbers carry more digits than their clocks. */
function formatValue(value: number | string | boolean): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : String(value);
}

function describeExpectation(result: ExpectationResult): string {
  const word = { true: 'holds', false: 'DOES NOT HOLD', unknown: 'unknown' }[`${result.held}`];
  return `${result.id} ${word}`;
}

function byName(name: string | null): string {
  return name === null ? '' : ` by ${name}`;
}
