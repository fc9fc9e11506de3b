/**
 * Preloaded (`NODE_OPTIONS=--import`): SIGUSR2 keeps the event loop of a sampler busy, as a bug or a huge heap would. For so
 * many milliseconds as DRILL_TEST_BLOCK_MS says; other processes are left alone.
 */
if (process.argv[1]?.endsWith('sampler-main.ts') === true) {
  process.on('SIGUSR2', () => {
    const endMs = performance.now() + Number(process.env['DRILL_TEST_BLOCK_MS']);
    while (performance.now() < endMs) {
      // Busy.
    }
  });
}
