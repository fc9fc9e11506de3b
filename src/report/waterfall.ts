import { formatDuration } from '../time/duration.ts';
import type { Report } from './report.ts';

const barWidth = 40;

/** Stages as text bars on one common time line, in a code block; waiting for people is drawn lighter. */
export function renderWaterfall(stages: Report['stages']): string {
  const totalMs = stages.reduce((sum, { ms }) => sum + ms, 0);
  if (totalMs <= 0) return '';
  const nameWidth = Math.min(48, Math.max(...stages.map(({ name }) => plain(name).length)));
  let startMs = 0;
  const lines = stages.map(({ name, ms, human }) => {
    const from = Math.round((startMs / totalMs) * barWidth);
    startMs += ms;
    const to = Math.max(from + 1, Math.round((startMs / totalMs) * barWidth));
    const bar = `${' '.repeat(from)}${(human ? '░' : '█').repeat(to - from)}`
      .slice(0, barWidth + 1)
      .padEnd(barWidth + 1);
    return `${plain(name).slice(0, nameWidth).padEnd(nameWidth)} ${bar} ${formatDuration(ms)}`;
  });
  const total = `${'all'.padEnd(nameWidth)} ${''.padEnd(barWidth + 1)} ${formatDuration(totalMs)}`;
  return ['```text', ...lines, total, '```'].join('\n');
}

/** Inside a code block its fence and control characters are dangerous, and tags where Markdown is taken for HTML. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}`<]+/gu, ' ');
}
