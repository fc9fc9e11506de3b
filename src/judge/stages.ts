import { roundMicro } from '../time/round-micro.ts';
import type { HumanWait } from './human-waits.ts';
import type { Marks } from './marks.ts';

/** One bar of the waterfall. `name` is the mark that ends it, or whom it waited for. */
export interface Stage {
  name: string;
  ms: number;
  human: boolean;
}

/**
 * The way from the fault to the verified recovery, cut at every mark and at both ends of each wait for a person. The stages sum
 * to the whole; empty without a fault or without a second mark.
 */
export function cutStages(marks: Marks, waits: HumanWait[]): Stage[] {
  const first = marks.find(({ name }) => name === 'injected');
  const onWay = marks.filter(({ name, atMs }) => name !== 'healed' && atMs >= (first?.atMs ?? Infinity));
  const last = onWay.at(-1);
  if (first === undefined || last === undefined) return [];
  const inside = waits.filter(({ fromMs, toMs }) => toMs > first.atMs && fromMs < last.atMs);
  const cuts = [...onWay.map(({ atMs }) => atMs), ...inside.flatMap(({ fromMs, toMs }) => [fromMs, toMs])];
  const limited = cuts.map((atMs) => Math.min(Math.max(atMs, first.atMs), last.atMs));
  const instants = [...new Set(limited)].toSorted((left, right) => left - right);
  return instants.slice(1).map((toMs, at) => describeStage({ fromMs: instants[at]!, toMs }, onWay, inside));
}

function describeStage(stretch: { fromMs: number; toMs: number }, marks: Marks, waits: HumanWait[]): Stage {
  const { fromMs, toMs } = stretch;
  const wait = waits.find((wait) => wait.fromMs <= fromMs && wait.toMs >= toMs);
  const ending = marks.filter(({ atMs }) => atMs === toMs).map(({ name }) => name);
  const next = marks.find(({ atMs }) => atMs >= toMs)?.name ?? '';
  const name = ending.length > 0 ? ending.join(', ') : next;
  const ms = roundMicro(toMs - fromMs);
  return wait === undefined
    ? { name, ms, human: false }
    : { name: `${name} (waiting for ${wait.whom})`, ms, human: true };
}
