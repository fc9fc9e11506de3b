import { z } from 'zod';
import { defineCheck, type OperationContext } from '../../src/operation/contract.ts';
import { pollUntil } from '../../src/operation/kit/poll-until.ts';
import { requireTarget } from '../../src/operation/kit/require-target.ts';
import { postgres, type Postgres } from '../../src/operation/traits.ts';
import { addressOf, withConnection } from './connection.ts';
import { compareLedger, type PresentRange, type Series } from './ledger-comparison.ts';
import { ledgerTable } from './ledger-table.ts';

const pollMs = 100;
/** Beyond an attempt's own timeout, until its line is in the sample file. */
const settleMs = 1_000;
const queryTimeoutMs = 30_000;

const With = z.strictObject({ watch: z.string().min(1) });

/** Compares the rows that the ledger watch was acknowledged with those that the writer holds now. */
export const ledgerAudit = defineCheck<z.infer<typeof With>>({
  kind: 'check',
  id: 'ledger.audit',
  summary: 'Compares the rows that were acknowledged to the ledger watch with those that the database holds',
  on: [postgres],
  with: With,
  names: {
    acknowledged: 'count',
    present: 'count',
    lost: 'count',
    phantom: 'count',
    duplicate: 'count',
    unexplained: 'count',
  },
  deadlineMs: 60_000,
  attempts: 3,
  aws: [],
  fields: { watch: 'watch' },
  proves: { rowsOf: 'watch', in: 'presentRanges' },
  run: async (ctx, input) => {
    const database = requireTarget(ctx, postgres);
    // Whatever was acknowledged before the rows are read must be among them.
    const before = await ctx.samples.read(input.watch);
    const present = await readPresent(ctx, database);
    const after = await readSettled(ctx, input.watch, { before, present });
    const { counts, strangers } = compareLedger({ before, after, present });
    return {
      values: { ...counts },
      details: { presentRanges: present, unexplainedNumbers: strangers.slice(0, 100) },
    };
  },
});

/** The numbers of this drill's rows as ranges, both ends included. */
async function readPresent(ctx: OperationContext, database: Postgres): Promise<PresentRange[]> {
  const { host } = database.endpoint;
  const address = await addressOf(ctx, database, { host, timeoutMs: queryTimeoutMs });
  return await withConnection(ctx, address, async (connection) => {
    const rows = await connection.query<{ from: string; to: string }>(
      `SELECT min(number)::text AS from, max(number)::text AS to
       FROM (SELECT number, number - row_number() OVER (ORDER BY number) AS island
             FROM ${ledgerTable(database)} WHERE drill = $1) numbered
       GROUP BY island ORDER BY min(number)`,
      [ctx.drill.key],
    );
    return rows.map(({ from, to }): PresentRange => [Number(from), Number(to)]);
  });
}

/** The samples, once every attempt that wrote a present row was recorded, or had the time to be. */
async function readSettled(
  ctx: OperationContext,
  watch: string,
  read: { before: Series; present: PresentRange[] },
): Promise<Series> {
  const { seen } = await pollUntil(ctx, {
    look: () => ctx.samples.read(watch),
    meets: (after) => compareLedger({ ...read, after }).counts.unexplained === 0,
    everyMs: pollMs,
    withinMs: read.before.header.timeoutMs + settleMs,
  });
  return seen;
}
