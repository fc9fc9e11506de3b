import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client as PostgresClient } from 'pg';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rto } from '../support/report-lookup.ts';
import { measuredMs } from '../support/patience.ts';
import { NotMeasured, mustBeMeasured, whenMeasured } from '../support/too-busy.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { waitFor } from '../support/wait-for.ts';

const everyMs = 20;
/** How far the two may differ beside their pace. */
const toleranceMs = 100;
const live = useLiveLab({ reset: false });

interface Environment {
  components: {
    database: { port: number; name: string; user: string };
    checkout: { port: number; name: { host: string } };
  };
}
interface Attempt {
  intendedAt: number;
  lateMs: number;
  ok: boolean;
  region: string | null;
}

test(
  'rows lost to a frozen replication are reported to the row and fail a smaller RPO; an independent client agrees on the RTO',
  whenMeasured(
    async () => {
      const environment = parse(await readFile(live.lab.environmentFile, 'utf8')) as Environment;
      const client = startIndependentClient(environment);
      const id = await live.run(await writeStrictRunbook(), '-e', 'lab', 'from=us-west-2', 'to=us-east-2');
      await live.until(id, (status) =>
        status.steps.some(({ step, status }) => step === 'freeze-now' && status === 'running'),
      );
      await live.control('PUT', '/replication/shop-east', { frozen: true });
      const open = await live.until(id, (status) => status.approval !== null);
      await live.drill('approve', open.approval!.code, '--name', 'alice');

      const { report, exitCode } = await live.report(id);

      const attempts = client.stop();
      mustBeMeasured(report);
      const rpo = report.objectives.find((objective) => objective.name === 'rpo')!;
      const recount = await recountLostRows(environment, report);
      // The report counts what was acknowledged before the audit looked, the recount all of it.
      expect(rpo).toMatchObject({ rowsLost: recount.lost, verdict: 'fail' });
      expect(rpo.rowsAcknowledged).toBeGreaterThan(recount.lost);
      expect(rpo.rowsAcknowledged).toBeLessThanOrEqual(recount.acknowledged);
      expect(recount.lost).toBeGreaterThan(20);
      expect(report.verdict).toBe('fail');
      expect(exitCode).toBe(1);
      const { actualMs, errorMs } = rto(report, 'reads');
      // The report says by itself that it is less sure than its pace allows.
      if ((errorMs ?? Infinity) > everyMs + toleranceMs)
        throw new NotMeasured(`the outage is only known to ± ${errorMs} ms`);
      console.log(`reported ${actualMs} ms, the independent client saw ${measureOutageMs(attempts)} ms`);
      expect(Math.abs(actualMs! - measureOutageMs(attempts))).toBeLessThanOrEqual(everyMs + toleranceMs);
    },
    () => live.control('POST', '/reset'),
  ),
  measuredMs,
);

/** The shipped runbook with a pause in which the test freezes the replication, and an RPO that the loss must break. */
async function writeStrictRunbook(): Promise<string> {
  const text = await readFile(new URL('../../runbooks/region-failover.yaml', import.meta.url), 'utf8');
  const file = join(live.home, 'strict.yaml');
  const paused = text
    .replace(/^runbook: .*$/m, 'runbook: strict')
    .replace(/rpo: \w+/, 'rpo: 100ms')
    .replace(/^( *)- \{ step: lose-region/m, '$1- { step: freeze-now, wait: 3s }\n$1- { step: lose-region');
  expect(paused).toContain('freeze-now');
  await writeFile(file, paused);
  return file;
}

function startIndependentClient(environment: Environment): { stop(): Attempt[] } {
  const { checkout } = environment.components;
  const script = fileURLToPath(new URL('independent-client.mjs', import.meta.url));
  const args = [
    script,
    checkout.name.host,
    String(checkout.port),
    live.lab.resolvers[0]!,
    live.lab.env['SHOP_API_KEY']!,
    String(everyMs),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const attempts: Attempt[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => attempts.push(JSON.parse(line) as Attempt));
  return {
    stop: () => {
      child.kill('SIGTERM');
      return attempts.toSorted((a, b) => a.intendedAt - b.intendedAt);
    },
  };
}

/** First of three failures in a row, to the first of a second of successes from the new region. */
function measureOutageMs(attempts: Attempt[]): number {
  const good = (attempt: Attempt | undefined) => attempt?.ok === true && attempt.region === 'us-east-2';
  const down = attempts.findIndex((_, i) => attempts.slice(i, i + 3).every(({ ok }) => !ok));
  const up = attempts.findIndex((_, i) => i > down && attempts.slice(i, i + 1_000 / everyMs).every(good));
  expect(down).toBeGreaterThan(0);
  expect(up).toBeGreaterThan(down);
  const ends = [attempts[down]!.intendedAt, attempts[up]!.intendedAt] as const;
  mustBeOnTime(attempts, ends);
  return ends[1] - ends[0];
}

/** A client that had no time around the ends of the outage cannot say when they were. */
function mustBeOnTime(attempts: Attempt[], ends: readonly number[]): void {
  const late = attempts.filter(
    ({ intendedAt, lateMs }) =>
      lateMs > toleranceMs && ends.some((endAt) => Math.abs(intendedAt - endAt) < 1_000),
  );
  if (late.length > 0) throw new NotMeasured(`the independent client sent ${late.length} attempts late`);
}

/** Counts from the raw sample file and the database, with code of its own. */
async function recountLostRows(environment: Environment, report: { drill: string; key: string }) {
  const file = join(live.home, 'evidence', `${report.drill}-${report.key}`, 'samples', 'writes.jsonl');
  const lines = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const acknowledged = lines.filter((line) => line['l'] === 'ok').map((line) => Number(line['v']));
  const { port, name, user } = environment.components.database;
  const database = new PostgresClient({
    host: '127.0.2.20',
    port,
    database: name,
    user,
    password: live.lab.env['SHOP_DB_PASSWORD']!,
  });
  await waitFor(() => database.connect().then(() => true));
  const { rows } = await database.query<{ number: string }>(
    'select number from drill.ledger where drill = $1',
    [report.key],
  );
  await database.end();
  const present = new Set(rows.map((row) => Number(row.number)));
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter((number) => !present.has(number)).length,
  };
}
