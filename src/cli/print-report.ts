import type { Report } from '../report/report.ts';
import { exitCodeOf } from './exit-codes.ts';
import { printResult, setExitCode } from './print.ts';

/** Prints reports as an array with `--json`, else as Markdown, and sets the exit code that the report stands for. */
export async function printReport(options: { json?: boolean | undefined }, report: Report): Promise<void> {
  const { renderMarkdown } = await import('../report/markdown.ts');
  printResult(options, [report], renderMarkdown(report));
  setExitCode(exitCodeOf(report));
}
