import { z } from 'zod';
import { Runbook } from './runbook.ts';

/** The JSON Schema of runbooks, for editors; `runbooks/schema.json` holds it as text and a test compares the two. */
export function createRunbookSchema(): string {
  const schema = z.toJSONSchema(Runbook, { io: 'input', reused: 'ref' });
  return `${JSON.stringify({ ...schema, title: 'Drillmaster runbook' }, null, 2)}\n`;
}
