import type { Retry } from '../client/read-retries.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import { formatTable } from './print.ts';

/** Where a drill is, for people: phase, what it waits for, faults in force, steps, and what an abort would do now. */
export function describeStatus(status: DrillStatus & { retries: Retry[] }): string {
  const { approval, asked, faults, steps, retries } = status;
  return [
    `${status.drill}: ${status.phase}${status.sealed ? ' (past the point of no return)' : ''}`,
    ...(approval === null
      ? []
      : [
          `  approval open (${approval.role}): ${approval.ask}  ->  drill approve ${approval.code} --name NAME`,
          ...approval.shown.map((line) => `    ${line}`),
        ]),
    ...(asked === null
      ? []
      : [
          `  ${asked.step} asks: ${asked.message}`,
          ...(asked.hint === null ? [] : [`    HINT: ${asked.hint}`]),
        ]),
    ...faults.map(
      (fault) =>
        `  fault in force: ${fault.step} (${fault.operation}), healed by the clock at ${new Date(fault.expiresAt).toISOString()}`,
    ),
    ...retries.map((retry) => `  ${describeRetry(retry)}`),
    ...formatTable(steps.map(({ step, verb, status }) => [`  ${step}`, verb, status])).split('\n'),
    `  if you abort now: ${status.ifYouAbortNow}`,
    `  evidence: ${status.root}`,
  ].join('\n');
}

/** One line about a call that is tried again, with what could end that. */
export function describeRetry({ activity, attempt, message, hint }: Retry): string {
  const next = hint === null ? '' : `; HINT: ${hint}`;
  return `${activity} is tried again (attempt ${attempt}): ${message.split('\n')[0]}${next}`;
}
