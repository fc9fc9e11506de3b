import { parseArgs } from 'node:util';
import { abort } from './abort.ts';
import { cli } from './cli.ts';
import { demo } from './demo.ts';
import { failover } from './failover/failover.ts';
import { describeMachine } from './machine.ts';
import type { Bench, Measurement } from './measurement.ts';
import { sampler } from './sampler.ts';
import { type Finding, showFinding, showMachine, toJson } from './show.ts';
import { start } from './start.ts';
import { steps } from './steps.ts';
import { waiting } from './waiting.ts';

/** In the order in which they are measured: what leaves this process large comes last. */
const measurements: Measurement[] = [cli, sampler, start, failover, demo, steps, abort, waiting];
const names = measurements.map(({ name }) => name).join(' ');
const usage = `usage: npm run bench -- [NAME...] [--runs N] [--waiting 10,100,1000] [--json]\nnames: ${names}`;
const longestMs = 30 * 60_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    waiting: { type: 'string', default: '10,100,1000' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !measurements.some((known) => known.name === name));
const counts = [...values.waiting.split(','), values.runs ?? '1'].map(Number);
const wrong = counts.some((count) => !Number.isSafeInteger(count) || count < 1);
if (values.help || unknown.length > 0 || wrong) {
  console.error(unknown.length > 0 ? `no such measurement: ${unknown.join(', ')}\n${usage}` : usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const wanted = measurements.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  process.exitCode = await measureAll(wanted);
}

/** Measures one after the other and prints as it goes; whatever was started is ended, also after an interrupt. */
async function measureAll(wanted: Measurement[]): Promise<number> {
  const { bench, end } = createBench();
  const interrupt = () => {
    wanted.length = 0;
    void end().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const machine = describeMachine();
  if (!values.json) console.log(showMachine(machine));
  const findings: Finding[] = [];
  for (const measurement of wanted) {
    bench.say(`measuring ${measurement.name}`);
    const finding = await measure(measurement, bench);
    await end();
    findings.push(finding);
    if (!values.json) console.log(showFinding(finding));
  }
  if (values.json) console.log(toJson(machine, findings));
  return findings.some(({ error }) => error !== null) ? 1 : 0;
}

async function measure(measurement: Measurement, bench: Bench): Promise<Finding> {
  const { name, about } = measurement;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`expected an end within ${longestMs / 60_000} min`)),
    longestMs,
  );
  try {
    return { name, about, rows: await Promise.race([measurement.run(bench), tooLate]), error: null };
  } catch (error) {
    return { name, about, rows: [], error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function createBench(): { bench: Bench; end: () => Promise<void> } {
  const used: Promise<{ stop(): Promise<unknown> }>[] = [];
  const bench: Bench = {
    runs: (usual) => Number(values.runs ?? usual),
    waiting: values.waiting
      .split(',')
      .map(Number)
      .toSorted((left, right) => left - right),
    use: async (starting) => {
      const thing = Promise.resolve(starting);
      used.push(thing);
      return await thing;
    },
    say: (line) => process.stderr.write(`bench: ${line}\n`),
  };
  const end = async () => {
    for (let last = used.pop(); last !== undefined; last = used.pop())
      await last
        .then((thing) => thing.stop())
        .catch((error: unknown) => bench.say(`not ended in order: ${String(error)}`));
  };
  return { bench, end };
}
