import type { ErrorJson } from './describe-error.ts';
import type { ExitCode } from './exit-codes.ts';

let hasResult = false;

/** A result, as text or as JSON: the only thing that goes to stdout. */
export function printResult(options: { json?: boolean | undefined }, value: unknown, text: string): void {
  hasResult = true;
  process.stdout.write(
    options.json === true ? `${JSON.stringify(value, null, 2)}\n` : endLine(cleanText(text)),
  );
}

/** An error as JSON in the place of the result. What fails after its result was printed has only its exit code: stdout holds one JSON. */
export function printError(error: ErrorJson): void {
  if (!hasResult) process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
}

/** What happens meanwhile: goes to stderr. */
export function printProgress(line: string): void {
  process.stderr.write(endLine(cleanText(line)));
}

export function setExitCode(code: ExitCode): void {
  process.exitCode = code;
}

/** Texts come from files and servers: none of their control characters may steer the terminal. */
export function cleanText(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** Columns as wide as their widest cell, two blanks between them. */
export function formatTable(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
