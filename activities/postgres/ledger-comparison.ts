import type { SampleReader } from '../../src/operation/sample-reader.ts';

export type Series = Awaited<ReturnType<SampleReader['read']>>;

/** Row numbers from the first to the second, both included. */
export type PresentRange = [number, number];

export interface LedgerComparison {
  counts: {
    acknowledged: number;
    present: number;
    /** Acknowledged before the rows were read, and not among them. */
    lost: number;
    /** Present without an acknowledgement: the answer was lost, not the row. */
    phantom: number;
    /** Acknowledged more than once. */
    duplicate: number;
    /** Present, though nobody is known to have tried to write them. */
    unexplained: number;
  };
  /** The unexplained numbers. */
  strangers: number[];
}

/**
 * `before`: the samples when the rows were about to be read; `after`: when their attempts had settled. A present row whose
 * attempt fell into a gap of the sampler is explained by it: what was tried then is not known.
 */
export function compareLedger(input: {
  before: Series;
  after: Series;
  present: PresentRange[];
}): LedgerComparison {
  const { after, present } = input;
  const numbers = new Set(present.flatMap(expandRange));
  const acknowledgements = listAcknowledged(after);
  const acknowledged = new Set(acknowledgements);
  const earlier = new Set(listAcknowledged(input.before));
  const attempted = new Set(after.samples.map(({ number }) => number));
  const strangers = [...numbers].filter((number) => !attempted.has(number) && !isInGap(after, number));
  return {
    counts: {
      acknowledged: earlier.size,
      present: numbers.size,
      lost: countMissing(earlier, numbers),
      phantom: countMissing(numbers, acknowledged),
      duplicate: acknowledgements.length - acknowledged.size,
      unexplained: strangers.length,
    },
    strangers,
  };
}

function countMissing(expected: Set<number>, among: Set<number>): number {
  return [...expected].filter((number) => !among.has(number)).length;
}

function listAcknowledged({ samples }: Series): number[] {
  return samples.flatMap(({ label, value }) => (label === 'ok' && value !== null ? [value] : []));
}

function expandRange([from, to]: PresentRange): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Attempts in flight when a sampler died are lost with it: the gap reaches back by one timeout. */
function isInGap({ header, samples, gaps }: Series, number: number): boolean {
  const [first] = samples;
  if (first === undefined) return false;
  const intendedMs = first.intendedMs + (number - first.number) * header.everyMs;
  return gaps.some(({ fromMs, toMs }) => intendedMs >= fromMs - header.timeoutMs && intendedMs <= toMs);
}
