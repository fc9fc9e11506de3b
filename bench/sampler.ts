import { setTimeout as delay } from 'node:timers/promises';
import type { Series } from '../src/samples/series.ts';
import { startCompanionTarget } from '../test/support/companion-target.ts';
import { type Bench, type Measurement, type Row, toRows } from './measurement.ts';
import { startSampling } from './sampling.ts';
import { quantileOf } from './spread.ts';

const lastsMs = 5_000;

export const sampler: Measurement = {
  name: 'sampler',
  about:
    'One shipped HTTP sampler for five seconds at each rate. Late: sent more than one interval after its intended instant, or never, ' +
    'because the sampler stalled. Where the time goes: timers of whole milliseconds, then the event loop, which also handles answers; ' +
    'the service that answers is this process, on the same cores.',
  run: async (bench) => [
    ...(await tryRate(bench, 50)),
    ...(await tryRate(bench, 100)),
    ...(await tryRate(bench, 500)),
  ],
};

async function tryRate(bench: Bench, rate: number): Promise<Row[]> {
  const target = await startCompanionTarget();
  await bench.use({ stop: () => target.close() });
  const { surroundings, watches } = target.configOf('');
  const config = { surroundings, watches: watches.map((watch) => ({ ...watch, everyMs: 1_000 / rate })) };
  const all: Series[] = [];
  for (let run = 0; run < bench.runs(3); run++) {
    const sampling = await bench.use(startSampling(config, process.env));
    await delay(lastsMs);
    all.push(...(await sampling.stop()));
  }
  const late = all.map((series) => ({ [`${rate} a second: late`]: lateShareOf(series) }));
  const lateness = all.map(({ samples }) => {
    const ms = samples.map(({ intendedMs, sentMs }) => sentMs - intendedMs);
    return { p50: quantileOf(ms, 0.5), p99: quantileOf(ms, 0.99), most: quantileOf(ms, 1) };
  });
  return [...toRows('%', late), ...toRows('ms', lateness, true)];
}

function lateShareOf({ header: { everyMs }, samples, gaps }: Series): number {
  const unsent = gaps.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / everyMs, 0);
  const late = samples.filter(({ intendedMs, sentMs }) => sentMs - intendedMs > everyMs).length;
  return (100 * (late + unsent)) / (samples.length + unsent);
}
