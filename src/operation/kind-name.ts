declare const brand: unique symbol;

/**
 * The name of a component's kind where only a person may read it: at run time a text, for the compiler nothing that can be
 * compared with one. Code asks what a component offers (`traits.ts`), never what it is called.
 */
export interface KindName {
  readonly [brand]: 'kind';
}

/** The kind of that name. */
export function kindNamed(name: string): KindName {
  return name as unknown as KindName;
}

/** The name, for a sentence. */
export function sayKind(kind: KindName): string {
  return kind as unknown as string;
}
