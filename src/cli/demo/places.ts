import { join, relative } from 'node:path';
import { uiAddress } from '../../client/ui-address.ts';
import { evidenceRoot } from '../../evidence/folder.ts';
import { packageRoot } from '../../config/package-root.ts';
import type { Report } from '../../report/report.ts';
import { printProgress, printResult } from '../print.ts';
import type { LabDescription } from '../lab/description.ts';

export interface DemoPlaces {
  lab: LabDescription;
  home: string;
  report: Report;
}

/** Where to look after a demo: beside the report, so on stderr when stdout holds JSON. */
export function printPlaces(options: { keep?: boolean; json?: boolean }, places: DemoPlaces): void {
  const lines = [
    ...describeEvidence(places),
    ...describeUi(options, places),
    ...(options.keep ? describeNext(places) : []),
  ];
  if (options.json) printProgress(lines.join('\n'));
  else printResult({}, null, lines.join('\n'));
}

function describeEvidence({ home, report }: DemoPlaces): string[] {
  const folder = evidenceRoot(home, { id: report.drill, key: report.key });
  return ['', `Evidence:     ${folder}`, `Judge again:  ${drill()} judge ${folder}`];
}

function describeUi({ keep }: { keep?: boolean }, { lab, report }: DemoPlaces): string[] {
  const { ui, address, namespace } = lab.temporal;
  const reachable = keep ? '' : ' (gone now; --keep leaves it up)';
  return [`Temporal UI:  ${uiAddress({ ui, address, namespace }, report.drill) ?? ui}${reachable}`];
}

function describeNext({ lab }: DemoPlaces): string[] {
  return [
    `Use the lab:  eval "$(${drill()} lab env ${lab.id})"`,
    `Drill again:  ${drill()} demo --keep  (another lab: this one has lost us-west-2 for good)`,
    `Take it down: ${drill()} lab down ${lab.id}`,
  ];
}

/** What to type here: the demo is run before anything is on the PATH. */
function drill(): string {
  return relative(process.cwd(), join(packageRoot, 'bin', 'drill'));
}
