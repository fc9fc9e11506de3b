/** Stands for what a test file brings up before its first test, so that it can be named at the file's head. */
export function onceUp<Thing extends object>(current: () => Thing | null): Thing {
  return new Proxy({} as Thing, {
    get: (_nothing, name) => {
      const thing = current();
      if (thing === null) throw new Error(`nothing is up yet: expected ${String(name)} to be read in a test`);
      return Reflect.get(thing, name) as unknown;
    },
  });
}
