import { z } from 'zod';
import { OperationError } from '../errors/operation-error.ts';
import { Instant } from '../time/instant-json.ts';
import { roundMicro } from '../time/round-micro.ts';
import type { Gap, Sample, Series, SeriesHeader } from './series.ts';

/** First line of a sampler's life. Starts with a line break, so that a line torn by the death of its forerunner cannot swallow it. */
export function formatHeader(header: SeriesHeader): string {
  return `\n${JSON.stringify(header)}\n`;
}

/** One attempt as one line; keys are short and absent when null, because a drill writes many thousands of them. */
export function formatSample(sample: Sample): string {
  const { number, label, region, address, fresh, value, note } = sample;
  return formatLine({
    n: number,
    i: roundMicro(sample.intendedMs),
    s: roundMicro(sample.sentMs),
    d: roundMicro(sample.doneMs),
    l: label,
    ...(region === null ? {} : { r: region }),
    ...(address === null ? {} : { a: address }),
    ...(fresh ? { f: 1 } : {}),
    ...(value === null ? {} : { v: value }),
    ...(note === null ? {} : { x: note }),
  });
}

/** A stretch that the sampler knows it did not measure. */
export function formatGap(gap: Gap): string {
  return formatLine({ gap: [roundMicro(gap.fromMs), roundMicro(gap.toMs)], why: gap.why });
}

/** Last line: the sampler was told to stop and has settled every attempt. */
export function formatEnd(endedMs: number): string {
  return formatLine({ end: roundMicro(endedMs) });
}

/**
 * A sample file as a series, samples in order of `number`. A further header means that the sampler was started again: the time
 * without one is a gap. Torn lines are dropped where a death explains them (at the end, or before a header).
 * Throws OperationError `SeriesUnreadable`: retryable while the file has no header yet, not when it is damaged.
 */
export function parseSeries(text: string): Series {
  const segments = splitSegments(text);
  const first = segments[0];
  if (first === undefined) throw unreadable('expected a header line, got an empty file', true);
  const gaps = segments.flatMap((segment, at) => [...segment.gaps, ...gapBefore(segments, at)]);
  return {
    header: first.header,
    samples: joinSamples(segments),
    gaps: gaps.toSorted((left, right) => left.fromMs - right.fromMs),
    endedMs: segments.at(-1)?.endedMs ?? null,
  };
}

const Header = z.strictObject({
  schema: z.literal(1),
  watch: z.string(),
  operation: z.string(),
  component: z.string(),
  labels: z.array(z.string()),
  everyMs: z.number().positive(),
  timeoutMs: z.number().nonnegative(),
  startedAt: Instant,
});
const SampleLine = z.strictObject({
  n: z.number().int(),
  i: z.number(),
  s: z.number(),
  d: z.number(),
  l: z.string(),
  r: z.string().optional(),
  a: z.string().optional(),
  f: z.literal(1).optional(),
  v: z.number().optional(),
  x: z.string().optional(),
});
const GapLine = z.strictObject({ gap: z.tuple([z.number(), z.number()]), why: z.string() });
const EndLine = z.strictObject({ end: z.number() });
const Line = z.union([SampleLine, GapLine, EndLine, Header]);

/** What one life of the sampler wrote. */
interface Segment {
  header: SeriesHeader;
  samples: Sample[];
  gaps: Gap[];
  endedMs: number | null;
}

function splitSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  const lines = text.split('\n');
  for (const [at, text] of lines.entries()) {
    if (text === '') continue;
    const line = readLine(text);
    if (line === null && isTorn(lines, at)) continue;
    if (line === null) throw unreadable(`expected a sample line, got damage on line ${at + 1}`, false);
    addLine(segments, line);
  }
  return segments;
}

function readLine(text: string): z.infer<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Half written: the last line of all, or of a life that was cut off (the next header begins with its own line break). */
function isTorn(lines: string[], at: number): boolean {
  const next = lines[at + 1];
  return next === undefined || next.startsWith('{"schema":');
}

function addLine(segments: Segment[], line: z.infer<typeof Line>): void {
  if ('schema' in line) {
    segments.push({ header: line, samples: [], gaps: [], endedMs: null });
    return;
  }
  const segment = segments.at(-1);
  if (segment === undefined) throw unreadable('expected a header line first, got another one', false);
  if ('gap' in line) segment.gaps.push({ fromMs: line.gap[0], toMs: line.gap[1], why: line.why });
  else if ('end' in line) segment.endedMs = line.end;
  else segment.samples.push(sampleOf(line));
}

function sampleOf(line: z.infer<typeof SampleLine>): Sample {
  return {
    number: line.n,
    intendedMs: line.i,
    sentMs: line.s,
    doneMs: line.d,
    label: line.l,
    region: line.r ?? null,
    address: line.a ?? null,
    fresh: line.f === 1,
    value: line.v ?? null,
    note: line.x ?? null,
  };
}

/** The time between the last attempt of the life before and this one's start. */
function gapBefore(segments: Segment[], at: number): Gap[] {
  const segment = segments[at];
  const earlier = segments.slice(0, at).findLast(({ samples }) => samples.length > 0);
  const before = segments[at - 1];
  if (segment === undefined || before === undefined) return [];
  const last = earlier?.samples.reduce((latest, { intendedMs }) => Math.max(latest, intendedMs), -Infinity);
  const fromMs = last === undefined ? before.header.startedAt.monoMs : last + before.header.everyMs;
  const toMs = segment.header.startedAt.monoMs;
  return toMs > fromMs ? [{ fromMs, toMs, why: 'the sampler was started again' }] : [];
}

/** Numbers go on where the life before ended, even if a sampler counted from its own start. */
function joinSamples(segments: Segment[]): Sample[] {
  const joined: Sample[] = [];
  for (const { samples } of segments) {
    const ordered = samples.toSorted((left, right) => left.number - right.number);
    const next = (joined.at(-1)?.number ?? -Infinity) + 1;
    const shift = Math.max(0, next - (ordered[0]?.number ?? next));
    for (const sample of ordered)
      joined.push(shift === 0 ? sample : { ...sample, number: sample.number + shift });
  }
  return joined;
}

function formatLine(line: object): string {
  return `${JSON.stringify(line)}\n`;
}

function unreadable(what: string, retryable: boolean): OperationError {
  return new OperationError({
    kind: 'SeriesUnreadable',
    message: `sample file unreadable: ${what}`,
    hint: retryable
      ? 'wait until the sampler has written its first line'
      : 'compare the file with the manifest of its evidence folder',
    retryable,
  });
}
