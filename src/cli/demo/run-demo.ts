import { connectDrills } from '../../client/connect.ts';
import { OperationError } from '../../errors/operation-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { catchInterrupts } from '../interrupts.ts';
import { printReport } from '../print-report.ts';
import { printProgress, setExitCode } from '../print.ts';
import { labEnvironment } from '../lab/description.ts';
import { createDemoHome, removeDemoHome } from './home.ts';
import { startDetachedLab, startOwnedLab } from '../lab/lab.ts';
import { printPlaces, type DemoPlaces } from './places.ts';
import { showDrill } from './show-drill.ts';
import { createStage, type Stage } from './stage.ts';
import { awaitWorker, startWorker } from './worker.ts';

export interface DemoOptions {
  keep?: boolean;
  json?: boolean;
}

/** Nobody is there to answer a demo that hangs. */
const demoWithinMs = 10 * 60_000;

/**
 * Lab, worker, drill, approval, report; then everything is taken down again, whatever happened; only a demo that went well
 * can be kept. Sets the exit code: that of the report, or 130 after an interrupt.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const interrupts = catchInterrupts();
  const tooLate = AbortSignal.timeout(demoWithinMs);
  const stage = createStage(AbortSignal.any([interrupts.signal, tooLate]));
  let keep = false;
  try {
    const places = await showFailover(options, stage);
    keep = places !== null && options.keep === true;
    if (places !== null) return;
    if (!interrupts.signal.aborted) throw demoTooLate();
    printProgress('interrupted: taking everything down');
    setExitCode(exitCodes.interrupted);
  } finally {
    await stage.clear({ keep });
    interrupts.release();
  }
}

/** Null when the stage's signal fired first. */
async function showFailover(options: DemoOptions, stage: Stage): Promise<DemoPlaces | null> {
  const started = options.keep ? await startDetachedLab(stage.signal) : await startOwnedLab(stage.signal);
  if (started === null) return null;
  const { lab } = started;
  stage.onClear(async () => await started.stop());
  const env = labEnvironment(lab, process.env);
  const home = await createDemoHome();
  stage.onClear(async () => {
    if (stage.signal.aborted) await removeDemoHome(home);
  });
  const worker = startWorker({ lab, env, home, keep: options.keep === true });
  stage.onClear(async () => await worker.stop());
  const drills = await connectDrills(env);
  stage.onEnd(async () => await drills.close());
  if (!(await awaitWorker(drills, worker, stage.signal))) return null;
  const report = await Promise.race([showDrill(drills, stage.signal), worker.gone]);
  if (report === null) return null;
  await printReport(options, report);
  const places = { lab, home, report };
  printPlaces(options, places);
  return places;
}

function demoTooLate(): OperationError {
  return new OperationError({
    kind: 'DemoTooLate',
    message: `demo failed: expected its end within ${demoWithinMs / 60_000} minutes, got none`,
    hint: 'read the lines above, then run it again',
    retryable: true,
  });
}
