import { expect, test } from 'vitest';
import { createRunbookSchema } from '../../../src/runbook/json-schema.ts';

test('the JSON Schema beside the runbooks is the one that the code makes (`vitest run -u` writes it anew)', async () => {
  await expect(createRunbookSchema()).toMatchFileSnapshot('../../../runbooks/schema.json');
});

test('the JSON Schema knows every verb and refuses unknown keys', () => {
  const schema = createRunbookSchema();

  for (const verb of ['check', 'do', 'inject', 'heal', 'approve', 'wait', 'together']) {
    expect(schema).toContain(`"${verb}"`);
  }
  expect(schema).toContain('"additionalProperties": false');
});
