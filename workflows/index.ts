// What Temporal can start: every export is a workflow type.
export { drill } from './drill/drill.ts';
export { guardian } from './guardian/guardian.ts';
// The exception from "no `export *`": a new alias is a type in every worker without being named a second time.
export * from './aliases.ts';
