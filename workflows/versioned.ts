import { setWorkflowOptions } from '@temporalio/workflow';
import { guardian } from './guardian/guardian.ts';

// What a versioned worker runs instead of index.ts: the server refuses behaviours from an unversioned one. A drill stays with
// the version that began it. Its guardian takes any worker of the current version: a drill can wait for its old worker, but
// what is in force must be taken back.
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, guardian);

// All of it: a versioned worker must not lack a workflow type.
export * from './index.ts';
