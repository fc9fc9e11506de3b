import { expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { measuredMs } from '../support/patience.ts';
import { mustBeMeasured, whenMeasured } from '../support/too-busy.ts';
import { processesOf, startDemo } from '../support/demo-process.ts';

test(
  'the demo with --json prints an array with a passing report and nothing else on stdout, and leaves no process',
  whenMeasured(
    async () => {
      const mark = `json-${process.pid}`;
      const demo = startDemo(mark, ['--json']);

      const exitCode = await demo.exited;

      const [report, ...more] = JSON.parse(demo.stdout()) as Report[];
      expect(more).toEqual([]);
      mustBeMeasured(report!);
      expect(report).toMatchObject({ verdict: 'pass', outcome: 'completed', clean: true });
      const rpo = report!.objectives.find((objective) => objective.name === 'rpo')!;
      expect(rpo.rowsAcknowledged).toBeGreaterThan(300);
      expect(report!.faults).toMatchObject([{ confirmed: true, healed: true }]);
      expect(report!.approvals).toMatchObject([{ name: 'alice', decision: 'approved', notStarter: true }]);
      expect(exitCode).toBe(0);
      expect(processesOf(mark)).toEqual([]);
    },
    async () => {},
  ),
  measuredMs,
);
