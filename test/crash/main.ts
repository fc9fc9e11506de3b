import { parseArgs } from 'node:util';
import { startCutBench, type CutBench } from './cut-bench.ts';
import { openResults, type Results } from './results.ts';
import { type CutResult, recordCuts, runCut } from './run-cut.ts';
import { type Scenario, scenarios } from './scenario.ts';

const usage = `usage: npm run test:crash -- [--fresh] [--scenario PATTERN] [--cut PATTERN]

Runs drills whose worker is killed at every activity, before its code and before its answer is reported, and when people
answer. Goes on where an interrupted sweep stopped; --fresh starts over. A PATTERN is a
regular expression that chooses scenarios or cuts.`;

/** Runs the whole sweep, prints its table, and ends with 1 when any cut failed. */
async function sweep(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      scenario: { type: 'string', default: '' },
      cut: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const results = openResults(values.fresh);
  const bench = await startCutBench();
  const told = stopWhenTold(bench);
  try {
    for (const scenario of scenarios.filter(({ name }) => new RegExp(values.scenario).test(name)))
      await sweepScenario(bench, scenario, { results, only: values.cut, told });
  } finally {
    await bench.stop();
  }
  return printTable(results.list());
}

/** What was found so far is kept; the lab and its processes go. */
function stopWhenTold(bench: CutBench): AbortSignal {
  const told = new AbortController();
  const stop = () => {
    told.abort();
    void bench.stop().finally(() => process.exit(1));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('SIGHUP', stop);
  return told.signal;
}

async function sweepScenario(
  bench: CutBench,
  scenario: Scenario,
  { results, only, told }: { results: Results; only: string; told: AbortSignal },
): Promise<void> {
  if (results.findCuts(scenario.name) === null)
    results.addCuts(scenario.name, await recordCuts(bench, scenario));
  const cuts = results.findCuts(scenario.name)!.filter((cut) => new RegExp(only).test(cut));
  console.log(`${scenario.name}: ${cuts.length} cuts`);
  for (const cut of cuts.filter((each) => !results.hasPassed(scenario.name, each))) {
    const result = await runCut(bench, scenario, cut);
    // What fails because the lab is going down says nothing about the cut.
    if (told.aborted) return;
    results.addResult(result);
    console.log(describeResult(result));
  }
}

function printTable(results: CutResult[]): number {
  const failed = results.filter(({ problems }) => problems.length > 0);
  console.log('\n| scenario | cut | result | seconds |\n|---|---|---|---|');
  for (const { scenario, cut, problems, seconds } of results)
    console.log(`| ${scenario} | ${cut} | ${problems.join('; ') || 'passed'} | ${seconds} |`);
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && results.length > 0 ? 0 : 1;
}

function describeResult({ cut, problems, seconds }: CutResult): string {
  return `${problems.length === 0 ? 'passed' : 'FAILED'} ${String(seconds).padStart(4)} s  ${cut}${problems.map((problem) => `\n    ${problem}`).join('')}`;
}

process.exitCode = await sweep();
