import type { Series } from '../samples/series.ts';

/** Reads the recorded samples of this drill. */
export interface SampleReader {
  read(watch: string): Promise<Series>;
}
