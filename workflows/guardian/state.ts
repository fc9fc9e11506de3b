import type { DrillRef, Target } from '../../src/operation/contract.ts';
import type { Surroundings } from '../../src/operation/surroundings.ts';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import type { CountedCalls } from '../seam/contract.ts';
import type { GuardianRequest, PersonMessage, UndoEntry } from '../seam/messages.ts';

/** What the guardian needs to take things back without its drill. */
export interface GuardianInput {
  drill: DrillRef;
  surroundings: Surroundings;
  hostQueue: string;
  root: string;
  undoWithinMs: number;
}

/** An entry, and for a fault the workflow time of its absolute limit. */
export type HeldEntry = UndoEntry & { expiresAt: number | null };

export interface GuardianState {
  input: GuardianInput;
  entries: HeldEntry[];
  /** Steps whose forward attempts are over. */
  ended: Set<string>;
  sealedBy: string | null;
  quarantine: Target[];
  requests: GuardianRequest[];
  decision: { kind: 'retry' | 'give-up'; message: PersonMessage } | null;
  parentGone: boolean;
  released: boolean;
  /** All that was done so far, and the AWS calls that it took. */
  done: { events: TimelineEvent[]; stuck: string[] } & CountedCalls;
}
