import { expect, test } from 'vitest';
import { createCallCounter } from '../../../src/worker/call-counter.ts';

const call = { region: 'west', service: 'rds', errorCode: null };

test('an attempt goes on counting from what the one before had counted to its end', () => {
  const first = createCallCounter(1, null);
  first.count(call);
  first.count({ ...call, errorCode: 'Throttling' });
  first.end();
  const second = createCallCounter(2, first.details({ status: 'creating' }));
  second.count({ ...call, region: 'east' });

  expect(second.total()).toEqual({ calls: { west: { rds: 2 }, east: { rds: 1 } }, callsAtLeast: false });
  expect(second.answered()).toEqual({ east: { rds: 1 } });
});

test('after an attempt that died in the middle the total is a least, for good', () => {
  const first = createCallCounter(1, null);
  first.count(call);
  const second = createCallCounter(2, first.details(null));
  second.end();

  expect(second.total()).toEqual({ calls: { west: { rds: 1 } }, callsAtLeast: true });
  expect(createCallCounter(3, second.details(null)).total().callsAtLeast).toBe(true);
});

test('an attempt of which nothing was heard makes the total a least, whatever the one before it had said', () => {
  const first = createCallCounter(1, null);
  first.end();

  expect(createCallCounter(3, first.details(null)).total().callsAtLeast).toBe(true);
  expect(createCallCounter(2, null).total().callsAtLeast).toBe(true);
  expect(createCallCounter(2, 'something else').total().callsAtLeast).toBe(true);
});
