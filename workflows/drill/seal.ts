import type { Target } from '../../src/operation/contract.ts';
import type { Instant } from '../../src/time/instant.ts';

/** What a proven fence keeps away, and whether the proof still holds. */
export interface Fence {
  /** Targets that it replaces. */
  replaced: Target[];
  /** When the last fence was proven; what was healed later may have let a writer back. */
  provenAt: Instant;
  /** Faults that were healed after the proof and before the seal was known: the proof is worth nothing any more. */
  unfencedBy: string[];
}

/** How near the drill is to the point of no return, the start of its first irreversible action. */
export type Seal =
  | { kind: 'open' }
  | { kind: 'fenced'; fence: Fence }
  | {
      kind: 'sealed';
      /** The step that went past it. */
      by: string;
      fence: Fence | null;
      /** How many of the fence's targets guardian and journal know. */
      known: number;
    };

/** A drill as far as its seal is concerned. */
interface Sealable {
  seal: Seal;
}

export function isSealed({ seal }: Sealable): boolean {
  return seal.kind === 'sealed';
}

export function fenceOf({ seal }: Sealable): Fence | null {
  return seal.kind === 'open' ? null : seal.fence;
}

/** A fence was proven, its attempt having begun at `provenAt`: what it replaces is kept away from the seal on. */
export function noteFence(run: Sealable, replaced: Target[], provenAt: Instant): void {
  const fence = { replaced: [...(fenceOf(run)?.replaced ?? []), ...replaced], provenAt, unfencedBy: [] };
  run.seal = run.seal.kind === 'sealed' ? { ...run.seal, fence } : { kind: 'fenced', fence };
}

/** What guardian and journal have to be told to keep away; null when they know it. */
export function untoldQuarantine(run: Sealable): Target[] | null {
  const quarantine = [...(fenceOf(run)?.replaced ?? [])];
  return run.seal.kind === 'sealed' && run.seal.known === quarantine.length ? null : quarantine;
}
