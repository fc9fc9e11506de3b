import { checkDocument } from '../document/check-document.ts';
import { parseDocument, type ParsedDocument, type Source } from '../document/parse-document.ts';
import type { Path } from '../document/mapping.ts';
import type { Problem } from '../errors/problem.ts';
import { Runbook } from './runbook.ts';

export interface ParsedRunbook {
  document: ParsedDocument;
  /** Null when it does not have the form of a runbook; `faults` says where. */
  value: Runbook | null;
  faults: Path[];
  problems: Problem[];
}

/** Reads a runbook by its schema alone: names are judged at compile. Throws InvalidInput only when it is not YAML. */
export function parseRunbook(source: Source): ParsedRunbook {
  const document = parseDocument(source);
  return { document, ...checkDocument(document, Runbook) };
}
