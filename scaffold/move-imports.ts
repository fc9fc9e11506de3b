import { posix } from 'node:path';

/** The text of a module with its relative imports as they are from another place; `moved` are modules that move as well. */
export function moveImports(
  text: string,
  { from, to }: { from: string; to: string },
  moved: Record<string, string>,
): string {
  return text.replaceAll(/(?<=from ')\.[^']*(?=')/g, (specifier) => {
    const target = posix.join(posix.dirname(from), specifier);
    const path = posix.relative(posix.dirname(to), moved[target] ?? target);
    return path.startsWith('.') ? path : `./${path}`;
  });
}
