import { escapeMarkdown } from './escape.ts';

/** A Markdown table of plain texts. */
export function renderTable(head: string[], rows: string[][]): string {
  const escaped = rows.map((cells) => cells.map(escapeMarkdown));
  return [head, head.map(() => '---'), ...escaped].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
