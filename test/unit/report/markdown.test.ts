import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../src/judge/judge.ts';
import { escapeMarkdown } from '../../../src/report/escape.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import type { Report } from '../../../src/report/report.ts';
import { makeDrill } from '../../support/synthetic-drill.ts';

const report = judge(makeDrill());

test('the report says first what came out, then how every number was measured', () => {
  const text = renderMarkdown(report);
  expect(text).toMatch(/^# region-failover on lab: pass\n\n\*\*Reads were down 10 s of 10 min allowed/);
  expect(text).toContain('| rto of reads | 10 min | 10 s | 8 s | ± 20 ms | pass |');
  expect(text).toContain('| rpo of writes | 30 s | 0 ms |  | 0 of 450 rows lost, 0 phantom | pass |');
});

test('the waterfall draws one bar for each stage, people lighter, and the whole below', () => {
  const text = renderMarkdown(report);
  expect(text).toMatch(/^declared \(waiting for incident-commander\) +░+ +2 s$/m);
  expect(text).toMatch(/^first-ok, sustained +█+ +120 ms$/m);
  expect(text).toMatch(/^all +14\.5 s$/m);
});

test('every section is there when it has something to say, and absent when not', () => {
  const titles = [...renderMarkdown(report).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    'Objectives',
    'Verdict',
    'Where the time went',
    'Faults',
    'Approvals',
    'Steps',
    'AWS calls',
    'Judge it again',
  ]);
});

test('what was kept and what was left over are two sections, each with its heading on a line of its own', () => {
  const kept = [{ step: 'promote', operation: 'rds.promote-replica', why: 'history forks' }];
  const text = renderMarkdown({ ...report, kept, leftovers: ['tag on shop-west'] });
  expect(text).toContain('| history forks |\n\n## Left over\n\n| What |');
});

test('a report of an earlier version is shown without the sections that it does not have', () => {
  const { steps: _none, ...earlier } = report;
  expect(renderMarkdown(earlier as Report)).toBe(renderMarkdown({ ...report, steps: [] }));
});

test('texts from outside cannot make markup, rows, lines, links or terminal sequences', () => {
  const evil = 'a|b\n# head <script>x</script> [l](https://e.test) `c` \u001b[31m \u202egnp';
  const text = renderMarkdown({
    ...report,
    reason: evil,
    headline: evil,
    steps: [{ ...report.steps[0]!, step: evil, failure: evil }],
    stages: [{ name: '```<script>\u001b[31m', ms: 5, human: false }],
  });
  expect(text).not.toMatch(/<script>|[\p{Cc}\p{Cf}](?<!\n)|^# head/mu);
  expect(text).not.toMatch(/(?<!\\)\]\(|https:/);
  expect(text.split('\n').filter((line) => line.startsWith('```'))).toHaveLength(2);
  expect(
    text.split('\n').filter((line) => line.includes('a\\|b') && !/^(\*\*|\| ).*(\*\*| \|)$/.test(line)),
  ).toEqual([]);
});

test('an escaped text is one line without bare markup, and plain text stays readable', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeMarkdown(text);
      expect(escaped).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(escaped.replaceAll(/\\[\\`*_[\]~|&#+\->=.)]/g, '')).not.toMatch(/[\\`*_[\]~|]|<[a-z/!?]/i);
    }),
    { numRuns: 2_000 },
  );
  expect(escapeMarkdown('p99 < 500ms, ok >= 99%')).toBe('p99 < 500ms, ok >= 99%');
});
