import { open } from 'node:fs/promises';

const flushEveryMs = 50;

/** Appends lines to a file, at most 50 ms after they came. A write that fails ends the process: nothing can be measured then. */
export interface Recorder {
  write(line: string): void;
  /** Everything written so far is on the disk, and nothing more will come. */
  close(): Promise<void>;
}

export async function openRecorder(path: string): Promise<Recorder> {
  const file = await open(path, 'a');
  let waiting = '';
  let timer: NodeJS.Timeout | null = null;
  let written: Promise<void> = Promise.resolve();
  const flush = () => {
    const text = waiting;
    waiting = '';
    timer = null;
    written = written.then(async () => await file.appendFile(text));
  };
  return {
    write(line) {
      waiting += line;
      timer ??= setTimeout(flush, flushEveryMs);
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      flush();
      await written;
      await file.datasync();
      await file.close();
    },
  };
}
