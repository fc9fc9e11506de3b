import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction, defineCheck, defineFault } from '../../../src/operation/contract.ts';

const never = () => Promise.reject(new Error('it only declares'));
const shared = { summary: 'Declares', on: [], names: {}, deadlineMs: 1_000, attempts: 1, aws: [] };
const acting = { preview: never, run: never, undo: never, irreversible: null };
const breaking = { preview: never, inject: never, confirm: never, heal: never, healed: never, find: never };

test('what an operation says of its fields is said of fields that it has', () => {
  const to = z.strictObject({ to: z.string() });
  const action = { ...shared, ...acting, kind: 'action', id: 'test.act', with: to } as const;
  const check = { ...shared, kind: 'check', id: 'test.check', run: never, with: to } as const;
  const fault = { ...shared, ...breaking, kind: 'fault', id: 'test.break', with: to } as const;

  const declared = [
    defineAction({ ...action, fields: { to: 'region' } }),
    // @ts-expect-error: there is no field `region`.
    defineAction({ ...action, fields: { region: 'region' } }),
    // @ts-expect-error: there is no field `watch`.
    defineCheck({ ...check, proves: { rowsOf: 'watch', in: 'rows' } }),
    // @ts-expect-error: there is no field `region`.
    defineFault({ ...fault, takesAway: { region: 'region' } }),
    // @ts-expect-error: a fault must say what it takes away.
    defineFault({ ...fault }),
    // @ts-expect-error: an action ends at no other instant.
    defineAction({ ...action, marks: 'healed' }),
  ];

  expect(declared).toHaveLength(6);
});
