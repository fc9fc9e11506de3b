import type { Report } from '../src/report/report.ts';
import { startDemo } from '../test/support/demo-process.ts';
import { type Bench, type Measurement, toRows } from './measurement.ts';

export const demo: Measurement = {
  name: 'demo',
  about:
    '`npm run demo` from its start until everything is down again. Where the time goes: the parts; the drill itself waits on purpose, ' +
    'for windows of measured seconds before, during and after the failover.',
  run: async (bench) => {
    const found: Record<string, number>[] = [];
    for (let run = 0; run < bench.runs(5); run++) found.push(await timeDemo(bench));
    return toRows('ms', found).map((row, at) => ({ ...row, part: at > 0 }));
  },
};

async function timeDemo(bench: Bench): Promise<Record<string, number>> {
  const beganAt = Date.now();
  const { child, stdout, exited } = startDemo('bench', ['--json']);
  child.stderr!.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  await bench.use({ stop });
  const exitCode = await exited;
  const endedAt = Date.now();
  if (stdout() === '') throw new Error(`expected a report of the demo, got exit code ${exitCode}`);
  const [report] = JSON.parse(stdout()) as [Report];
  bench.say(`demo: ${report.headline}`);
  const [startedAt, finishedAt] = [Date.parse(report.startedAt), Date.parse(report.finishedAt)];
  return {
    'demo: wall': endedAt - beganAt,
    'until the drill starts (lab, worker)': startedAt - beganAt,
    'the drill': finishedAt - startedAt,
    'judging, and taking everything down': endedAt - finishedAt,
  };
}
