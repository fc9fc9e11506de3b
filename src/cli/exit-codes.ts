import type { Report } from '../report/report.ts';

/** Exit codes of every command; those of a drill's end are a released contract: scripts rely on them. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  invalid: 2,
  inconclusive: 3,
  notClean: 4,
  toolError: 5,
  aborted: 6,
  /** 128 + SIGINT: a command that owns its drill was interrupted and has cleaned up. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * Kinds of errors that are a person's mistake: a command that names what is not there, or that does not fit what drills wait
 * for now. All others are the tool's: it could not do what was asked, and the same command may do it later.
 */
const mistakes = [
  'InvalidInput',
  'NoFinishedDrill',
  'NoOpenDrill',
  'NoSuchDrill',
  'NotADrill',
  'Refused',
  'SeveralOpenDrills',
  'StillRunning',
  'TemporalSettings',
  'UiUnknown',
  'WhichApproval',
  'WhichLab',
];

/** The exit code for an error of a kind. */
export function exitCodeOfKind(kind: string): ExitCode {
  return mistakes.includes(kind) ? exitCodes.invalid : exitCodes.toolError;
}

/** What was left behind weighs more than how the drill went, and an abort more than its verdict. */
export function exitCodeOf(report: Pick<Report, 'clean' | 'outcome' | 'verdict'>): ExitCode {
  if (!report.clean || report.outcome === 'stuck') return exitCodes.notClean;
  if (report.outcome === 'aborted') return exitCodes.aborted;
  return exitCodes[report.verdict];
}
