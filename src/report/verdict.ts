/** What a drill, a check or an objective came to. `inconclusive`: not measured well enough to say. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

const order: Record<Verdict | 'not-applicable', number> = {
  'not-applicable': 0,
  pass: 1,
  inconclusive: 2,
  fail: 3,
};

/** The worst of several verdicts; nothing applicable at all is inconclusive (an empty proof proves nothing). */
export function worstVerdict(verdicts: (Verdict | 'not-applicable')[]): Verdict {
  const worst = verdicts.reduce(
    (left, right) => (order[right] > order[left] ? right : left),
    'not-applicable' as const as Verdict | 'not-applicable',
  );
  return worst === 'not-applicable' ? 'inconclusive' : worst;
}
