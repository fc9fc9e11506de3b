import { readFileSync } from 'node:fs';
import { catalog } from '../../activities/catalog.ts';
import { readSurroundingsOf } from '../../src/environment/surroundings-of.ts';
import { readInstant } from '../../src/host/clock.ts';
import { type LiveLab, startLiveLab } from '../../test/support/live-lab.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { type Bench, type Measurement, type Row, toRows } from '../measurement.ts';
import { measureOutage } from '../outage.ts';
import { startSampling } from '../sampling.ts';
import { medianOf } from '../spread.ts';
import { failOverByDrill, failOverByScript, type Story } from './trial.ts';

const region = 'us-east-2';
const users = ['read', 'write'];
const watches = users.map((request) => ({
  watch: request,
  operation: 'http.request',
  component: 'checkout',
  with: { request },
  everyMs: 20,
}));
const ways = { drill: failOverByDrill, script: failOverByScript };

export const failover: Measurement = {
  name: 'failover',
  about:
    'The same region of the same lab, reset before each turn, is lost and failed over by the shipped drill and by ' +
    'bench/failover/script.sh, in turns. Away: from the first failed to the first lastingly answered attempt of the same clients, ' +
    '50 reads and 50 writes a second. Where the time goes: the parts after the decision. The script pays with a Node process for each ' +
    'call, the drill with previews, guardian and journal; before the decision the drill also confirms, records and asks.',
  run: compareWays,
};

/** Milliseconds by what they are of, and how many calls reached AWS. */
interface Trial {
  times: Record<string, number>;
  calls: Record<string, number>;
}

async function compareWays(bench: Bench): Promise<Row[]> {
  const live = await bench.use(startLiveLab());
  const file = live.lab.environmentFile;
  const surroundings = readSurroundingsOf({ file, text: readFileSync(file, 'utf8') }, catalog.kinds);
  const trials: Record<keyof typeof ways, Trial[]> = { drill: [], script: [] };
  for (let turn = 0; turn < bench.runs(5); turn++) {
    for (const way of ['drill', 'script'] as const) {
      await live.control('POST', '/reset');
      const clients = startSampling({ surroundings, watches }, live.env);
      const trial = await tryOnce(live, await bench.use(clients), ways[way]);
      bench.say(`${way}: traffic ${Math.round(trial.times['decision to traffic']!)} ms after the decision`);
      trials[way].push(trial);
    }
  }
  return [...describeWay('drill', trials.drill), ...describeWay('script', trials.script), ...compare(trials)];
}

async function tryOnce(
  live: LiveLab,
  clients: Awaited<ReturnType<typeof startSampling>>,
  failOver: (live: LiveLab) => Promise<Story>,
): Promise<Trial> {
  const story = await failOver(live);
  const findOutage = async (watch: string) => measureOutage((await clients.read(watch)).samples, region);
  const [reads, writes] = await Promise.all(users.map((watch) => waitFor(() => findOutage(watch), 60_000)));
  await clients.stop();
  const ledger = await live.ledger();
  const changing = ledger.filter(({ mutating, status }) => mutating && status < 300);
  return {
    times: describeTimes(story, reads!, writes!),
    calls: { 'AWS calls that change': changing.length, 'AWS calls': ledger.length },
  };
}

function describeTimes(
  { decidedAt, acts: { fence, promote, swap } }: Story,
  reads: NonNullable<ReturnType<typeof measureOutage>>,
  writes: typeof reads,
): Trial['times'] {
  const now = readInstant();
  const toWall = (monoMs: number) => monoMs + now.at - now.monoMs;
  const traffic = toWall(Math.max(reads.toMs, writes.toMs));
  return {
    'reads away': reads.toMs - reads.fromMs,
    'writes away': writes.toMs - writes.fromMs,
    'outage to decision': decidedAt - toWall(Math.min(reads.fromMs, writes.fromMs)),
    'decision to traffic': traffic - decidedAt,
    '1. until the fence acts': fence.from - decidedAt,
    '2. fencing': fence.to - fence.from,
    '3. until the promotion acts': promote.from - fence.to,
    '4. promoting': promote.to - promote.from,
    '5. until the first swap acts': swap.from - promote.to,
    '6. until both names are followed': traffic - swap.from,
  };
}

function describeWay(way: string, trials: Trial[]): Row[] {
  const times = toRows(
    'ms',
    trials.map(({ times }) => times),
  );
  const calls = toRows(
    'count',
    trials.map(({ calls }) => calls),
  );
  return [...times, ...calls].map((row) => {
    const part = /^\d/.test(row.what);
    return { ...row, part, what: part ? row.what : `${way}: ${row.what}` };
  });
}

/** How many times as long as the script the drill takes, by the medians. */
function compare({ drill, script }: Record<keyof typeof ways, Trial[]>): Row[] {
  return ['reads away', 'writes away', 'decision to traffic'].map((what) => {
    const median = (trials: Trial[]) => medianOf(trials.map(({ times }) => times[what]!));
    return { what: `drill / script: ${what}`, unit: 'times', values: [median(drill) / median(script)] };
  });
}
