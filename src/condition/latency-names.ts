/** What conditions on any sampler may name besides its labels: latencies of the good attempts, and how many attempts there were. */
export const latencyNames = {
  p50: 'duration',
  p95: 'duration',
  p99: 'duration',
  max: 'duration',
  count: 'count',
} as const;
