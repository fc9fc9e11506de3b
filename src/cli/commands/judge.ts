import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { printReport } from '../print-report.ts';
import { printProgress, setExitCode } from '../print.ts';

export function addJudge(program: Command): void {
  program
    .command('judge')
    .description('judge an ended drill again from its evidence folder, without Temporal or AWS')
    .argument('<FOLDER>', 'the evidence folder of an ended drill')
    .option('--json', 'print an array with the report')
    .option(
      '--manifest <DIGEST>',
      'digest of the manifest as Temporal has it, to prove that nobody edited the evidence (manifestDigest in the result of the activity drill.judge)',
    )
    .addHelpText(
      'after',
      '\nExample:\n  drill judge ~/.local/state/drillmaster/evidence/region-failover-lab-20260102-030405-1a2b3c4d',
    )
    .action(judgeEvidence);
}

async function judgeEvidence(folder: string, options: { json?: boolean; manifest?: string }): Promise<void> {
  const { judgeFolder } = await import('../../evidence/read.ts');
  const { report, problems, later } = await judgeFolder(folder, { manifestDigest: options.manifest ?? null });
  await printReport(options, report);
  for (const event of later) printProgress(`after the report: ${event}`);
  if (problems.length === 0) return;
  printProgress(`evidence was changed after the drill: ${problems.join('; ')}`);
  // Whatever it says now, it proves nothing any more.
  if (process.exitCode === exitCodes.pass) setExitCode(exitCodes.inconclusive);
}
