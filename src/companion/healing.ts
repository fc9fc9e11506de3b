import { messageOf } from '../errors/operation-error.ts';
import { addMs, elapsedMs, type Instant } from '../time/instant.ts';
import { isExpired } from '../faults/expiry.ts';
import { healOpenFault, type JournalHeal, type JournalParts } from '../faults/heal-open-fault.ts';
import type { Log } from '../host/log.ts';
import { type JournalEntry, openFaults, quarantineOf } from '../evidence/journal.ts';

const firstBackOffMs = 250;
const longestBackOffMs = 10_000;

/** Who healed, in the journal and the report. */
const healer = 'companion';

export interface Healer {
  /** Begins to heal what has expired and is not being healed by this process; returns at once. */
  healExpired(entries: JournalEntry[]): void;
  /** Returns when no attempt is under way. */
  settle(): Promise<void>;
}

export interface HealerParts extends JournalParts {
  now(): Instant;
  log: Log;
}

/**
 * Heals the faults of the journal at their expiry, and at no other time. An attempt that fails or cannot be proven is
 * repeated with growing pauses as long as this process lives.
 */
export function createHealer(parts: HealerParts): Healer {
  const tries = new Map<string, Tries>();
  return {
    healExpired(entries) {
      const now = parts.now();
      for (const fault of openFaults(entries)) {
        const state = tries.get(fault.step) ?? { failures: 0, notBefore: null, attempt: null };
        tries.set(fault.step, state);
        if (state.attempt !== null || !isExpired(fault, now)) continue;
        if (state.notBefore !== null && elapsedMs(now, state.notBefore) > 0) continue;
        state.attempt = healOpenFault(parts, fault, { by: healer, quarantine: quarantineOf(entries) })
          .then((heal) => {
            state.failures = isSettled(heal) ? 0 : state.failures + 1;
          })
          .catch((error: unknown) => {
            state.failures += 1;
            parts.log.warn('heal failed and is tried again', { step: fault.step, error: messageOf(error) });
          })
          .finally(() => {
            state.attempt = null;
            state.notBefore = addMs(parts.now(), backOffMs(state.failures));
          });
      }
    },
    async settle() {
      for (const { attempt } of tries.values()) await attempt;
    },
  };
}

interface Tries {
  failures: number;
  notBefore: Instant | null;
  /** The one under way. */
  attempt: Promise<void> | null;
}

/** A healed fault that the journal still calls open is healed again, after a pause: only then its entry may find room. */
function isSettled(heal: JournalHeal): boolean {
  return heal.kind === 'meanwhile' || heal.healed.noted;
}

function backOffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures - 1));
}
