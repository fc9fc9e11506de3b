import { z } from 'zod';
import { isMapping, valueAt, type Path } from './mapping.ts';
import { notes } from './notes.ts';

/** The schema that judges the value at `path`, following the forms of unions that `value` chose; null when there is none. */
export function schemaAt(root: z.core.$ZodType, value: unknown, path: Path): z.core.$ZodType | null {
  let schema: z.core.$ZodType | null = root;
  let inner = value;
  for (const segment of path) {
    schema = childSchema(formOf(schema, inner), segment);
    if (schema === null) return null;
    inner = valueAt(inner, [segment]);
  }
  return schema;
}

/** `schema` without its wrappers, and of a union the form that `value` was most likely meant to have. */
export function formOf(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const bare = unwrap(schema);
  if (!(bare instanceof z.ZodUnion)) return bare;
  return formOf(bare.options[chooseOption(bare, value)]!, value);
}

/** Index of the form of a union that `value` was most likely meant to have. */
export function chooseOption(union: z.ZodUnion, value: unknown): number {
  const distances = union.options.map((option) => distance(option, value));
  return distances.indexOf(Math.min(...distances));
}

/** The keys that a mapping of this schema may have; empty when it is none. */
export function knownKeys(schema: z.core.$ZodType): string[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((option) => knownKeys(option));
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}

/** `schema` without optional, default, lazy and transform around it; stops where a note is attached. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (notes.has(schema)) return schema instanceof z.ZodLazy ? unwrap(schema.unwrap()) : schema;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.def.innerType);
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.def.in) : schema;
}

function childSchema(schema: z.core.$ZodType, segment: string | number): z.core.$ZodType | null {
  if (schema instanceof z.ZodObject) {
    return Object.hasOwn(schema.shape, segment) ? (schema.shape as z.core.$ZodShape)[String(segment)]! : null;
  }
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : null;
}

/** Smaller is nearer: a form of another type is farthest, then every unknown and every missing key counts. */
function distance(option: z.core.$ZodType, value: unknown): number {
  const bare = unwrap(option);
  if (bare instanceof z.ZodUnion) return Math.min(...bare.options.map((inner) => distance(inner, value)));
  if (bare instanceof z.ZodArray) return Array.isArray(value) ? 0 : 1_000;
  if (bare instanceof z.ZodRecord) return isMapping(value) ? 0 : 1_000;
  if (!(bare instanceof z.ZodObject)) return isMapping(value) || Array.isArray(value) ? 1_000 : 500;
  if (!isMapping(value)) return 1_000;
  const keys = Object.keys(bare.shape);
  const unknown = Object.keys(value).filter((key) => !keys.includes(key)).length;
  const missing = keys.filter((key) => !Object.hasOwn(value, key) && !isOptional(bare.shape[key])).length;
  return unknown + missing;
}

function isOptional(schema: z.core.$ZodType | undefined): boolean {
  return schema instanceof z.ZodType && schema.isOptional();
}
