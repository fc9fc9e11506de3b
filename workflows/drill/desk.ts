import { type ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { Report } from '../../src/report/report.ts';
import type { KnownEvidence } from '../seam/contract.ts';
import { createFailure } from '../seam/failure-details.ts';
import * as messages from '../seam/messages.ts';
import type { ApprovalMessage, PersonMessage } from '../seam/messages.ts';
import { abortRun } from './abort.ts';
import { abortOf } from './ending.ts';
import { tellGuardian } from './guardian-link.ts';
import { record, refreshBoard } from './record.ts';
import { type Run, openApproval, openQuestion } from './run.ts';
import { isSealed } from './seal.ts';
import { describeStatus } from './status.ts';

type Via = 'update' | 'signal';

/** What comes of something that a person says: why it cannot be taken now, or what taking it does and answers. */
type Heard = { refused: string } | { apply: () => string };

/** One thing that people can say. It looks at the drill and changes nothing: that is for `apply`. */
type Saying<Message> = (run: Run, message: Message, via: Via) => Heard;

/**
 * Registers everything that people can say to a drill, the update and the signal of a name alike. An update that makes no
 * sense is rejected with a sentence; a signal cannot be, so its refusal goes to the timeline. A signal that comes while the
 * drill is prepared is heard when `hearEarly` is called.
 */
export function openDesk(current: () => Run | null): { hearEarly(): void } {
  answerQueries(current);
  const early: (() => void)[] = [];
  const listen = createListener(current, early);
  const { approve, decline, abort, retry, skip, giveUp } = messages;
  listen(approve, answering('approved'), 'Approve: {"code":"K7F2","name":"alice"}');
  listen(decline, answering('declined'), 'Decline: {"code":"K7F2","name":"alice"}');
  listen(abort, aborting, 'Stop and undo, or ask: {"name":"alice","reason":"why"}');
  listen(retry, deciding('retry'), 'Try the asking step again: {"name":"alice"}');
  listen(skip, deciding('skip'), 'Go on without it: {"name":"alice","reason":"why"}');
  listen(giveUp, deciding('give-up'), 'Stop here: {"name":"alice","reason":"why"}');
  return { hearEarly: () => early.splice(0).forEach((hear) => hear()) };
}

function answerQueries(current: () => Run | null): void {
  setHandler(messages.status, () => describeStatus(requireRun(current)), {
    description: 'Where the drill is',
  });
  setHandler(messages.timeline, () => current()?.timeline ?? [], { description: 'All events so far' });
  setHandler(messages.report, () => reportOf(current()), {
    description: 'The report; null until it is judged',
  });
  setHandler(messages.evidence, () => describeEvidence(requireRun(current)), {
    description: 'Engine: what judging needs',
  });
}

function reportOf(run: Run | null): Report | null {
  return run?.ending.kind === 'over' ? run.ending.report : null;
}

function describeEvidence({ plan, timeline, prepared, calls }: Run): KnownEvidence {
  return { plan, timeline, startedBy: prepared.startedBy, ...calls };
}

function createListener(current: () => Run | null, early: (() => void)[]) {
  return <Message extends object>(
    { update, signal }: messages.Said<Message>,
    saying: Saying<Message>,
    description: string,
  ) => {
    const hear = (message: unknown) => {
      const heard = saying(requireRun(current), readObject(message) as Message, 'update');
      if ('refused' in heard) throw refuse(heard.refused);
      return heard;
    };
    setHandler(update, (message) => hear(message).apply(), {
      description,
      validator: (message) => void hear(message),
    });
    const onSignal = (message?: Message) => {
      const run = current();
      if (run === null) return void early.push(() => onSignal(message));
      const heard = saying(run, readObject(message) as Message, 'signal');
      if ('apply' in heard) heard.apply();
      else record(run, { kind: 'message-refused', at: null, message: signal.name, why: heard.refused });
    };
    setHandler(signal, onSignal, { description });
  };
}

function answering(decision: 'approved' | 'declined'): Saying<ApprovalMessage> {
  return (run, { code, name }, via) => {
    const step = findStepOfCode(run, code);
    if (step === null) return { refused: describeWrongCode(run, code) };
    if (typeof name !== 'string' || name === '')
      return {
        refused:
          'expected {"code": ..., "name": ...} with the name of a person of the environment, got no name',
      };
    const refused = refuseApprover(run, name);
    if (refused !== null) return { refused };
    return { apply: () => answerApproval(run, { step, decision, name, via }) };
  };
}

function refuseApprover(run: Run, name: string): string | null {
  const { people, accept } = run.plan;
  const person = Object.hasOwn(people, name) ? people[name] : undefined;
  const role = run.asking.approval?.role;
  if (person === undefined || (role !== undefined && !person.roles.includes(role)))
    return `expected a person with the role ${role ?? 'asked for'}, got ${show(name)}; known: ${peopleWithRole(run, role).join(', ') || 'nobody'}`;
  if (accept === 'claimed') return null;
  return `the environment accepts approvals with assurance ${accept} only, got a claimed name`;
}

interface ApprovalAnswer {
  step: string;
  decision: 'approved' | 'declined';
  name: string;
  via: Via;
}

function answerApproval(run: Run, { step, decision, name, via }: ApprovalAnswer): string {
  const open = openApproval(run);
  if (open?.step === step) {
    open.answer = { decision, name, via };
    refreshBoard(run);
    return `${step} ${decision} by ${name}`;
  }
  const answer = { step, decision, name, assurance: 'claimed' as const, via, applied: false };
  record(run, { kind: 'approval-answered', at: null, ...answer });
  return `${step} was already answered: recorded, not applied`;
}

function aborting(run: Run, { name, reason }: PersonMessage, via: Via): Heard {
  if (abortOf(run) !== null) return { apply: () => 'already aborting' };
  if (run.ending.kind === 'closing' || run.ending.kind === 'over')
    return { refused: 'the drill is ending by itself: nothing to abort' };
  return {
    apply: () => {
      abortRun(run, { name: text(name), reason: text(reason), via });
      return isSealed(run)
        ? 'stopping: the drill will ask what to do'
        : 'aborting: everything goes back to the start';
    },
  };
}

function deciding(decision: 'retry' | 'skip' | 'give-up'): Saying<PersonMessage> {
  return (run, message) => {
    const { name, reason } = message;
    const question = openQuestion(run);
    if (question === null && run.guardian.stuck === null)
      return { refused: 'no step asks: nothing to decide' };
    if (decision === 'skip' && question?.skippable !== true)
      return { refused: 'this cannot be skipped: expected retry or give-up' };
    if (decision !== 'retry' && text(reason) === null)
      return { refused: `expected {"reason": "why"} with ${decision}, got none` };
    if (question === null) return { apply: () => passOn(run, decision, message) };
    return {
      apply: () => {
        question.answer = { decision, name: text(name), reason: text(reason) };
        refreshBoard(run);
        return `${question.step}: ${decision}`;
      },
    };
  };
}

/** No step asks, but the guardian does. */
function passOn(run: Run, decision: 'retry' | 'skip' | 'give-up', { name, reason }: PersonMessage): string {
  const tell = decision === 'retry' ? messages.retry : messages.giveUp;
  tellGuardian(run, tell.signal, { name: text(name) ?? '', reason: text(reason) ?? '' });
  return `the guardian was told: ${decision}`;
}

function findStepOfCode(run: Run, code: unknown): string | null {
  if (typeof code !== 'string') return null;
  const wanted = code.trim().toUpperCase();
  const known = Object.entries(run.prepared.codes).find(([, value]) => value === wanted);
  if (known === undefined) return null;
  const status = run.story.statuses[known[0]];
  return status === 'waiting' || status === undefined ? null : known[0];
}

function describeWrongCode(run: Run, code: unknown): string {
  const next = openApproval(run) === null ? 'no approval is open' : 'the code is on the board';
  return `expected the code of the open approval, got ${show(code)}; ${next}`;
}

function peopleWithRole(run: Run, role: string | undefined): string[] {
  const people = Object.entries(run.plan.people);
  return people
    .filter(([, person]) => role === undefined || person.roles.includes(role))
    .map(([name]) => name);
}

function requireRun(current: () => Run | null): Run {
  const run = current();
  if (run === null)
    throw createFailure({
      type: 'StillPreparing',
      message: 'the drill is still being prepared: try again in a moment',
      nonRetryable: true,
    });
  return run;
}

function refuse(message: string): ApplicationFailure {
  return createFailure({ type: 'Refused', message, nonRetryable: true });
}

function readObject(message: unknown): object {
  return typeof message === 'object' && message !== null && !Array.isArray(message) ? message : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 500) : null;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'something else').slice(0, 60);
}
