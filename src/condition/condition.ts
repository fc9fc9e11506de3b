/** What a name in a condition measures: durations are milliseconds, percents 0..100, counts numbers. */
export type Measure = 'duration' | 'percent' | 'count' | 'bytes' | 'text' | 'boolean';

export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!=';

/** One parsed condition such as `ok >= 99%` or `p99 < 200% of steady`: `name op value[unit] [of steady]`. */
export interface Condition {
  /** The text as written, quoted in reports. */
  text: string;
  name: string;
  comparison: Comparison;
  /** Normalised: durations in ms, percents 0..100, bytes; texts and booleans as they are. */
  value: number | string | boolean;
  measure: Measure;
  /** `of steady` or `of <window>`: `value` is then a percentage of the same name measured there. */
  of: string | null;
}
