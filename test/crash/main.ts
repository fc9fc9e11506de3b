import { parseArgs } from 'node:util';
import { startCutBench, type CutBench } from './cut-bench.ts';
import { openResults, type Results } from './results.ts';
import { type CutResult, recordCuts, runCuts } from './run-cut.ts';
import { type Scenario, scenarios } from './scenario.ts';

const usage = `usage: npm run test:crash -- [--fresh] [--scenario PATTERN] [--cut PATTERN] [--deaths N] [--labs N]

Runs drills whose worker is killed: at every activity, before its code and before its answer is reported, at every timer
and every signal between the workflows, and when people answer. Goes on where an interrupted sweep stopped.

--fresh              start over
--scenario, --cut    regular expressions that choose scenarios or cuts
--deaths N           deaths per drill (default 4); a drill that does not come through is followed by one for each cut
--labs N             drills at a time, each in its own lab (default 2)`;

interface Choice {
  scenario: RegExp;
  cut: RegExp;
  deaths: number;
}

/** Runs the whole sweep, prints its table, and ends with 1 when any cut failed. */
async function sweep(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      scenario: { type: 'string', default: '' },
      cut: { type: 'string', default: '' },
      deaths: { type: 'string', default: '4' },
      labs: { type: 'string', default: '2' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const results = openResults(values.fresh);
  const benches = await Promise.all(Array.from({ length: Number(values.labs) }, () => startCutBench()));
  const told = stopWhenTold(benches);
  const { scenario, cut, deaths } = values;
  const choice = { scenario: new RegExp(scenario), cut: new RegExp(cut), deaths: Number(deaths) };
  try {
    await sweepScenarios({ benches, told }, results, choice);
  } finally {
    await Promise.all(benches.map((bench) => bench.stop()));
  }
  return printTable(results.list());
}

/** What was found so far is kept; the labs and their processes go. */
function stopWhenTold(benches: CutBench[]): AbortSignal {
  const told = new AbortController();
  const stop = () => {
    told.abort();
    void Promise.all(benches.map((bench) => bench.stop())).finally(() => process.exit(1));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('SIGHUP', stop);
  return told.signal;
}

interface Lanes {
  benches: CutBench[];
  told: AbortSignal;
}

async function sweepScenarios(lanes: Lanes, results: Results, choice: Choice): Promise<void> {
  const chosen = scenarios.filter(({ name }) => choice.scenario.test(name));
  const unknown = chosen.filter(({ name }) => results.findCuts(name) === null);
  await shareOut(lanes, unknown, async (bench, scenario) => {
    results.addCuts(scenario.name, await recordCuts(bench, scenario));
  });
  const drills = chosen.flatMap((scenario) => planDrills(scenario, results, choice));
  await shareOut(lanes, drills, async (bench, { scenario, cuts }) => {
    const found = await runCuts(bench, scenario, cuts);
    // What fails because the lab is going down says nothing about the cuts.
    if (lanes.told.aborted) return;
    for (const result of found) {
      results.addResult(result);
      console.log(describeResult(result));
    }
  });
}

/** Each lab takes the next job when it is free. */
async function shareOut<Job>(
  { benches, told }: Lanes,
  jobs: Job[],
  work: (bench: CutBench, job: Job) => Promise<void>,
): Promise<void> {
  const queue = [...jobs];
  await Promise.all(
    benches.map(async (bench) => {
      for (let job = queue.shift(); job !== undefined && !told.aborted; job = queue.shift())
        await work(bench, job);
    }),
  );
}

/** The deaths of one drill lie far apart: the drill has recovered from one before the next. */
function planDrills(scenario: Scenario, results: Results, { cut: only, deaths }: Choice) {
  const cuts = results.findCuts(scenario.name)!.filter((cut) => only.test(cut));
  const left = cuts.filter((cut) => !results.hasPassed(scenario.name, cut));
  console.log(`${scenario.name}: ${cuts.length} cuts, ${left.length} left`);
  const drills = Math.ceil(left.length / deaths);
  return Array.from({ length: drills }, (_, drill) => ({
    scenario,
    cuts: left.filter((_cut, index) => index % drills === drill),
  }));
}

function printTable(results: CutResult[]): number {
  const failed = results.filter(({ problems }) => problems.length > 0);
  console.log('\n| scenario | cut | result | seconds |\n|---|---|---|---|');
  for (const { scenario, cut, problems, seconds } of results)
    console.log(`| ${scenario} | ${cut} | ${problems.join('; ') || 'passed'} | ${seconds} |`);
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && results.length > 0 ? 0 : 1;
}

function describeResult({ scenario, cut, problems, seconds }: CutResult): string {
  const lines = problems.map((problem) => `\n    ${problem}`);
  return `${problems.length === 0 ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(5)} s  ${scenario}: ${cut}${lines.join('')}`;
}

process.exitCode = await sweep();
