import { describe, expect, test } from 'vitest';
import { chooseApproval, type OpenApproval } from '../../../src/client/answer-drill.ts';

describe('chooseApproval', () => {
  test('takes the only open approval when no code is given', () => {
    expect(chooseApproval([open('d1', 'K7F2')], undefined).drill).toBe('d1');
  });

  test('finds a code without regard to case and blanks', () => {
    expect(chooseApproval([open('d1', 'K7F2'), open('d2', 'Z9AB')], ' z9ab ').drill).toBe('d2');
  });

  test('refuses to guess between two open approvals and names both codes', () => {
    expect(() => chooseApproval([open('d1', 'K7F2'), open('d2', 'Z9AB')], undefined)).toThrow(/K7F2.*Z9AB/);
  });

  test('says that nothing is open', () => {
    expect(() => chooseApproval([], undefined)).toThrow(/expected one open approval, got none/);
    expect(() => chooseApproval([], 'K7F2')).toThrow(/expected an open approval, got "K7F2"/);
  });

  test('refuses an unknown code and names the open ones', () => {
    expect(() => chooseApproval([open('d1', 'K7F2')], 'AAAA')).toThrow(
      /expected K7F2 \(declare of d1\), got "AAAA"/,
    );
  });
});

function open(drill: string, code: string): OpenApproval {
  return { drill, approval: { step: 'declare', code, role: 'incident-commander', ask: 'Go?', shown: [] } };
}
