import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { explainFailure, isTemporary, parseProblems } from '../../../src/client/failure.ts';
import { OperationError } from '../../../src/errors/operation-error.ts';
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
    const failure = ApplicationFailure.create({
      type: 'InvalidInput',
      message: problems.map(formatProblem).join('\n'),
    });
    const explained = explainFailure(failed(failure), 'd1');
    expect(explained).toBeInstanceOf(InvalidInput);
    expect(explained).toMatchObject({ problems });
  });

  test('turns any other end into one sentence with the next step', () => {
    const failure = ApplicationFailure.create({
      type: 'Busy',
      message: 'lab is busy: expected no drill, got d0\nHINT: wait for d0',
    });
    expect(explainFailure(failed(failure), 'd1')).toMatchObject({
      kind: 'DrillFailed',
      message: 'd1 has no report: lab is busy: expected no drill, got d0',
      hint: 'wait for d0',
    });
  });

  test.each([
    [failed(new CancelledFailure('its report is in the evidence')), 'Cancelled'],
    [failed(new TerminatedFailure('gone')), 'Terminated'],
    [new WorkflowNotFoundError('no', 'd1', undefined), 'NoSuchDrill'],
    [
      new WorkflowUpdateFailedError(
        'update failed',
        ApplicationFailure.create({ message: 'no approval is open' }),
      ),
      'Refused',
    ],
  ])('says what %s means', (error, kind) => {
    expect(explainFailure(error, 'd1')).toMatchObject({ kind });
  });
});

describe('parseProblems', () => {
  test('keeps a text that no problem was written into', () => {
    expect(parseProblems('something else')).toEqual([
      { where: { file: 'input', line: null, column: null }, what: 'something else', hint: null },
    ]);
  });
});

describe('isTemporary', () => {
  test('is true only for answers that may come later', () => {
    expect(
      [make('NoAnswer'), make('StillPreparing'), make('NoSuchDrill'), new Error('x')].map(isTemporary),
    ).toEqual([true, true, false, false]);
  });
});

function failed(cause: Error): WorkflowFailedError {
  return new WorkflowFailedError('Workflow execution failed', cause, 'NON_RETRYABLE_FAILURE');
}

function make(kind: string): OperationError {
  return new OperationError({ kind, message: 'm', hint: 'h', retryable: false });
}
