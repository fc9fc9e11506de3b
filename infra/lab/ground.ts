import type { LabDirectory } from './lab-directory.ts';
import type { LabScope } from './lab-scope.ts';
import type { Layout } from './layout.ts';
import type { OwnedProcesses } from './processes/owned-processes.ts';
import type { TemporalServer } from './temporal.ts';
import type { Tools } from './tools/ensure-tools.ts';

/** What every part of a lab is built on. */
export interface Ground {
  directory: LabDirectory;
  layout: Layout;
  processes: OwnedProcesses;
  scope: LabScope;
  secrets: { dbPassword: string; apiKey: string };
  temporal: TemporalServer;
  tools: Tools;
}
