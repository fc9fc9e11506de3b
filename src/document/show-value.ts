import { isSecretText } from './literal-secrets.ts';

/** A value for the "got" part of a message: its type and, when short, itself. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `a mapping with ${showKeys(Object.keys(value))}`;
  if (typeof value === 'string' && isSecretText(value)) return 'a text that is not shown';
  return typeof value === 'string'
    ? `text ${JSON.stringify(shorten(value))}`
    : `${typeof value} ${JSON.stringify(value)}`;
}

function showKeys(keys: string[]): string {
  if (keys.length === 0) return 'no keys';
  const shown = keys.slice(0, 5).map(shorten).join(', ');
  return keys.length > 5 ? `${shown} and ${keys.length - 5} more` : shown;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
