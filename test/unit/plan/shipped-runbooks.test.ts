import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { compilePlan } from '../../../src/plan/compile-plan.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

const folder = new URL('../../../runbooks/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

test.each(names)('the shipped runbook %s compiles with the real operations', (name) => {
  const plan = compilePlan({
    runbook: { file: name, text: readFileSync(new URL(name, folder), 'utf8') },
    environment: { file: 'environment.yaml', text: exampleEnvironment },
    parameters: { from: 'us-west-2', to: 'us-east-2' },
    occasion: 'drill',
    catalog,
    toolVersion: '0.1.0',
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  });

  expect(plan.runbook.name).toBe(name.replace('.yaml', ''));
  expect(plan.targets).not.toEqual([]);
});
