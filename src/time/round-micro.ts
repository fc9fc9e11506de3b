/** Whole microseconds: sums and differences of instants carry binary dust below what the clock knows. */
export function roundMicro(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
