import type { PostgresConnection } from '../../src/operation/clients.ts';
import { readMaxKey } from './table-digest.ts';
import type { UserTable } from './table-list.ts';

/** What is wrong with the sequence behind a key; `unreadable` when the role may not look. */
export type SequenceState = 'fine' | 'behind' | 'unreadable';

/** A sequence behind its table's highest key would hand out keys that are taken. */
export async function checkSequence(
  connection: PostgresConnection,
  table: UserTable,
): Promise<SequenceState> {
  if (table.key === null) return 'fine';
  const maxKey = await readMaxKey(connection, table);
  if (maxKey === null) return 'fine';
  const [row] = await connection.query<{
    sequence: string | null;
    readable: boolean | null;
    behind: boolean | null;
  }>(
    `SELECT s.sequence, has_sequence_privilege(s.sequence, 'SELECT') AS readable,
       CASE WHEN has_sequence_privilege(s.sequence, 'SELECT')
         THEN coalesce(pg_sequence_last_value(s.sequence::regclass) < $3::text::bigint, true) END AS behind
     FROM (SELECT pg_get_serial_sequence(format('%I.%I', $1::text, $2::text), $4::text) AS sequence) s`,
    [table.schema, table.name, maxKey, table.key],
  );
  if (row === undefined || row.sequence === null) return 'fine';
  if (!row.readable) return 'unreadable';
  return row.behind ? 'behind' : 'fine';
}
