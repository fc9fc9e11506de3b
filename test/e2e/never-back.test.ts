import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whenMeasured } from '../support/too-busy.ts';
import { useLiveLab } from '../support/use-live-lab.ts';

const live = useLiveLab({ reset: false });

test(
  'a service that never comes back fails the drill; an abort after the point of no return asks and undoes nothing',
  whenMeasured(
    async () => {
      const runbook = join(live.home, 'impatient.yaml');
      const text = await readFile(new URL('../../runbooks/region-failover.yaml', import.meta.url), 'utf8');
      await writeFile(
        runbook,
        text.replace(/^runbook: .*$/m, 'runbook: impatient').replaceAll('within: 5m', 'within: 8s'),
      );
      await live.control('PUT', '/services/us-east-2', { running: false });
      const id = await live.run(runbook, '-e', 'lab', 'from=us-west-2', 'to=us-east-2');
      const open = await live.until(id, (status) => status.approval !== null);
      await live.drill('approve', open.approval!.code, '--name', 'alice');
      await live.until(id, (status) =>
        status.steps.some(({ step, status }) => step === 'users-are-back' && status === 'running'),
      );

      await live.drill('abort', id, '--name', 'alice');

      const asked = await live.until(id, (status) => status.asked !== null);
      expect(asked.sealed).toBe(true);
      expect(asked.asked!.message).toContain('after the point of no return');
      await live.drill('retry', id, '--name', 'alice');
      const timedOut = await live.until(
        id,
        (status) => status.asked?.message.includes('did not come true') ?? false,
      );
      expect(timedOut.asked!.step).toBe('users-are-back');
      await live.drill('give-up', id, '--name', 'alice', '--reason', 'it stays down');
      const { report, exitCode } = await live.report(id);
      expect(report).toMatchObject({ verdict: 'fail', outcome: 'aborted', clean: false });
      expect(report.objectives.find((objective) => objective.watch === 'reads')).toMatchObject({
        verdict: 'fail',
        actualMs: null,
      });
      expect(report.undo).toEqual([]);
      expect(report.kept.map(({ step }) => step)).toContain('swap-database');
      expect(report.faults[0]).toMatchObject({ healed: true });
      expect([1, 4, 6]).toContain(exitCode);
    },
    () => live.control('POST', '/reset'),
  ),
);
