import {
  WorkflowFailedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { explainFailure, isTemporary } from '../../../src/client/failure.ts';
import { OperationError } from '../../../src/errors/operation-error.ts';
import { toApplicationFailure } from '../../../src/worker/failure.ts';
import { createEnd } from '../../../workflows/seam/failure-details.ts';
import { toEnd } from '../../../workflows/seam/failure.ts';
import { formatProblem, InvalidInput, type Problem } from '../../../src/errors/problem.ts';

const problems: Problem[] = [
  {
    where: { file: 'a.yaml', line: 3, column: 7 },
    what: 'unknown key: expected steps, got "setps"',
    hint: 'did you mean "steps"?',
  },
  {
    where: { file: 'parameters', line: null, column: null },
    what: 'from is missing: expected a region, got nothing',
    hint: null,
  },
];

describe('explainFailure', () => {
  test('gives all problems of a refused input back as they were', () => {
    const input = new InvalidInput(problems);
    const signal = new AbortController().signal;
    const refused = toApplicationFailure(input, { signal, attempt: 1 }) as ApplicationFailure;
    const explained = explainFailure(failed(toEnd(inActivity(refused))), 'd1');
    expect(explained).toBeInstanceOf(InvalidInput);
    expect(explained).toMatchObject({ problems });
  });

  test('turns any other end into one sentence with the next step', () => {
    const message = 'lab is busy: expected no drill, got d0';
    const failure = createEnd({ kind: 'Busy', message, hint: 'wait for d0' });
    expect(failure.message).toBe(`${message}\nHINT: wait for d0`);
    expect(explainFailure(failed(failure), 'd1')).toMatchObject({
      kind: 'Busy',
      message: `d1 has no report: ${message}`,
      hint: 'wait for d0',
    });
  });

  test('shows the message of a refused input as it is that an earlier version wrote without details', () => {
    const message = problems.map(formatProblem).join('\n');
    const failure = ApplicationFailure.create({ type: 'InvalidInput', message });
    expect(explainFailure(failed(failure), 'd1')).toMatchObject({
      kind: 'InvalidInput',
      message: `d1 has no report: ${message}`,
      hint: 'see its end: drill open d1',
    });
  });

  test('takes the hint from the end of a message that an earlier version wrote without details', () => {
    const message = 'lab is busy: expected no drill, got d0\nHINT: wait for d0';
    const failure = ApplicationFailure.create({ type: 'Busy', message });
    expect(explainFailure(failed(failure), 'd1')).toMatchObject({
      kind: 'Busy',
      message: 'd1 has no report: lab is busy: expected no drill, got d0',
      hint: 'wait for d0',
    });
  });

  test('takes no failure but a refused input for one, whatever its details say', () => {
    const failure = ApplicationFailure.create({ type: 'Other', message: 'broken', details: [{ problems }] });
    expect(explainFailure(failed(failure), 'd1')).toMatchObject({
      kind: 'Other',
      message: 'd1 has no report: broken',
    });
  });

  test.each([
    [failed(new CancelledFailure('its report is in the evidence')), 'Cancelled'],
    [failed(new TerminatedFailure('gone')), 'Terminated'],
    [new WorkflowNotFoundError('no', 'd1', undefined), 'NoSuchDrill'],
    [new WorkflowUpdateRPCTimeoutOrCancelledError('too late'), 'NoAnswer'],
    [
      new WorkflowUpdateFailedError(
        'update failed',
        ApplicationFailure.create({ message: 'no approval is open' }),
      ),
      'Refused',
    ],
    [
      new WorkflowUpdateFailedError(
        'update failed',
        ApplicationFailure.create({ type: 'StillPreparing', message: 'in other words' }),
      ),
      'StillPreparing',
    ],
  ])('says what %s means', (error, kind) => {
    expect(explainFailure(error, 'd1')).toMatchObject({ kind });
  });
});

describe('isTemporary', () => {
  test('is true only for answers that may come later', () => {
    expect(
      [make('NoAnswer'), make('StillPreparing'), make('NoSuchDrill'), new Error('x')].map(isTemporary),
    ).toEqual([true, true, false, false]);
  });
});

function inActivity(cause: ApplicationFailure): ActivityFailure {
  return new ActivityFailure('failed', 'drill.prepare', '1', 'NON_RETRYABLE_FAILURE', 'worker', cause);
}

function failed(cause: Error): WorkflowFailedError {
  return new WorkflowFailedError('Workflow execution failed', cause, 'NON_RETRYABLE_FAILURE');
}

function make(kind: string): OperationError {
  return new OperationError({ kind, message: 'm', hint: 'h', retryable: false });
}
