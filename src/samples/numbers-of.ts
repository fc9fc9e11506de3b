/** The numbers among named values; texts, booleans and what was not measured (null) are left out. */
export function numbersOf(values: Record<string, number | string | boolean | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
