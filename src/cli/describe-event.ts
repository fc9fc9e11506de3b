import { elapsedMs, type Instant } from '../time/instant.ts';
import type { ExpectationResult, TimelineEvent } from '../timeline/timeline.ts';

/** One line about an event of a running drill; null for what another line already says. */
export function describeEvent(event: TimelineEvent): string | null {
  switch (event.kind) {
    case 'drill-started':
      return `${event.occasion} started${event.by === null ? '' : ` by ${event.by}`}`;
    case 'watches-started':
      return `measuring ${event.watches.join(', ')}`;
    case 'expectations-checked':
      return `${event.phase}: ${event.results.map(describeExpectation).join('; ') || 'nothing to check'}`;
    case 'step-started':
      return `${event.step}: started${event.operation === null ? '' : ` (${event.operation})`}`;
    case 'previewed':
      return describePreviewed(event);
    case 'step-finished':
      return describeFinished(event);
    case 'step-asked':
      return `${event.step} ASKS: ${event.failure.message}; answer with: drill retry, drill skip or drill give-up`;
    case 'step-decided':
      return `${event.step}: ${event.decision}${byName(event.name)}`;
    case 'sealed':
      return `${event.step}: POINT OF NO RETURN (${event.why})`;
    case 'mark':
      return `mark ${event.name} (${event.how})`;
    case 'approval-asked':
      return `${event.step} asks ${event.role}: ${event.ask}  ->  drill approve ${event.code} --name NAME`;
    case 'approval-answered':
      return `${event.step}: ${event.decision}${byName(event.name)}${event.applied ? '' : ' (too late: recorded, not applied)'}`;
    case 'message-refused':
      return `a message was refused: ${event.message}: ${event.why}`;
    case 'aborted':
      return `ABORTED${byName(event.name)}${event.reason === null ? '' : `: ${event.reason}`}`;
    case 'calls-answered':
    case 'guarded':
      return null;
    case 'leftovers-found':
      return event.leftovers.length === 0 ? null : `left over: ${event.leftovers.join(', ')}`;
    case 'drill-finished':
      return `finished: ${event.outcome}, ${event.clean ? 'clean' : 'NOT CLEAN'}; judging`;
    case 'fault-injecting':
    case 'fault-injected':
    case 'fault-confirmed':
    case 'fault-healing':
    case 'fault-healed':
    case 'undone':
    case 'undo-failed':
    case 'kept':
    default:
      return describeTakingBack(event);
  }
}

type TakingBack = Extract<TimelineEvent, { kind: `fault-${string}` | `undo${string}` | 'kept' }>;

/** Events of faults, undo and heal. */
function describeTakingBack(event: TakingBack): string | null {
  switch (event.kind) {
    case 'fault-injecting':
      return null;
    case 'fault-injected':
      return `${event.step}: fault in force`;
    case 'fault-confirmed':
      return `${event.step}: ${event.confirmed ? 'confirmed' : 'NOT CONFIRMED'}: ${event.evidence}`;
    case 'fault-healing':
      return `${event.step}: healing (${event.by})`;
    case 'fault-healed':
      return `${event.step}: ${event.healed ? 'healed' : 'NOT HEALED'}: ${event.evidence}`;
    case 'undone':
      return `${event.step}: undone: ${event.evidence}`;
    case 'undo-failed':
      return `${event.step}: UNDO FAILED: ${event.failure.message}`;
    case 'kept':
    default:
      return `${event.step}: kept: ${event.why}`;
  }
}

/** Seconds since the drill started, as `+  12.3 s`; blank for what has no instant. */
export function describeOffset(startedAt: Instant | null, event: TimelineEvent): string {
  if (startedAt === null || event.at === null) return ' '.repeat(9);
  return `+${(elapsedMs(startedAt, event.at) / 1_000).toFixed(1).padStart(6)} s`;
}

const maxChanges = 2;

function describePreviewed(event: Extract<TimelineEvent, { kind: 'previewed' }>): string | null {
  const { step, changes } = event;
  const shown = changes
    .slice(0, maxChanges)
    .map(({ target, what, from, to }) => `${target}: ${what} ${from} -> ${to}`);
  if (changes.length > maxChanges) shown.push(`and ${changes.length - maxChanges} more`);
  return changes.length === 0 ? null : `${step}: will change ${shown.join('; ')}`;
}

function describeFinished(event: Extract<TimelineEvent, { kind: 'step-finished' }>): string {
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
