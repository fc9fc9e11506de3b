import { escapeMarkdown } from './escape.ts';
import type { Report } from './report.ts';
import { describeFoot, describeHead, listSections, type Section } from './sections.ts';
import { renderTable } from './table.ts';
import { renderWaterfall } from './waterfall.ts';

/** The report as an auditor reads it: what was promised, what was measured and how, who decided, what was left. */
export function renderMarkdown(report: Report): string {
  const parts = [renderHead(report), ...listSections(report).map(renderSection), renderFoot(report)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function renderHead(report: Report): string {
  const { title, facts } = describeHead(report);
  return [
    `# ${escapeMarkdown(title)}: ${report.verdict}`,
    `**${escapeMarkdown(report.headline)}**`,
    renderTable(['', ''], facts),
  ].join('\n\n');
}

function renderSection(section: Section): string {
  switch (section.kind) {
    case 'table':
      return titled(section.title, renderTable(section.head, section.rows));
    case 'waterfall':
      return titled(section.title, renderWaterfall(section.stages));
  }
}

function renderFoot(report: Report): string {
  const { title, command, does, origin } = describeFoot(report);
  return titled(title, `\`${command}\` ${escapeMarkdown(does)}\n${escapeMarkdown(origin)}`);
}

function titled(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}
