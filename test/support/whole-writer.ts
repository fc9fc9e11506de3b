import { writeWhole } from '../../src/evidence/write-whole.ts';

// Writes one large file again and again, each time of one other letter, until it is killed.
const [path, durable] = process.argv.slice(2);
for (let round = 0; ; round += 1) {
  const letter = String.fromCodePoint(97 + (round % 26));
  await writeWhole(path!, `${letter.repeat(2_000_000 + round)}.`, { durable: durable === 'true' });
  if (round === 0) console.log('written');
}
