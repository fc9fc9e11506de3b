/** How values lie. All NaN when there are none. */
export interface Spread {
  count: number;
  min: number;
  median: number;
  max: number;
}

export function spreadOf(values: number[]): Spread {
  const ordered = values.toSorted((left, right) => left - right);
  const [min = Number.NaN, max = Number.NaN] = [ordered[0], ordered.at(-1)];
  return { count: ordered.length, min, median: medianOf(values), max };
}

/** The middle value, or the mean of the two in the middle. */
export function medianOf(values: number[]): number {
  const ordered = values.toSorted((left, right) => left - right);
  const half = ordered.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [ordered[Math.ceil(half) - 1], ordered[Math.floor(half)]];
  return (low + high) / 2;
}

/** The smallest value that `share` of all values do not exceed: 0.99 for p99. */
export function quantileOf(values: number[], share: number): number {
  const ordered = values.toSorted((left, right) => left - right);
  return ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN;
}
