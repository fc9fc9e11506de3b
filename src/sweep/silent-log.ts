import type { Log } from '../host/log.ts';

/** A command says itself what it did; what each call said besides is for the log of a worker. */
export const silentLog: Log = { info: () => {}, warn: () => {} };
